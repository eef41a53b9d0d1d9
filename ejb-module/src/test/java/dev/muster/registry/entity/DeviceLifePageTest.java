package dev.muster.registry.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/device-life.md} is made from {@link DeviceState}: run with {@code -Ddocs.write=true} after a change. */
class DeviceLifePageTest {

    private static final Path PAGE = Path.of("../docs/device-life.md");

    @Test
    void the_page_draws_the_moves_that_the_code_allows() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).hasContent(page());
    }

    private static String page() {
        return """
                # The life of a device

                Made from `ejb-module/…/registry/entity/DeviceState`, where a test keeps it.

                A device belongs to one org, or to none: then it is in the platform-wide pool and `unclaimed`. One verb,
                *move*, takes it on, with a reason: `muster device move`, `POST /api/v1/devices/{id}/move`, or *Move…* on
                its page. Whatever is not drawn is refused, and the refusal names what is allowed.

                ```mermaid
                stateDiagram-v2
                %s
                ```

                Solid: by a MANAGER of the device, in the org or in one of its fleets; to `unclaimed` and `retired`, after
                which the org has no device, by a MANAGER of the org. *Another org*: by the platform operator, who acts in the
                org that loses the device, or takes it out of the pool.

                | state | doors | may become here | may come to another org as |
                |---|---|---|---|
                %s

                Without a state, a device comes to another org `active` out of `unclaimed` and `ejected`, else as it is.
                As `ejected` it waits there until a manager accepts it: a move to `active`. So does a device that enrolls with a
                key that asks for a person.

                Lists leave out what is `ejected` or `retired`, unless one asks for it by a state or a status. Its status is
                `waiting` while nobody has decided about it (*Waiting for acceptance* above the device list), else `out`.

                **A full pool** (`muster.pool.max`) makes room: a newcomer takes the place of the device that no org ever
                had and that has been silent for longest, at least for an hour. Who still comes keeps their place. A
                forgotten device that comes again registers again. What the factory keys of one org may fill is bounded on its
                own (`muster.pool.max.per.org`), and makes room among its own. A device that an org had once takes no place from
                newcomers and is never forgotten; an org has as many of those in the pool as its keys may fill, then giving back is
                refused (409 `pool-share`).

                ## What a change of owner does
                In one transaction: open commands are cancelled and say why; its sockets close; it leaves fleets, groups
                and site; its secret is revoked, so that it needs a new one (`POST …/credentials/rotate`, or a provision token made for
                it); label, notes, tags, attributes, latest values and cadence are emptied. Out of the pool the secret
                stays: a new device has no other proof.

                Readings, events, log lines, commands and audit stay with the org that owned it when they came, readable
                there under the same addresses; `GET /api/v1/devices/former` lists such devices. The new owner begins with
                nothing but a hint: from whom it came, since when, and the reason.

                ## Doors
                A refused device is told so in a signed answer, after its signature held; nothing is written. Back in
                `active`, all is as it was.
                """.formatted(
                Stream.of(DeviceState.values())
                        .flatMap(DeviceLifePageTest::arrows)
                        .collect(Collectors.joining("\n")),
                Stream.of(DeviceState.values()).map(DeviceLifePageTest::line).collect(Collectors.joining("\n")));
    }

    private static Stream<String> arrows(DeviceState from) {
        return Stream.concat(
                from.next().stream().map(to -> "    %s --> %s".formatted(from.word(), to.word())),
                from.nextElsewhere().stream()
                        .map(to -> "    %s --> %s: another org".formatted(from.word(), to.word())));
    }

    private static String line(DeviceState state) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        state.word(),
                        state.mayTalk() ? "open" : "403 `" + state.refusal().code() + "`",
                        DeviceState.words(state.next()),
                        DeviceState.words(state.nextElsewhere()));
    }
}
