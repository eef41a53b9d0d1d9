package dev.muster.cli.sim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.cli.sim.SimulatedDevice.Credential;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.RequestSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/**
 * The credentials of a simulated fleet, registered once by an operator and kept in a file that only its owner reads: one
 * JSON line a device, so that what a stopped run had registered is not lost.
 */
public final class Roster {

    private static final int AT_ONCE = 16;
    private static final int STEP = 200;

    private final URI url;
    private final Path file;
    private final List<String> authorised;
    private final List<Credential> known = new ArrayList<>();
    private final HttpClient http;

    /** The server refused a device of the fleet, in its own words. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * @param authorised headers of an operator who may register devices, name and value by turns
     * @param http a client that trusts the server
     */
    public Roster(URI url, Path file, List<String> authorised, HttpClient http) {
        this.url = url;
        this.file = file;
        this.authorised = authorised;
        this.http = http;
        if (Files.exists(file)) {
            try {
                for (var line : Files.readAllLines(file)) {
                    var entry = Json.mapper().readTree(line);
                    known.add(new Credential(
                            entry.path("id").asText(),
                            Base64.getDecoder().decode(entry.path("secret").asText()),
                            entry.path("token").textValue()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the roster " + file + " cannot be read", e);
            }
        }
    }

    List<Credential> first(int devices) {
        return known.subList(0, devices);
    }

    public int size() {
        return known.size();
    }

    /** Registers what is missing to so many devices; {@code told} hears how many there are. */
    public void fill(int devices, String prefix, IntConsumer told) {
        var threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            while (known.size() < devices) {
                var wanted = new ArrayList<Callable<Credential>>();
                for (var i = known.size(); i < Math.min(devices, known.size() + STEP); i++) {
                    var id = String.format(Locale.ROOT, "%s-%06d", prefix, i + 1);
                    wanted.add(() -> register(id));
                }
                var made = new ArrayList<Credential>();
                for (var each : threads.invokeAll(wanted)) {
                    made.add(each.get());
                }
                keep(made);
                told.accept(known.size());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refused refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void keep(List<Credential> made) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            var lines = made.stream()
                    .map(each -> Json.object()
                            .put("id", each.id())
                            .put("secret", Base64.getEncoder().encodeToString(each.secret()))
                            .put("token", each.token())
                            .toString())
                    .toList();
            Files.write(file, lines, StandardOpenOption.APPEND);
            known.addAll(made);
        } catch (IOException e) {
            throw new UncheckedIOException("the roster " + file + " cannot be written", e);
        }
    }

    /** By hand, and then what a new device does: it takes a token and a secret of its own for the one it was given. */
    private Credential register(String id) throws IOException, InterruptedException {
        var register = HttpRequest.newBuilder(URI.create(url + "/api/v1/devices"))
                .header("Content-Type", "application/json")
                .headers(authorised.toArray(String[]::new))
                .POST(BodyPublishers.ofString(Json.object()
                        .put("id", id)
                        .put("label", "Simulated " + id)
                        .toString()));
        var given = Base64.getDecoder().decode(data(register).path("secret").asText());
        var path = "/api/v1/devices/" + id + "/token";
        var signature = RequestSignature.sign(
                "POST",
                path,
                null,
                null,
                Instant.now().getEpochSecond(),
                Instant.now().toEpochMilli() * 1_000,
                id,
                given);
        var renew = HttpRequest.newBuilder(URI.create(url + path))
                .header(RequestSignature.INPUT_HEADER, signature.inputHeader())
                .header(RequestSignature.HEADER, signature.header())
                .POST(BodyPublishers.noBody());
        var own = data(renew);
        return new Credential(
                id,
                Base64.getDecoder().decode(own.path("secret").asText()),
                own.path("token").asText());
    }

    private JsonNode data(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() / 100 != 2) {
            throw new Refused(answer.uri().getPath() + " was answered with " + answer.statusCode() + ": "
                    + Json.mapper().readTree(answer.body()).path("detail").asText(answer.body()));
        }
        return Json.mapper().readTree(answer.body()).path("data");
    }
}
