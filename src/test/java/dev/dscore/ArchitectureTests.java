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
            "cli",
            "http",
            "contract",
            "report",
            "app",
            "problem",
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
            "random",
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
    static final ArchRule onlyHttpKnowsHttp = noClasses()
            .that()
            .resideInAPackage("dev.dscore.*..")
            .and()
            .resideOutsideOfPackage(in("http"))
            .and()
            // the record of the settings dscore.limits.*
            .haveNameNotMatching("dev\\.dscore\\.app\\.RequestLimits.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta..");

    @ArchTest
    static final ArchRule onlyTheUpperHouseKnowsJson = noClasses()
            .that()
            .resideInAnyPackage(HOUSE.subList(HOUSE.indexOf("problem") + 1, HOUSE.size()).stream()
                    .map(ArchitectureTests::in)
                    .toArray(String[]::new))
            .or()
            .resideInAPackage(in("app"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml..");

    @ArchTest
    static final ArchRule httpAndTheCommandLineDoNotCallEachOther = noClasses()
            .that()
            .resideInAPackage(in("cli"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(in("http"));

    @ArchTest
    static final ArchRule nothingExtendsOrReadsTheServersInsides = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat..");

    @ArchTest
    static final ArchRule securityAndOverloadKnowNoController = noClasses()
            .that()
            .resideInAnyPackage(in("http.security"), in("http.overload"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.dscore.http");

    @ArchTest
    static final ArchRule onlyTheEnginesWiringKnowsTheEvaluator = noClasses()
            .that()
            .resideInAnyPackage(in("cli"), in("http"), in("contract"), in("report"), in("problem"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(in("nd4j"));

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
