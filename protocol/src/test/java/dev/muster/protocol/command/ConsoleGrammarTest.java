package dev.muster.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.Vectors;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConsoleGrammarTest {

    @TestFactory
    Stream<DynamicTest> lines_give_the_commands_as_written() {
        return StreamSupport.stream(Vectors.read("console").path("understood").spliterator(), false)
                .map(vector ->
                        DynamicTest.dynamicTest("\"" + vector.path("line").asText() + "\"", () -> {
                            var command = CommandTypes.parse(vector.path("line").asText());
                            assertThat(command.type().name())
                                    .isEqualTo(vector.path("type").asText());
                            assertThat(command.args()).isEqualTo(vector.path("args"));
                        }));
    }

    @TestFactory
    Stream<DynamicTest> other_lines_are_refused_with_what_to_type_instead() {
        return StreamSupport.stream(Vectors.read("console").path("refused").spliterator(), false)
                .map(line -> DynamicTest.dynamicTest(
                        "\"" + line.asText() + "\"",
                        () -> assertThatThrownBy(() -> CommandTypes.parse(line.asText()))
                                .isInstanceOf(IllegalArgumentException.class)
                                .message()
                                .isNotBlank()));
    }

    @Property(tries = 200)
    void every_command_survives_the_console_and_the_wire(
            @ForAll @IntRange(min = 1, max = 1000) int lines, @ForAll String text, @ForAll boolean nested) {
        var value = nested ? Json.object().put("text", text) : Json.tree(text);
        var patch = Json.object().put("number", lines).putNull("none").set("value", value);
        for (var command : new Command[] {
            new Ping(), new ShowState(), new ForceSync(), new PullLogs(lines), new PushConfig((ObjectNode) patch)
        }) {
            assertThat(CommandTypes.parse(command.console())).isEqualTo(command);
            assertThat(CommandTypes.fromWire(command.type().name(), command.args()))
                    .isEqualTo(command);
        }
    }

    @Test
    void names_and_verbs_are_unique_and_usage_begins_with_the_verb() {
        var seen = new HashSet<String>();
        for (var type : CommandTypes.ALL) {
            assertThat(seen.add(type.name())).isTrue();
            assertThat(seen.add("verb " + type.verb())).isTrue();
            assertThat(type.usage()).startsWith(type.verb());
            assertThat(type.summary()).isNotBlank();
        }
    }

    @Test
    void wire_arguments_of_a_wrong_type_are_refused() {
        assertThatThrownBy(
                        () -> CommandTypes.fromWire("pull_logs", Json.object().put("lines", "20")))
                .hasMessageContaining("whole number");
        assertThatThrownBy(
                        () -> CommandTypes.fromWire("pull_logs", Json.object().put("lines", 1.5)))
                .hasMessageContaining("whole number");
        for (var patch : new JsonNode[] {
            Json.object(), Json.tree("a"), Json.tree(List.of(1)), Json.object().put("1a", 1)
        }) {
            assertThatThrownBy(() ->
                            CommandTypes.fromWire("push_config", Json.object().set("patch", patch)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CommandTypes.fromWire("nonsense", Json.object()))
                .hasMessageContaining("unknown command type nonsense");
    }
}
