package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * How long a command takes, from the operator's request to the device's signed result in the answer. Prints figures and
 * judges none: they are recorded in {@code docs/benchmarks.md}. {@code -Dmuster.samples} sets how many.
 */
@Order(70)
class RoundTripIT extends SystemTest {

    private static final int SAMPLES = Integer.getInteger("muster.samples", 200);
    private static final int WARM_UP = Integer.getInteger("muster.warmup", 100);

    @Test
    void a_command_goes_to_a_device_and_back() {
        var device = WireDevice.enrolled(muster, "bench");
        try (var socket = device.online()) {
            var answering = new Thread(() -> answer(device, socket));
            answering.setDaemon(true);
            answering.start();
            Supplier<Answer> command = () -> admin.post(
                    device.path("/commands"), Map.of("command", Map.of("type", "ping"), "timeoutMs", 10_000));
            Supplier<Answer> live = () -> nobody.get("/health/live");
            Supplier<Answer> read = () -> admin.get(device.path(""));

            measure("warm-up", WARM_UP, command);
            measure("warm-up", WARM_UP, live);
            measure("GET /health/live", SAMPLES, live);
            measure("GET /api/v1/devices/{id}", SAMPLES, read);
            measure("command round trip", SAMPLES, command);
        }
    }

    private static void answer(WireDevice device, Socket socket) {
        while (!socket.isClosed()) {
            var message = socket.poll(java.time.Duration.ofSeconds(1));
            if (message != null && message.path("type").asText().equals("command")) {
                var id = UUID.fromString(message.path("command").path("id").asText());
                socket.send(WireDevice.ack(id));
                socket.send(device.result(id, true, "pong"));
            }
        }
    }

    private static void measure(String what, int samples, Supplier<Answer> call) {
        var micros = new long[samples];
        for (var i = 0; i < samples; i++) {
            var began = System.nanoTime();
            var answer = call.get().expect(200);
            micros[i] = (System.nanoTime() - began) / 1_000;
            var state = answer.data().path("state").asText("SUCCEEDED");
            assertThat(state).as(answer.toString()).isIn("SUCCEEDED", "active");
        }
        Arrays.sort(micros);
        if (!what.equals("warm-up")) {
            System.out.println(Json.object()
                    .put("measure", what)
                    .put("samples", samples)
                    .put("p50Ms", at(micros, 0.50))
                    .put("p90Ms", at(micros, 0.90))
                    .put("p99Ms", at(micros, 0.99))
                    .put("maxMs", at(micros, 1.0)));
        }
    }

    private static double at(long[] sortedMicros, double quantile) {
        return sortedMicros[(int) Math.ceil(quantile * sortedMicros.length) - 1] / 1_000.0;
    }
}
