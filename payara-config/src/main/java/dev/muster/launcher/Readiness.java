package dev.muster.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Asks {@code /health/ready} until it says 200; refused connections, 404 and 503 are normal on the way. */
final class Readiness {

    private static final Pattern REASON = Pattern.compile("\"(?:reason|waitingFor|waiting)\"\\s*:\\s*\"([^\"]+)\"");

    private final URI address;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private String lastAnswer = "it does not answer";

    Readiness(String base) {
        address = URI.create(base + "/health/ready");
    }

    /** @return false when the time is over or {@code goOn} says so first; {@link #lastAnswer()} then tells why */
    boolean await(Duration patience, BooleanSupplier goOn) {
        var end = System.nanoTime() + patience.toNanos();
        while (goOn.getAsBoolean()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            if (isReady()) {
                return true;
            }
            if (!goOn.getAsBoolean()) {
                return false;
            }
            Pause.millis(200);
        }
        return false;
    }

    String lastAnswer() {
        return lastAnswer;
    }

    private boolean isReady() {
        try {
            var request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());
            var reason = REASON.matcher(answer.body());
            lastAnswer = reason.find() ? "it waits for " + reason.group(1) : "it answers " + answer.statusCode();
            return answer.statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
