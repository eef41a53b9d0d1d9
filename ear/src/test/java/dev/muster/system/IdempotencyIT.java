package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A write that is sent again with its {@code Idempotency-Key}: the first answer again, and nothing twice. */
@Order(5)
class IdempotencyIT extends SystemTest {

    private static final Duration WITHIN = Duration.ofSeconds(10);

    @Test
    void the_same_registration_again_gets_the_same_answer_secret_location_and_version_included() {
        var keyed = keyed();
        var device = Map.of("id", "twice-" + UUID.randomUUID(), "label", "Twice");
        var first = keyed.post("/api/v1/devices", device).expect(201);
        var again = keyed.post("/api/v1/devices", device).expect(201);
        assertThat(again.body()).isEqualTo(first.body()).contains("\"secret\":");
        for (var header : new String[] {"Location", "ETag", "Content-Type"}) {
            assertThat(again.header(header)).as(header).isPresent().isEqualTo(first.header(header));
        }
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(again.header("Idempotent-Replayed")).contains("true");
        assertThat(audited("device.registered", device.get("id"))).isEqualTo(1);
        assertThat(admin.post("/api/v1/devices", device).code())
                .as("without the key it is another request")
                .isEqualTo("device-exists");
    }

    @Test
    void a_key_of_another_request_is_refused_whatever_differs() {
        var keyed = keyed();
        var device = device();
        keyed.patch(path(device), Map.of("label", "One")).expect(200);
        assertReused(keyed.patch(path(device), Map.of("label", "Two")));
        assertReused(keyed.patch(path(device()), Map.of("label", "One")));
        assertReused(keyed.with("If-Match", "\"1\"").patch(path(device), Map.of("label", "One")));
        assertReused(keyed.patch(path(device) + "?x=1", Map.of("label", "One")));
        assertReused(keyed.post(path(device) + "/move", Map.of("state", "disabled", "reason", "lost")));
        assertThat(admin.get(path(device)).data().path("label").asText()).isEqualTo("One");
    }

    @Test
    void another_file_under_the_same_key_is_another_request() {
        var keyed = keyed();
        var first = "id,label\nfile-" + UUID.randomUUID() + ",One\n";
        load(keyed, first).expect(200);
        assertThat(load(keyed, first).expect(200).header("Idempotent-Replayed")).contains("true");
        assertReused(load(keyed, first + "more-" + UUID.randomUUID() + ",Two\n"));
    }

    @Test
    void a_dry_run_keeps_no_answer_and_changes_nothing() {
        var id = "dry-" + UUID.randomUUID();
        var keyed = keyed();
        for (var n = 0; n < 2; n++) {
            var answer =
                    load(keyed, "id,label\n" + id + ",One\n", "?dryRun=true").expect(200);
            assertThat(answer.data().path("created").asInt()).isEqualTo(1);
            assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        }
        assertThat(admin.get("/api/v1/devices/" + id).status()).isEqualTo(404);
    }

    @Test
    void a_guarded_change_is_answered_again_although_its_version_is_past() {
        var device = device();
        var keyed = keyed().with("If-Match", "\"1\"");
        var first = keyed.patch(path(device), Map.of("label", "New")).expect(200);
        admin.patch(path(device), Map.of("label", "Newer")).expect(200);
        var again = keyed.patch(path(device), Map.of("label", "New")).expect(200);
        assertThat(again.header("ETag")).contains("\"2\"").isEqualTo(first.header("ETag"));
        assertThat(admin.get(path(device)).data().path("label").asText()).isEqualTo("Newer");
    }

    @Test
    void a_delete_is_answered_again() {
        var created = admin.post("/api/v1/enrollment-keys", Map.of("name", "For a day"))
                .expect(201);
        var keyed = keyed();
        var path = "/api/v1/enrollment-keys/" + created.data().path("id").asText();
        keyed.delete(path).expect(200);
        keyed.delete(path).expect(200);
        admin.delete(path).expect(404);
    }

    @Test
    void a_refusal_is_not_remembered() {
        var keyed = keyed();
        var id = "later-" + UUID.randomUUID();
        keyed.patch("/api/v1/devices/" + id, Map.of("label", "New")).expect(404);
        admin.post("/api/v1/devices", Map.of("id", id)).expect(201);
        keyed.patch("/api/v1/devices/" + id, Map.of("label", "New")).expect(200);
    }

    @Test
    void somebody_else_with_the_same_key_is_somebody_else() {
        var key = UUID.randomUUID().toString();
        var database = new ProductDatabase(muster);
        var other = database.signIn(database.person("MANAGER")).with("Idempotency-Key", key);
        var body = Map.of("name", "A key");
        var mine = admin.with("Idempotency-Key", key)
                .post("/api/v1/enrollment-keys", body)
                .expect(201);
        var theirs = other.post("/api/v1/enrollment-keys", body).expect(201);
        assertThat(theirs.data().path("key").asText())
                .isNotEqualTo(mine.data().path("key").asText());
    }

