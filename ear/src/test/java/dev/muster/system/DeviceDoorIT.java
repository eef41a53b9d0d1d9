package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Signed HTTP and enrollment: what is let in, what is refused, with which code, and that a refusal leaves nothing. */
@Order(2)
class DeviceDoorIT extends SystemTest {

    private static final String CHECKIN = "/api/v1/device/checkin";

    @Test
    void a_wrong_signature_is_refused_unsigned() {
        var device = WireDevice.enrolled(muster, "http");
        var reply =
                device.checkIn(device.checkInBody()).withSecret(new byte[32]).send();
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("signature");
        assertThat(reply.answer().header("Signature")).as("not signed back").isEmpty();
        assertThatNothingWasStored(device);
    }

    @Test
    void T_D07_an_unknown_device_and_a_wrong_signature_are_told_the_same() {
        var device = WireDevice.enrolled(muster, "http");
        var wrong =
                device.checkIn(device.checkInBody()).withSecret(new byte[32]).send();
        var unknown = device.checkIn(device.checkInBody())
                .as(WireDevice.freshId("nobody"))
                .send();
        var unsigned = device.checkIn(device.checkInBody()).unsigned().send();
        for (var other : List.of(unknown, unsigned)) {
            assertThat(other.status()).isEqualTo(wrong.status());
            assertThat(withoutId(other.answer())).isEqualTo(withoutId(wrong.answer()));
            assertThat(other.answer().headers().map().keySet())
                    .isEqualTo(wrong.answer().headers().map().keySet());
        }
    }

