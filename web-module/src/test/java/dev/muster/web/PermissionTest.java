package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.muster.platform.Caller;
import dev.muster.registry.entity.DeviceAccess;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every way in that a person takes asks for a role, itself or in a method it calls with the caller. What needs none is
 * listed here by name, and the list may only get shorter.
 */
class PermissionTest {

    /** A person's own sessions, name, password, codes, keys and tie to the provider: whoever is signed in may see and change their own. */
    private static final Set<String> OWN_THINGS = Set.of(
            "Sessions.refresh",
            "Sessions.again",
            "Sessions.list",
            "Sessions.end",
            "Sessions.endOthers",
            "Sessions.profile",
            "ApiKeys.create",
            "ApiKeys.list",
            "ApiKeys.get",
            "ApiKeys.revoke",
            "Account.changePassword",
            "Account.rename",
            "Account.totp",
            "Account.beginTotp",
            "Account.confirmTotp",
            "Account.renewRecoveryCodes",
            "Account.endTotp",
            "OidcLinks.find",
            "OidcLinks.remove",
            "OperatorKeys.find",
            "OperatorKeys.register",
            "OperatorKeys.remove",
            "OperatorKeys.verify");

    private static JavaClasses server;

    @BeforeAll
    static void read() {
        server = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.muster");
    }

    @Test
    void every_boundary_method_that_takes_a_caller_checks_a_role() {
        assertThat(waysIn()).hasSizeGreaterThan(15);
        var unchecked = new TreeSet<String>();
        waysIn().filter(method -> !checksRole(method, new HashSet<>())).forEach(method -> unchecked.add(name(method)));
        assertThat(unchecked).isEqualTo(new TreeSet<>(OWN_THINGS));
    }

    private static Stream<JavaMethod> waysIn() {
        return server.stream()
                .filter(each -> each.getPackageName().matches("dev\\.muster\\.[a-z]+\\.boundary"))
                .map(JavaClass::getMethods)
                .flatMap(Set::stream)
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(PermissionTest::takesCaller);
    }

    private static boolean checksRole(JavaMethod method, Set<String> seen) {
        if (!seen.add(method.getFullName())) {
            return false;
        }
        return method.getMethodCallsFromSelf().stream()
                .map(call -> call.getTarget().resolveMember())
                .flatMap(java.util.Optional::stream)
                .anyMatch(called -> isRoleCheck(called) || (takesCaller(called) && checksRole(called, seen)));
    }

    private static boolean isRoleCheck(JavaMethod called) {
        return (called.getOwner().isEquivalentTo(Caller.class)
                        || called.getOwner().isEquivalentTo(DeviceAccess.class))
                && List.of("require", "requirePlatform", "may").contains(called.getName());
    }

    private static boolean takesCaller(JavaMethod method) {
        return method.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Caller.class));
    }

    private static String name(JavaMethod method) {
        return method.getOwner().getSimpleName() + "." + method.getName();
    }
}
