package dev.muster.web;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import jakarta.batch.api.Batchlet;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md over all classes of the server; the module that sees them all is this one. */
class ArchitectureTest {

    /** Who may know whom. An arrow that is not here does not exist. */
    private static final Map<String, Set<String>> KNOWS = Map.ofEntries(
            Map.entry("audit", Set.of()),
            Map.entry("mail", Set.of()),
            Map.entry("identity", Set.of("audit", "mail")),
            Map.entry("registry", Set.of("identity", "audit")),
            Map.entry("telemetry", Set.of("registry")),
            Map.entry("retention", Set.of("audit")),
            Map.entry("twin", Set.of("registry", "audit")),
            Map.entry("certificate", Set.of("registry", "audit")),
            Map.entry("command", Set.of("registry", "identity", "audit")),
            Map.entry("firmware", Set.of("registry", "command", "audit")),
            Map.entry("production", Set.of("registry", "audit")),
            Map.entry("sim", Set.of("registry", "audit")),
            Map.entry("alerting", Set.of("registry", "telemetry", "audit")),
            Map.entry("routing", Set.of("registry", "telemetry", "command", "alerting", "audit")),
            Map.entry("checkin", Set.of("registry", "telemetry", "command", "twin", "firmware", "production")));

    private static final Pattern COMPONENT = Pattern.compile("dev\\.muster\\.([a-z]+)(?:\\..*)?");
    private static final String[] BOUNDARIES = {"dev.muster.*.boundary.."};
    private static final String[] CONTROLS = {"dev.muster.*.control.."};

    private static JavaClasses server;

    @BeforeAll
    static void read() {
        server = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.muster");
        assertThat(server.contain("dev.muster.registry.boundary.Devices")).isTrue();
        assertThat(server.contain("dev.muster.web.registry.DevicesResource")).isTrue();
        assertThat(server.contain("dev.muster.protocol.CheckIn")).isTrue();
    }

    @Test
    void a_component_knows_only_those_it_may_know() {
        check(classes()
                .that(describe("are of a component", each -> isComponent(component(each))))
                .should(knowOnlyWhomTheyMay()));
    }

