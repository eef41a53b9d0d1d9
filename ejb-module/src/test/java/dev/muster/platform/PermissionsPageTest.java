package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.command.CommandType;
import dev.muster.protocol.command.CommandTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/permissions.md} is made from {@link Permission}: run with {@code -Ddocs.write=true} after a change. */
class PermissionsPageTest {

    private static final Path PAGE = Path.of("../docs/permissions.md");

    @Test
    void the_page_says_what_the_code_does() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).hasContent(page());
    }

    private static String page() {
        return """
                # Who may do what

                Made from `ejb-module/…/platform/Permission`, where a test keeps it.

                A role in the org holds for all its devices. A role in a fleet holds for the devices of that fleet: it
                raises somebody with an org role, and it is all that a fleet member has. For one device the strongest role
                that reaches it counts; roles of fleets it is not in count for nothing, and levels are never added up.

                | permission | what | about | VIEWER | OPERATOR | MANAGER | ADMIN |
                |---|---|---|---|---|---|---|
                %s

                ## Commands
                | command | least role on the device |
                |---|---|
                %s
                """.formatted(
                Stream.of(Permission.values()).map(PermissionsPageTest::line).collect(Collectors.joining("\n")),
                CommandTypes.ALL.stream().map(PermissionsPageTest::line).collect(Collectors.joining("\n")));
    }

    private static String line(Permission permission) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        permission,
                        permission.what(),
                        permission.reach() == Permission.Reach.DEVICE ? "each device" : "the org",
                        Stream.of(Role.values())
                                .map(role -> role.covers(permission.role()) ? "yes" : "–")
                                .collect(Collectors.joining(" | ")));
    }

    private static String line(CommandType type) {
        return "| `%s` | %s |".formatted(type.name(), Permission.toSend(type).role());
    }
}
