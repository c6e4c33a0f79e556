package io.github.cloudstackreactive;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The rooms of core, and which way the arrows between them run. */
@AnalyzeClasses(packages = "io.github.cloudstackreactive", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String BASE = "io.github.cloudstackreactive.";

    /** From the top down: a room knows only those that stand after it. */
    private static final List<String> ROOMS = List.of(
            "api",
            "exoscale",
            "model",
            "discovery",
            "call",
            "job",
            "paging",
            "config",
            "session",
            "exchange",
            "limit",
            "transport",
            "reply",
            "auth",
            "command",
            "error");

    @ArchTest
    static void arrowsRunDownwards(JavaClasses classes) {
        for (int i = 1; i < ROOMS.size(); i++) {
            String room = BASE + ROOMS.get(i);
            String[] above = Stream.concat(
                            Stream.of(BASE.substring(0, BASE.length() - 1)),
                            ROOMS.subList(0, i).stream().map(name -> BASE + name))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule everyRoomIsKnown = classes()
            .that()
            .resideInAPackage("io.github.cloudstackreactive..")
            .and()
            .resideOutsideOfPackage("io.github.cloudstackreactive.simulator..")
            .should(new ArchCondition<>("stand in a room of the plan") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    String room = item.getPackageName().equals(BASE.substring(0, BASE.length() - 1))
                            ? "(root)"
                            : item.getPackageName().substring(BASE.length());
                    boolean known = room.equals("(root)") || ROOMS.contains(room);
                    events.add(new SimpleConditionEvent(item, known, item.getName() + " stands in " + room));
                }
            });

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.github.cloudstackreactive.(*)").should().beFreeOfCycles();

    /** Netty shows only where a caller may hand in an HttpClient, its pool or its event loops, Jackson only where a caller asks for a tree. */
    @ArchTest
    static final ArchRule nettyAndJacksonStayInside = classes()
            .that()
            .resideInAnyPackage(
                    "io.github.cloudstackreactive",
                    BASE + "api",
                    BASE + "exoscale",
                    BASE + "discovery",
                    BASE + "call",
                    BASE + "job",
                    BASE + "paging",
                    BASE + "config",
                    BASE + "session",
                    BASE + "auth",
                    BASE + "command",
                    BASE + "error")
            .and()
            .haveModifier(JavaModifier.PUBLIC)
            .should(new ArchCondition<>("show no type of Netty or Jackson") {

                private final Set<String> allowed = Set.of(
                        "reactor.netty.http.client.HttpClient",
                        "reactor.netty.resources.ConnectionProvider",
                        "reactor.netty.resources.LoopResources",
                        "tools.jackson.databind.JsonNode");

                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    item.getMethods().stream()
                            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                            .flatMap(method -> Stream.concat(
                                    Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream()))
                            .filter(resideInAnyPackage("io.netty..", "reactor.netty..", "tools.jackson.."))
                            .filter(type -> !allowed.contains(type.getName()))
                            .forEach(type -> events.add(
                                    SimpleConditionEvent.violated(item, item.getName() + " shows " + type.getName())));
                }
            });

    /** Names that say nothing; what is generated has the server's own. */
    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "api", BASE + "exoscale", BASE + "model")
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl");
}
