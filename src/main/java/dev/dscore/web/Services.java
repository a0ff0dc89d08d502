package dev.dscore.web;

import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Cores;
import dev.dscore.compute.Memory;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.RandomInputs;
import dev.dscore.grade.Grader;
import dev.dscore.gradients.GradientService;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Verifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the packages below are put together from. */
@Configuration(proxyBeanMethods = false)
class Services {
    @Bean
    Catalogue catalogue() {
        return new Catalogue();
    }

    @Bean
    Evaluator evaluator() {
        return new Evaluator();
    }

    @Bean
    RandomInputs randomInputs(Evaluator evaluator) {
        return new RandomInputs(evaluator);
    }

    @Bean
    Budget budget(Limits limits, Memory memory) {
        return new Budget(limits.elements(), limits.work(), memory);
    }

    @Bean
    Cores cores(Limits limits) {
        return new Cores(limits.cores());
    }

    @Bean
    Memory memory(Limits limits) {
        return new Memory(limits.memoryBytes());
    }

    @Bean
    Verifier verifier(Budget budget, Cores cores) {
        return new Verifier(budget.work(), cores);
    }

    @Bean
    Grader grader(GradientService service, Evaluator evaluator, RandomInputs random, Budget budget, Limits limits) {
        return new Grader(service, evaluator, random, budget, limits.code().limits());
    }

    @Bean
    GradientService gradientService(Evaluator evaluator, Verifier verifier, Budget budget) {
        Derivation derivation = new Derivation(DerivativeTable.shipped());
        return new GradientService(derivation, evaluator, verifier, budget);
    }
}