    @Test
    void a_command_that_is_waited_for_runs_once_and_its_result_is_told_again() {
        var device = WireDevice.enrolled(muster, "once");
        var submission = Map.of("command", Map.of("type", "ping"), "timeoutMs", 20_000);
        var keyed = keyed();
        try (var socket = device.online()) {
            var first = CompletableFuture.supplyAsync(() -> keyed.post(device.path("/commands"), submission));
            var id = UUID.fromString(
                    socket.next("command").path("command").path("id").asText());

            var meanwhile = keyed.post(device.path("/commands"), submission);
            assertThat(meanwhile.status()).isEqualTo(409);
            assertThat(meanwhile.code()).isEqualTo("idempotency-key-in-use");
            assertThat(meanwhile.header("Retry-After")).contains("1");

            socket.send(device.result(id, true, "pong"));
            var ended = first.join().expect(200);
            assertThat(ended.data().path("state").asText()).isEqualTo("SUCCEEDED");
            var again = keyed.post(device.path("/commands"), submission).expect(200);
            assertThat(again.body()).isEqualTo(ended.body()).contains("pong");
            assertThat(socket.poll(Duration.ofSeconds(3)))
                    .as("nothing more is handed out")
                    .isNull();
        }
        assertThat(admin.get(device.path("/commands")).data()).hasSize(1);
    }

    @Test
    void a_command_that_nobody_answered_in_time_is_told_as_it_stood() {
        var device = WireDevice.enrolled(muster, "once");
        var submission = Map.of("command", Map.of("type", "ping"), "timeoutMs", 300);
        var keyed = keyed();
        var first = keyed.post(device.path("/commands"), submission).expect(200);
        assertThat(first.data().path("state").asText()).isEqualTo("QUEUED");
        var again = keyed.post(device.path("/commands"), submission).expect(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(admin.get(device.path("/commands")).data()).hasSize(1);
    }

    @Test
    void of_a_burst_of_the_same_request_one_queues_a_command() {
        var device = WireDevice.enrolled(muster, "once");
        var keyed = keyed();
        var submission = Map.of("command", Map.of("type", "ping"));
        var tries = new ArrayList<CompletableFuture<Answer>>();
        for (var i = 0; i < 12; i++) {
            tries.add(CompletableFuture.supplyAsync(() -> keyed.post(device.path("/commands"), submission)));
        }
        tries.forEach(each -> assertThat(each.join().status()).isIn(200, 409));
        Eventually.value(
                "the answer again",
                WITHIN,
                () -> keyed.post(device.path("/commands"), submission).status(),
                status -> status == 200);
        assertThat(admin.get(device.path("/commands")).data()).hasSize(1);
    }

    @Test
    void a_key_in_quotes_is_the_same_key_and_one_of_other_characters_is_none() {
        var key = UUID.randomUUID().toString();
        var body = Map.of("name", "A key");
        var first = admin.with("Idempotency-Key", key)
                .post("/api/v1/enrollment-keys", body)
                .expect(201);
        var quoted = admin.with("Idempotency-Key", "\"" + key + "\"")
                .post("/api/v1/enrollment-keys", body)
                .expect(201);
        assertThat(quoted.body()).isEqualTo(first.body());
        for (var bad : List.of("a b", "\"\"", "k".repeat(129), "a\"b", "{}", "a;b")) {
            var answer = admin.with("Idempotency-Key", bad).post("/api/v1/enrollment-keys", body);
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("idempotency-key");
        }
        assertThat(admin.with("Idempotency-Key", "one")
                        .with("Idempotency-Key", "two")
                        .post("/api/v1/enrollment-keys", body)
                        .status())
                .isEqualTo(400);
        admin.with("Idempotency-Key", "a b").get("/api/v1/devices").expect(200);
    }

    private static Answer load(Rest who, String file) {
        return load(who, file, "");
    }

    private static Answer load(Rest who, String file, String query) {
        return who.send(who.request("/api/v1/devices/import" + query)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(file)));
    }

    private Rest keyed() {
        return admin.with("Idempotency-Key", UUID.randomUUID().toString());
    }

    private String device() {
        var id = "once-" + UUID.randomUUID();
        admin.post("/api/v1/devices", Map.of("id", id)).expect(201);
        return id;
    }

    private static String path(String device) {
        return "/api/v1/devices/" + device;
    }

    private long audited(String action, String device) {
        return admin.get("/api/v1/audit?device=" + device + "&action=" + action)
                .data()
                .size();
    }

    private static void assertReused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("idempotency-key-reused");
    }
}