    @Test
    void T_D03_a_wrong_clock_is_told_the_servers_time_in_a_signed_answer() {
        var device = WireDevice.enrolled(muster, "http");
        var now = Instant.now().getEpochSecond();
        for (var created : new long[] {
            0, now - 400, now + 86_400, Instant.parse("2038-01-19T03:14:08Z").getEpochSecond()
        }) {
            var reply = device.checkIn(withReading(device)).created(created).send();
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.code()).isEqualTo("clock-skew");
            assertThat(reply.serverTime()).isBetween(now - 5, now + 60);
        }
        assertThatNothingWasStored(device);
        device.checkIn(withReading(device)).created(now - 290).send().answer().expect(200);
    }

    @Test
    void T_D01_the_same_request_is_accepted_once_even_when_sent_at_the_same_time() {
        var device = WireDevice.enrolled(muster, "http");
        var body = withReading(device);
        var answers = new ArrayList<CompletableFuture<SignedCall.Reply>>();
        for (var i = 0; i < 6; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> device.checkIn(body).nonce(1_000).send()));
        }
        var statuses = answers.stream().map(answer -> answer.join().status()).toList();
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
        var again = device.checkIn(body).nonce(1_000).send();
        assertThat(again.code()).isEqualTo("replay");
        assertThat(again.isSignedBack()).isTrue();
        assertThat(readings(device)).isEqualTo(1);
    }

    @Test
    void T_D02_numbers_may_overtake_each_other_inside_the_window_and_not_below_it() {
        var device = WireDevice.enrolled(muster, "http");
        for (var nonce : new long[] {5_000, 4_999, 5_001, 4_000}) {
            device.checkIn(device.checkInBody()).nonce(nonce).send().answer().expect(200);
        }
        for (var used : new long[] {5_000, 4_999, 4_000, 5_001 - 1_025, 1}) {
            assertThat(device.checkIn(device.checkInBody()).nonce(used).send().code())
                    .as("nonce " + used)
                    .isEqualTo("replay");
        }
    }

    @Test
    void T_D04_numbers_outside_their_range_are_no_signature() {
        var device = WireDevice.enrolled(muster, "http");
        device.checkIn(device.checkInBody())
                .nonce(Long.MAX_VALUE)
                .send()
                .answer()
                .expect(200);
        assertThat(device.checkIn(device.checkInBody()).nonce(-1).send().code()).isEqualTo("signature");
    }

    @Test
    void a_repeat_of_a_check_in_number_is_answered_and_stored_once() {
        var device = WireDevice.enrolled(muster, "http");
        var body = withReading(device);
        device.checkIn(body).send().answer().expect(200);
        var repeat = device.checkIn(body).send();
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.isSignedBack()).isTrue();
        assertThat(readings(device)).isEqualTo(1);
    }

    @Test
    void commands_handed_out_in_a_lost_answer_are_handed_out_again_with_the_same_ids() {
        var device = WireDevice.enrolled(muster, "http");
        var id = admin.post(device.path("/commands"), Map.of("command", Map.of("type", "ping")))
                .expect(200)
                .data()
                .path("commandId")
                .asText();
        for (var time = 0; time < 2; time++) {
            var handedOut = device.checkIn(device.checkInBody()).send().answer().expect(200);
            assertThat(handedOut.json().path("commands").findValuesAsText("id")).containsExactly(id);
        }
    }

    @Test
    void T_D05_a_body_that_was_changed_on_the_way_is_refused() {
        var device = WireDevice.enrolled(muster, "http");
        var body = withReading(device);
        var reply = device.checkIn(body)
                .sending(body.toString().replace("4.2", "9.9"))
                .send();
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("signature");
        assertThatNothingWasStored(device);
    }

    @Test
    void T_D05_a_signature_fits_no_other_path_query_method_or_device() {
        var device = WireDevice.enrolled(muster, "http");
        var other = WireDevice.enrolled(muster, "http");
        var body = device.checkInBody().toString();
        var spliced = Map.of(
                "another path", new SignedCall(device, "POST", "/api/v1/device/other", body).sentTo("POST", CHECKIN),
                "another query", new SignedCall(device, "POST", CHECKIN, body).sentTo("POST", CHECKIN + "?a=b"),
                "a query left out", new SignedCall(device, "POST", CHECKIN + "?a=b", body).sentTo("POST", CHECKIN),
                "another method", new SignedCall(device, "PUT", CHECKIN, body).sentTo("POST", CHECKIN),
                "another device", new SignedCall(device, "POST", CHECKIN, body).as(other.id),
                "no body signed", new SignedCall(device, "POST", CHECKIN, null).sending(body));
        spliced.forEach((how, call) -> {
            var reply = call.send();
            assertThat(reply.status()).as(how).isEqualTo(401);
            assertThat(reply.code()).as(how).isEqualTo("signature");
        });
    }

    @Test
    void T_D08_a_body_over_the_limit_is_refused_by_its_size_and_leaves_no_trace() {
        var device = WireDevice.enrolled(muster, "http");
        var big = device.checkInBody().put("pad", "x".repeat(300 * 1024));
        var reply = device.checkIn(big).send();
        assertThat(reply.status()).isEqualTo(413);
        assertThatNothingWasStored(device);
        var stillBig = device.checkIn(big).withSecret(new byte[32]).send();
        assertThat(stillBig.status()).as("size comes before the signature").isEqualTo(413);
    }

    @Test
    void more_readings_than_allowed_are_refused_with_the_limit_in_words() {
        var device = WireDevice.enrolled(muster, "http");
        var body = device.checkInBody();
        var readings = body.putArray("readings");
        for (var i = 0; i < 1_001; i++) {
            readings.addObject()
                    .put("ts", Json.time(Instant.now()))
                    .putObject("values")
                    .put("n", i);
        }
        var reply = device.checkIn(body).send();
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.answer().json().path("detail").asText()).contains("1000");
        assertThat(reply.isSignedBack()).isTrue();
        assertThatNothingWasStored(device);
    }

    @Test
    void of_a_check_in_with_one_bad_reading_the_rest_is_stored_and_the_devices_events_name_it() {
        var device = WireDevice.enrolled(muster, "http");
        var body = device.checkInBody();
        var readings = body.putArray("readings");
        readings.addObject()
                .put("ts", Json.time(Instant.now()))
                .putObject("values")
                .put("n", 1);
        readings.addObject().put("ts", "yesterday").putObject("values").put("n", 2);
        var reply = device.checkIn(body).send();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.answer().json().properties())
                .as("section 4 has no place to name it")
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("serverTime", "nextCheckinSec", "commands");
        assertThat(admin.get(device.path("/readings")).expect(200).data()).hasSize(1);
        var refused = admin.get(device.path("/events?type=refused")).expect(200).data();
        assertThat(refused).hasSize(1);
        assertThat(refused.path(0).path("payload").path("count").asInt()).isEqualTo(1);
        assertThat(refused.path(0)
                        .path("payload")
                        .path("items")
                        .path(0)
                        .path("ref")
                        .asText())
                .isEqualTo("/readings/1");
        assertThat(Figures.of(muster).value("muster_items_refused_total{code=\"bad-reading\"}"))
                .isPositive();
    }

    @Test
    void T_R06_a_signed_body_that_is_no_json_is_refused_signed() {
        var device = WireDevice.enrolled(muster, "http");
        for (var body : new String[] {"", "{", "[]", "{\"seq\":1,\"seq\":2}", "{\"seq\":1e999999999}", "{} {}"}) {
            var reply = new SignedCall(device, "POST", CHECKIN, body).send();
            assertThat(reply.status()).as(body).isEqualTo(422);
            assertThat(reply.isSignedBack()).as(body).isTrue();
        }
    }

    @Test
    void a_device_that_sends_too_much_is_slowed_down() {
        var device = WireDevice.enrolled(muster, "http");
        var slowed = 0;
        for (var i = 0; i < 60 && slowed == 0; i++) {
            var reply = device.checkIn(device.checkInBody()).send();
            if (reply.status() == 429) {
                slowed++;
                assertThat(reply.answer().header("Retry-After")).isPresent();
                assertThat(reply.isSignedBack()).isTrue();
            }
        }
        assertThat(slowed).as("refused after the burst of 30").isEqualTo(1);
    }

    @Test
    void T_E03_a_wrong_enrollment_key_enrolls_nobody() {
        var id = WireDevice.freshId("enroll");
        for (var key : new String[] {null, "", "wrong", muster.enrollmentKey() + "x"}) {
            var caller = muster.anonymous();
            var answer = (key == null ? caller : caller.with("X-Enrollment-Key", key))
                    .call("POST", "/api/v1/devices/" + id + "/token", null);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("enrollment-key");
        }
        admin.get("/api/v1/devices/" + id).expect(404);
    }

    @Test
    void T_E03_a_revoked_or_used_up_key_enrolls_nobody() {
        var made = admin.post("/api/v1/enrollment-keys", Map.of("name", "one use", "maxUses", 1))
                .expect(201)
                .data();
        var key = made.path("key").asText();
        enroll(key, WireDevice.freshId("enroll")).expect(200);
        enroll(key, WireDevice.freshId("enroll")).expect(401);

        var second = admin.post("/api/v1/enrollment-keys", Map.of("name", "to be revoked"))
                .expect(201)
                .data();
        admin.delete("/api/v1/enrollment-keys/" + second.path("id").asText()).expect(200);
        enroll(second.path("key").asText(), WireDevice.freshId("enroll")).expect(401);
    }

    @Test
    void T_E04_the_shared_key_gives_nobody_the_credentials_of_a_known_device() {
        var device = WireDevice.enrolled(muster, "enroll");
        var answer = enroll(muster.enrollmentKey(), device.id);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("token", "secret\":");
        device.checkIn(device.checkInBody()).send().answer().expect(200);
    }

    @Test
    void a_known_device_renews_its_credentials_with_its_old_secret_which_ends_when_the_new_one_is_used() {
        var device = WireDevice.enrolled(muster, "enroll");
        try (var old = device.online()) {
            var reply = new SignedCall(device, "POST", device.path("/token"), null).send();
            assertThat(reply.status()).as(reply.answer().toString()).isEqualTo(200);
            assertThat(reply.isSignedBack()).as("with the old secret").isTrue();
            device.checkIn(device.checkInBody()).nonce(8_000).send().answer().expect(200);
            assertThat(old.isClosed()).as("the answer may have been lost").isFalse();
            var renewed = new WireDevice(
                    muster,
                    device.id,
                    Base64.getDecoder()
                            .decode(reply.answer().data().path("secret").asText()),
                    reply.answer().data().path("token").asText());
            renewed.checkIn(renewed.checkInBody()).nonce(9_000).send().answer().expect(200);
            assertThat(old.awaitClose(Socket.SOON).code()).isEqualTo(4401);
            renewed.online().close();
        }
        assertThat(device.checkIn(device.checkInBody()).nonce(9_001).send().code())
                .isEqualTo("signature");
        try (var again = device.connect()) {
            assertThat(again.awaitClose(Socket.SOON).code()).isEqualTo(4401);
        }
    }

    @Test
    void an_impossible_device_id_enrolls_nobody() {
        for (var id : new String[] {"-starts-wrong", "a".repeat(65), "sp%20ace", "%C3%BCber"}) {
            assertThat(enroll(muster.enrollmentKey(), id).status()).as(id).isIn(400, 404, 422);
        }
    }

    private Answer enroll(String key, String id) {
        return muster.anonymous().with("X-Enrollment-Key", key).call("POST", "/api/v1/devices/" + id + "/token", null);
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode withReading(WireDevice device) {
        var body = device.checkInBody();
        body.putArray("readings")
                .addObject()
                .put("ts", Json.time(Instant.now()))
                .putObject("values")
                .put("pressure", 4.2);
        return body;
    }

    private static String withoutId(Answer answer) {
        return answer.body().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }
}
