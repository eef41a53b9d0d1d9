package dev.muster.cli.tenancy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The connection to the server: HTTP/1.1, no redirect followed, so that each answer is seen as it is. */
final class Wire {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String base;

    Wire(String base) {
        this.base = base;
    }

    URI at(String target) {
        return URI.create(base + target);
    }

    URI socketAt(String path) {
        return URI.create(base.replaceFirst("^http", "ws") + path);
    }

    Reply send(Call call) {
        var request = HttpRequest.newBuilder(at(call.target()))
                .timeout(PATIENCE)
                .method(
                        call.method(),
                        call.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(call.body()));
        call.headers().forEach(request::header);
        try {
            var began = System.nanoTime();
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Reply(answer.statusCode(), answer.headers(), answer.body(), System.nanoTime() - began);
        } catch (IOException e) {
            throw new ProbeFailure("the server did not answer " + call.method() + " " + call.target() + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProbeFailure("interrupted");
        }
    }
}
