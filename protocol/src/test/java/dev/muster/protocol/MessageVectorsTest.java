package dev.muster.protocol;

import static dev.muster.protocol.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MessageVectorsTest {

    private static Stream<JsonNode> messages(String kind) {
        return StreamSupport.stream(Vectors.read("messages").path(kind).spliterator(), false);
    }

    private static Stream<DynamicTest> readAndWritten(String kind, Class<?> type) {
        return messages(kind)
                .map(message -> DynamicTest.dynamicTest(
                        message.path("type").asText(kind),
                        () -> assertThat(writtenAgain(message, type)).isEqualTo(message)));
    }

    private static JsonNode writtenAgain(JsonNode message, Class<?> type) throws JsonProcessingException {
        return Json.read(Json.write(Json.read(message.toString(), type)), JsonNode.class);
    }

    @TestFactory
    Stream<DynamicTest> what_devices_say_reads_and_writes_the_same() {
        return readAndWritten("device", DeviceMessage.class);
    }

    @TestFactory
    Stream<DynamicTest> what_the_server_says_reads_and_writes_the_same() {
        return readAndWritten("server", ServerMessage.class);
    }

    @TestFactory
    Stream<DynamicTest> a_check_in_reads_and_writes_the_same() {
        return readAndWritten("checkIn", CheckIn.class);
    }

    @TestFactory
    Stream<DynamicTest> a_check_in_s_answer_reads_and_writes_the_same() {
        return readAndWritten("checkInReply", CheckInReply.class);
    }

    @Test
    void every_type_of_message_has_a_vector() {
        assertThat(types("device")).isEqualTo(declared(DeviceMessage.class));
        assertThat(types("server")).isEqualTo(declared(ServerMessage.class));
    }

    @TestFactory
    Stream<DynamicTest> unknown_members_are_ignored() {
        return messages("device")
                .map(message -> DynamicTest.dynamicTest(message.path("type").asText(), () -> {
                    var more = message.deepCopy();
                    ((com.fasterxml.jackson.databind.node.ObjectNode) more).putArray("fromTheFuture");
                    assertThat(Json.read(more.toString(), DeviceMessage.class)).isNotNull();
                }));
    }

    @TestFactory
    Stream<DynamicTest> messages_that_do_not_fit_are_refused_with_a_reason() {
        return Vectors.each(
                "refused-messages",
                vector -> assertThatThrownBy(
                                () -> Json.read(vector.path("message").toString(), DeviceMessage.class))
                        .isInstanceOf(JsonProcessingException.class)
                        .message()
                        .isNotBlank());
    }

    @TestFactory
    Stream<DynamicTest> results_are_signed_as_written() {
        return Vectors.each("result-signatures", vector -> {
            var result = read(vector.path("result"));
            var secret = Vectors.base64(vector, "secret");
            assertThat(result.isSignedBy(text(vector, "deviceId"), secret)).isTrue();
            assertThat(result.signedBy(text(vector, "deviceId"), secret)).isEqualTo(result);
            assertThat(result.isSignedBy("another", secret)).isFalse();
            assertThat(result.isSignedBy(text(vector, "deviceId"), new byte[32]))
                    .isFalse();
        });
    }

    @TestFactory
    Stream<DynamicTest> a_result_with_any_signed_member_changed_is_refused() {
        return Vectors.each("result-signatures", vector -> {
            var r = read(vector.path("result"));
            var secret = Vectors.base64(vector, "secret");
            var device = text(vector, "deviceId");
            var other = java.util.UUID.fromString("0192f3b0-7c1a-7def-8a01-0000000000ff");
            for (var changed : new CommandResult[] {
                new CommandResult(other, r.success(), r.output(), r.exitCode(), null, r.finishedAt(), r.signature()),
                new CommandResult(r.id(), !r.success(), r.output(), r.exitCode(), null, r.finishedAt(), r.signature()),
                new CommandResult(
                        r.id(), r.success(), r.output() + ".", r.exitCode(), null, r.finishedAt(), r.signature()),
                new CommandResult(r.id(), r.success(), r.output(), 42, null, r.finishedAt(), r.signature()),
                new CommandResult(
                        r.id(),
                        r.success(),
                        r.output(),
                        r.exitCode(),
                        null,
                        r.finishedAt().plusMillis(1),
                        r.signature()),
                new CommandResult(r.id(), r.success(), r.output(), r.exitCode(), null, r.finishedAt(), null)
            }) {
                assertThat(changed.isSignedBy(device, secret)).as("%s", changed).isFalse();
            }
        });
    }

    private static CommandResult read(JsonNode result) {
        try {
            return (CommandResult) Json.read(result.toString(), DeviceMessage.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> types(String kind) {
        return messages(kind)
                .map(message -> message.path("type").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> declared(Class<?> type) {
        return Arrays.stream(type.getAnnotation(com.fasterxml.jackson.annotation.JsonSubTypes.class)
                        .value())
                .map(com.fasterxml.jackson.annotation.JsonSubTypes.Type::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
