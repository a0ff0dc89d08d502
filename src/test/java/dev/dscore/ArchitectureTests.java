package dev.dscore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.dscore", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    @ArchTest
    static final ArchRule arrowsPointOnlyDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("web")
            .definedBy("dev.dscore.web..")
            .layer("grade")
            .definedBy("dev.dscore.grade..")
            .layer("verify")
            .definedBy("dev.dscore.verify..")
            .layer("functions")
            .definedBy("dev.dscore.functions..")
            .layer("tensor")
            .definedBy("dev.dscore.tensor..")
            .layer("calculus")
            .definedBy("dev.dscore.calculus..")
            .layer("lang")
            .definedBy("dev.dscore.lang..")
            .layer("graph")
            .definedBy("dev.dscore.graph..")
            .layer("compute")
            .definedBy("dev.dscore.compute..")
            .whereLayer("web")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("grade")
            .mayOnlyBeAccessedByLayers("web")
            .whereLayer("verify")
            .mayOnlyBeAccessedByLayers("web", "grade")
            .whereLayer("functions")
            .mayOnlyBeAccessedByLayers("web", "grade", "verify")
            .whereLayer("tensor")
            .mayOnlyBeAccessedByLayers("web", "grade", "verify", "functions")
            .whereLayer("calculus")
            .mayOnlyBeAccessedByLayers("web", "grade", "verify", "functions", "tensor")
            .whereLayer("lang")
            .mayOnlyBeAccessedByLayers("web", "grade", "verify", "functions", "tensor", "calculus")
            .whereLayer("compute")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule onlyTensorKnowsNd4j = noClasses()
            .that()
            .resideOutsideOfPackage("dev.dscore.tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule onlyWebKnowsHttpAndJson = noClasses()
            .that()
            .resideInAPackage("dev.dscore.*..")
            .and()
            .resideOutsideOfPackage("dev.dscore.web..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta..", "tools.jackson..", "com.fasterxml..");

    @ArchTest
    static final ArchRule theVerifierKnowsNoDerivativeAndOfTensorOnlyTheArrays = noClasses()
            .that()
            .resideInAPackage("dev.dscore.verify..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.dscore.calculus..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.dscore.tensor.Evaluator");

    @ArchTest
    static final ArchRule aGraphKnowsNothingElseButItsAllowance = noClasses()
            .that()
            .resideInAPackage("dev.dscore.graph..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("dev.dscore.graph..", "dev.dscore.compute..", "java..", "org.jspecify..");
}
