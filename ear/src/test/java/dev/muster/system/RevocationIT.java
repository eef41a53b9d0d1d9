package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.Base64Url;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * How long what was taken away still works: on open sockets, and for the next request. Each kind of credential and right
 * is one test, measured so many times; all of them are open at once and taken one after the other, so that every phase
 * of the server's own looking around is met. A further kind is one more test with its {@link Taken}.
 */
@Order(8)
class RevocationIT extends SystemTest {

    private static final long MOST_MS = WITHIN.toMillis();

    /** Below the limit of keys of one person. */
    private static final int KEYS_OF_ONE = 40;

    private final ProductDatabase database = new ProductDatabase(muster);

    /** Where it is used; it is taken away where all tests are at home. */
    RunningMuster used() {
        return muster;
    }

    int tries() {
        return Integer.getInteger("muster.revocations", 100);
    }

    private Rest signIn(String email) {
        return used().anonymous().signIn(email, muster.adminPassword());
    }

    /**
     * Something that can be taken away.
     *
     * @param socket what it has opened
     * @param take ends it
     * @param refused whether a request with it is refused now
     */
    private record Taken(Socket socket, Runnable take, BooleanSupplier refused) {}

    @Test
    void T_R05_a_revoked_device_credential() {
        measure("device credential", true, each -> {
            var device = WireDevice.enrolled(used(), "revoked");
            return new Taken(
                    device.online(),
                    () -> admin.delete(device.path("/credentials")).expect(200),
                    () -> device.checkIn(device.checkInBody()).send().status() == 401);
        });
    }

    @Test
    void T_R05_an_ended_session() {
        measure("session", true, each -> {
            var person = used().signIn();
            return new Taken(
                    dashboard(person),
                    () -> admin.delete("/api/v1/auth/sessions/" + session(person))
                            .expect(200),
                    () -> person.get("/api/v1/devices").status() == 401);
        });
    }

    @Test
    void T_R05_a_revoked_api_key() {
        var owners = new ArrayList<Rest>();
        measure("API key", true, each -> {
            if (each % KEYS_OF_ONE == 0) {
                owners.add(signIn(database.person("VIEWER")));
            }
            var owner = owners.get(owners.size() - 1);
            var made = owner.post("/api/v1/auth/api-keys", Map.of("name", "revocation " + each))
                    .expect(201)
                    .data();
            var program = used().anonymous().bearing(made.path("key").asText());
            return new Taken(
                    dashboard(program),
                    () -> owner.delete(
                                    "/api/v1/auth/api-keys/" + made.path("id").asText())
                            .expect(200),
                    () -> program.get("/api/v1/devices").status() == 401);
        });
    }

    @Test
    void T_P11_an_ended_membership() {
        measure("membership", true, each -> {
            var email = database.person("MANAGER");
            var person = signIn(email);
            return new Taken(
                    dashboard(person),
                    () -> admin.delete("/api/v1/users/" + id(email)).expect(200),
                    () -> person.get("/api/v1/devices").status() == 404);
        });
    }

    @Test
    void T_P11_a_disabled_person() {
        measure("person disabled", true, each -> {
            var email = database.person("VIEWER");
            var person = signIn(email);
            return new Taken(
                    dashboard(person),
                    () -> admin.patch("/api/v1/people/" + id(email), Map.of("disabled", true))
                            .expect(200),
                    () -> person.get("/api/v1/devices").status() == 401);
        });
    }

    @Test
    void T_P11_a_role_narrowed_to_a_fleet() {
        var seen = WireDevice.enrolled(used(), "revoked");
        var fleet = admin.post("/api/v1/fleets", Map.of("name", "Empty " + UUID.randomUUID()))
                .expect(201)
                .data()
                .path("id")
                .asText();
        var talk = Executors.newSingleThreadScheduledExecutor();
        try (var device = seen.online()) {
            talk.scheduleAtFixedRate(
                    () -> device.trySend(seen.reading(Map.of("n", 1)).toString()), 0, 100, TimeUnit.MILLISECONDS);
            measure("role narrowed", false, each -> {
                var email = database.person("VIEWER");
                var person = signIn(email);
                var rights = Json.object().putNull("role");
                rights.putArray("fleets").addObject().put("fleet", fleet).put("role", "VIEWER");
                return new Taken(
                        dashboard(person),
                        () -> admin.patch("/api/v1/users/" + id(email), rights).expect(200),
                        () -> person.get(seen.path("")).status() == 404);
            });
        } finally {
            talk.shutdownNow();
        }
    }

    /** @param closes whether its socket is closed; else it goes quiet, while a device it saw talks on */
    private void measure(String what, boolean closes, IntFunction<Taken> prepare) {
        var all = new ArrayList<Taken>();
        try {
            for (var i = 0; i < tries(); i++) {
                all.add(prepare.apply(i));
            }
            var began = new long[tries()];
            var requests = new ArrayList<Double>();
            for (var i = 0; i < tries(); i++) {
                began[i] = System.nanoTime();
                all.get(i).take().run();
                assertThat(Eventually.within(WITHIN, all.get(i).refused()))
                        .as("a request after: %s", what)
                        .isTrue();
                requests.add((System.nanoTime() - began[i]) / 1e6);
            }
            var sockets = new ArrayList<Double>();
            if (!closes) {
                Eventually.pause(MOST_MS + 1_000); // whoever hears nothing for so long has been narrowed
            }
            for (var i = 0; i < tries(); i++) {
                var socket = all.get(i).socket();
                if (closes) {
                    socket.awaitClose(WITHIN.plusSeconds(5));
                }
                sockets.add(Math.max(0, ((closes ? socket.closedAt() : socket.heardAt()) - began[i]) / 1e6));
            }
            say(what, "open socket", sockets);
            say(what, "next request", requests);
            assertThat(sockets).as(what).allMatch(ms -> ms < MOST_MS);
            assertThat(requests).as(what).allMatch(ms -> ms < MOST_MS);
        } finally {
            all.forEach(taken -> taken.socket().close());
        }
    }

    private static void say(String what, String where, List<Double> millis) {
        var sorted = millis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "revocation: %s, %s, %d tries: min %.0f ms, median %.0f ms, max %.0f ms%n",
                what,
                where,
                sorted.size(),
                sorted.get(0),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1));
    }

    private Socket dashboard(Rest person) {
        var socket = Socket.open(used().socketAt("/ws/dashboard"), person.token());
        socket.send(Json.object().put("type", "subscribe"));
        return socket;
    }

    private String id(String email) {
        return database.texts("select public_id::text from person where email = ?", email)
                .get(0);
    }

    /** The session that a user JWT names. */
    private static String session(Rest person) {
        try {
            return Json.mapper()
                    .readTree(Base64Url.decode(person.token().split("\\.")[1]).orElseThrow())
                    .path("sid")
                    .asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
