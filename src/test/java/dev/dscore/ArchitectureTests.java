package dev.dscore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

@AnalyzeClasses(packages = "dev.dscore", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    /** The packages, each of which knows those behind it only. */
    private static final List<String> HOUSE = List.of(
            "web",
            "grade",
            "diagnosis",
            "gradients",
            "functions",
            "verify",
            "calculus",
            "plain",
            "nd4j",
            "lang",
            "graph",
            "array",
            "compute");

    @ArchTest
    static void arrowsPointOnlyDown(JavaClasses all) {
        for (int i = 1; i < HOUSE.size(); i++) {
            String[] above =
                    HOUSE.subList(0, i).stream().map(ArchitectureTests::in).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(in(HOUSE.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(all);
        }
    }

    @ArchTest
    static final ArchRule everyClassHasARoom = classes()
            .should()
            .resideInAnyPackage(HOUSE.stream().map(ArchitectureTests::in).toArray(String[]::new))
            .orShould()
            .resideInAPackage("dev.dscore");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsNd4j = noClasses()
            .that()
            .resideOutsideOfPackage(in("nd4j"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule onlyWebKnowsHttpAndJson = noClasses()
            .that()
            .resideInAPackage("dev.dscore.*..")
            .and()
            .resideOutsideOfPackage(in("web"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta..", "tools.jackson..", "com.fasterxml..");

    @ArchTest
    static final ArchRule theVerifierKnowsNoDerivativeAndNoNd4j = noClasses()
            .that()
            .resideInAPackage(in("verify"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(in("calculus"), in("nd4j"));

    @ArchTest
    static final ArchRule aGraphKnowsNothingElseButItsAllowance = noClasses()
            .that()
            .resideInAPackage(in("graph"))
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(in("graph"), in("compute"), "java..", "org.jspecify..");

    private static String in(String room) {
        return "dev.dscore." + room + "..";
    }
}