    @Test
    void the_platform_knows_no_component() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.muster.platform..")
                .should()
                .dependOnClassesThat(describe("are of a component or the web", ArchitectureTest::isComponentOrWeb)));
    }

    @Test
    void the_protocol_depends_on_nothing_but_json() {
        check(classes()
                .that()
                .resideInAPackage("dev.muster.protocol..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "dev.muster.protocol..",
                        "java..",
                        "javax.crypto..",
                        "com.fasterxml.jackson..",
                        "org.erdtman..")));
    }

    @Test
    void the_web_calls_boundaries_and_uses_records_and_nothing_else_of_a_component() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.muster.web..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(CONTROLS)));
    }

    @Test
    void no_component_knows_the_web() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.muster.web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.muster.web.."));
    }

    @Test
    void a_component_has_the_folders_boundary_control_and_entity_and_no_other() {
        check(classes()
                .that(describe("are of a component", each -> isComponent(component(each))))
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage("dev.muster.*.boundary", "dev.muster.*.control", "dev.muster.*.entity"));
    }

    @Test
    void every_package_of_the_server_is_a_component_the_platform_the_protocol_or_the_web() {
        assertThat(server.stream()
                        .filter(each -> !isComponent(component(each))
                                && !Set.of("platform", "protocol", "web").contains(component(each))))
                .isEmpty();
    }

    @Test
    void no_class_has_a_name_that_says_nothing() {
        check(classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Utils?|D[Tt][Oo]|Repository)"));
    }

    @Test
    void an_interface_has_more_than_one_implementation_or_is_not_there() {
        check(classes()
                .that()
                .areInterfaces()
                .and()
                .areNotAnnotations()
                .and(describe("are not sealed", each -> !each.reflect().isSealed()))
                .should(new ArchCondition<>("not have a single implementation") {
                    @Override
                    public void check(JavaClass each, ConditionEvents events) {
                        var implementations = each.getAllSubclasses().stream()
                                .filter(sub -> !sub.isInterface())
                                .toList();
                        if (implementations.size() == 1) {
                            events.add(SimpleConditionEvent.violated(
                                    each, each.getName() + " is implemented by " + implementations + " only"));
                        }
                    }
                }));
    }

    @Test
    void no_event_is_fired_apart_from_its_transaction() {
        check(noClasses()
                .should()
                .callMethodWhere(describe(
                        "fireAsync",
                        call -> call.getTarget().getName().equals("fireAsync")
                                && call.getTargetOwner().isAssignableTo(Event.class))));
    }

    @Test
    void control_starts_no_transaction_and_calls_no_boundary() {
        check(noClasses()
                .that()
                .resideInAnyPackage(CONTROLS)
                .should()
                .beAnnotatedWith(Stateless.class)
                .orShould()
                .beAnnotatedWith(Singleton.class)
                .orShould()
                .beAnnotatedWith(Transactional.class)
                .orShould()
                .dependOnClassesThat(resideInAnyPackage(BOUNDARIES)));
    }

    @Test
    void entities_know_neither_boundaries_nor_control() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.muster.*.entity..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.muster.*.boundary..", "dev.muster.*.control..")));
    }

    @Test
    void a_boundary_is_an_enterprise_bean_or_the_step_of_a_batch_job() {
        check(classes()
                .that()
                .resideInAnyPackage(BOUNDARIES)
                .and()
                .areTopLevelClasses()
                .should()
                .beAnnotatedWith(Stateless.class)
                .orShould()
                .beAnnotatedWith(Singleton.class)
                .orShould()
                .beAssignableTo(Batchlet.class));
    }

    @Test
    void a_boundary_that_takes_a_scope_tells_it_to_the_database() {
        check(classes()
                .that()
                .resideInAnyPackage(BOUNDARIES)
                .and(describe("take a scope", ArchitectureTest::takesScope))
                .should()
                .beAnnotatedWith(Scoped.class));
    }

    @Test
    void statements_reach_the_database_through_sql_only_where_the_scope_is_set() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.muster.platform..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "javax\\.sql\\..*|java\\.sql\\.(Connection|DriverManager|Statement|PreparedStatement)"));
    }

    @Test
    void the_name_of_a_door_says_its_kind() {
        check(classes().that().areAnnotatedWith(Path.class).should().haveSimpleNameEndingWith("Resource"));
        check(classes().that().areAnnotatedWith(ServerEndpoint.class).should().haveSimpleNameEndingWith("Socket"));
    }

    @Test
    void no_packages_of_the_web_go_round_in_circles() {
        check(slices().matching("dev.muster.web.(*)..").should().beFreeOfCycles());
    }

    @Test
    void no_components_go_round_in_circles() {
        check(slices().matching("dev.muster.(*)..").should().beFreeOfCycles());
    }

    private static void check(ArchRule rule) {
        rule.check(server);
    }

    private static ArchCondition<JavaClass> knowOnlyWhomTheyMay() {
        return new ArchCondition<>("know only whom they may") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                var own = component(each);
                each.getDirectDependenciesFromSelf().forEach(dependency -> {
                    var other = component(dependency.getTargetClass().getBaseComponentType());
                    if (isComponent(other)
                            && !other.equals(own)
                            && !KNOWS.get(own).contains(other)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                });
            }
        };
    }

    private static boolean takesScope(JavaClass each) {
        return each.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(method -> method.getRawParameterTypes().stream())
                .anyMatch(type -> type.isAssignableTo(Scope.class));
    }

    private static boolean isComponentOrWeb(JavaClass each) {
        return isComponent(component(each)) || "web".equals(component(each));
    }

    private static boolean isComponent(String name) {
        return KNOWS.containsKey(name);
    }

    /** The part behind {@code dev.muster}; empty for other people's classes. */
    private static String component(JavaClass each) {
        var matcher = COMPONENT.matcher(each.getPackageName());
        return matcher.matches() ? matcher.group(1) : "";
    }
}
