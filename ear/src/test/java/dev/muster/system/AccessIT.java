package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What nobody gets without signing in, and what no honest client sends. */
@Order(4)
class AccessIT extends SystemTest {

    private static final List<String> PAGES = List.of(
            "/",
            "/devices",
            "/audit",
            "/account",
            "/devices/pump-7",
            "/people",
            "/fleets",
            "/fleets/bench",
            "/groups",
            "/groups/cold",
            "/sites",
            "/import",
            "/keys",
            "/orgs",
            "/accounts",
            "/retention",
            "/unclaimed");

    /** Paths of the surface that are open on purpose (security of the doors is {@link DeviceDoorIT}'s). */
    private static final Set<String> OPEN = Set.of(
            "POST /api/v1/auth/login",
            "POST /api/v1/auth/password-reset",
            "POST /api/v1/auth/password-reset/accept",
            "POST /api/v1/auth/invitations/look",
            "POST /api/v1/auth/invitations/accept",
            "POST /api/v1/auth/invitations/oidc",
            "POST /api/v1/devices/{id}/token",
            "POST /api/v1/provision",
            "POST /api/v1/device/checkin");

    /** Slower than any machine: whatever takes longer does not end. */
    private static final long HANGING_MS = 30_000;

    @Test
    void T_R10_no_answer_discloses_what_it_runs_on() {
        var answers = List.of(
                nobody.get("/"),
                nobody.get("/nowhere"),
                nobody.get("/api/v1/nowhere"),
                nobody.get("/WEB-INF/web.xml"),
                nobody.get("/jakarta.faces.resource/none.js?ln=none"),
                nobody.get("/login"),
                nobody.call("TRACE", "/", null),
                admin.call("POST", "/api/v1/devices", "{\"id\":{}}"),
                admin.call("POST", "/api/v1/devices", "{\"id\":"),
                admin.get("/api/v1/devices?limit=abc"),
                admin.get("/api/v1/devices?cursor=%27%3Bselect"),
                admin.get("/api/v1/devices?sort=%27%3Bselect"),
                admin.get("/api/v1/devices/none/telemetry?keys=%27%3Bselect&agg=%27"));
        for (var answer : answers) {
            assertThat(answer.headers().map().keySet().toString().toLowerCase(Locale.ROOT))
                    .doesNotContain("x-powered-by");
            assertThat(answer.header("Server").orElse("")).doesNotContainPattern("(?i)payara|glassfish|grizzly|[0-9]");
            assertThat(answer.body())
                    .doesNotContainPattern("(?i)payara|glassfish|grizzly|jersey|eclipselink|postgres|mojarra")
                    // PrimeFaces names the error page of an expired view in its settings
                    .doesNotContainPattern("(?<!ViewExpired)Exception")
                    .doesNotContain("\tat ", "dev.muster", "java.lang");
            assertThat(answer.status()).as(answer.toString()).isNotEqualTo(500);
        }
        for (var malformed : List.of(
                "GET / HTTP/9.9\n\n",
                "GET /%zz HTTP/1.1\nHost: a\n\n",
                "nonsense\n\n",
                "GET /" + "a".repeat(10_000) + " HTTP/1.1\nHost: a\n\n")) {
            assertThat(RawHttp.exchange(muster.base(), malformed))
                    .as(malformed.substring(0, Math.min(20, malformed.length())))
                    .doesNotContainPattern("(?i)payara|glassfish|grizzly");
        }
    }

    @Test
    void nothing_of_the_rest_surface_is_given_to_anybody_who_is_not_signed_in() {
        var operations = operations();
        assertThat(operations).hasSizeGreaterThan(20).contains("GET /api/v1/devices", "GET /api/v1/audit");
        var softly = new SoftAssertions();
        for (var operation : operations) {
            if (OPEN.contains(operation)) {
                continue;
            }
            var parts = operation.split(" ");
            var path = parts[1].replaceAll("\\{[^}]*\\}", "00000000-0000-7000-8000-000000000000");
            var answer = nobody.call(parts[0], path, Set.of("GET", "DELETE").contains(parts[0]) ? null : "{}");
            softly.assertThat(answer.status()).as(operation).isEqualTo(401);
            softly.assertThat(answer.header("WWW-Authenticate").orElse(""))
                    .as(operation)
                    .startsWith("Bearer");
            softly.assertThat(answer.body()).as(operation).contains("\"success\":false");
        }
        softly.assertAll();
    }

    @Test
    void no_page_and_no_description_is_given_to_anybody_who_is_not_signed_in() {
        for (var page : PAGES) {
            var answer = nobody.get(page);
            assertThat(answer.status()).as(page).isIn(302, 303);
            assertThat(answer.header("Location").orElse("")).as(page).contains("/login");
        }
        for (var source : List.of(
                "/registry/devices.xhtml", "/registry/device.xhtml", "/audit/audit.xhtml", "/identity/account.xhtml")) {
            assertThat(nobody.get(source).status()).as(source).isIn(302, 303, 404);
        }
        assertThat(nobody.get("/openapi").status()).isEqualTo(401);
        nobody.with("X-Forwarded-For", "192.0.2.1").get("/metrics").expect(401);
        nobody.get("/login").expect(200);
        nobody.get("/.well-known/jwks.json").expect(200);
    }

    @Test
    void the_published_keys_are_public_only_and_fit_our_tokens() {
        var keys = nobody.get("/.well-known/jwks.json").expect(200).json().path("keys");
        assertThat(keys).isNotEmpty();
        keys.forEach(key -> {
            assertThat(key.path("alg").asText("ES256")).isEqualTo("ES256");
            assertThat(key.path("crv").asText()).isEqualTo("P-256");
            assertThat(key.has("d")).as("the private part").isFalse();
        });
        var kid = Tokens.header(admin.token()).path("kid").asText();
        assertThat(keys.findValuesAsText("kid")).contains(kid);
    }

    @Test
    void T_R03_no_forged_token_opens_anything() {
        var forged = Tokens.forgeries(
                admin.token(), nobody.get("/.well-known/jwks.json").json());
        assertThat(forged).hasSizeGreaterThan(8);
        var softly = new SoftAssertions();
        forged.forEach((how, token) -> softly.assertThat(
                        nobody.bearing(token).get("/api/v1/devices").status())
                .as(how)
                .isEqualTo(401));
        softly.assertAll();
        admin.get("/api/v1/devices").expect(200);
    }

    @Test
    void T_P02_a_write_from_another_site_is_refused() {
        for (var from : List.of(
                Map.entry("Origin", "https://evil.example"),
                Map.entry("Origin", "null"),
                Map.entry("Sec-Fetch-Site", "cross-site"),
                Map.entry("Sec-Fetch-Site", "same-site"))) {
            for (var path : List.of("/api/v1/devices", "/login", "/identity/login.xhtml")) {
                var answer = admin.with(from.getKey(), from.getValue()).call("POST", path, "{}");
                assertThat(answer.status()).as(path + " " + from).isEqualTo(403);
            }
        }
    }

    @Test
    void T_R08_headers_that_pretend_change_nothing() {
        var device = WireDevice.enrolled(muster, "access");
        admin.with("X-HTTP-Method-Override", "DELETE").call("POST", "/api/v1/auth/logout/none", "{}");
        admin.get("/api/v1/auth/me").expect(200);
        muster.anonymous()
                .with("X-Forwarded-For", "203.0.113.7")
                .with("X-Forwarded-User", muster.adminEmail())
                .get("/api/v1/devices")
                .expect(401);
        admin.with("X-Forwarded-For", "203.0.113.7")
                .post(device.path("/commands"), Map.of("command", Map.of("type", "ping")))
                .expect(200);
        var entry = admin.get("/api/v1/audit?device=" + device.id).data().path(0);
        assertThat(entry.path("address").asText()).doesNotContain("203.0.113.7");
    }

    @Test
    void T_R08_members_that_only_the_server_sets_change_nothing() {
        var id = WireDevice.freshId("access");
        admin.call(
                        "POST",
                        "/api/v1/devices",
                        "{\"id\":\"" + id + "\",\"orgId\":1,\"org\":\"x\",\"state\":\"retired\",\"version\":7,"
                                + "\"secret\":\"AAAA\",\"__proto__\":{\"role\":\"ADMIN\"}}")
                .expect(201);
        var made = admin.get("/api/v1/devices/" + id).expect(200).data();
        assertThat(made.path("org").asText()).isEqualTo("default");
        assertThat(made.path("state").asText()).isEqualTo("active");
        assertThat(made.path("version").asInt()).isEqualTo(1);
    }

    @Test
    @Tag("smoke")
    void T_P07_no_way_leads_out_of_the_pages() {
        for (var path : List.of(
                "/WEB-INF/web.xml",
                "/WEB-INF;x/web.xml",
                "/;x/WEB-INF/web.xml",
                "/./WEB-INF/web.xml",
                "/.//WEB-INF/web.xml",
                "//WEB-INF/web.xml",
                "/%2e/WEB-INF/web.xml",
                "/%57EB-INF/web.xml",
                "/assets/../WEB-INF/web.xml",
                "/assets/%2e%2e/WEB-INF/web.xml",
                "/assets/..%2fWEB-INF/web.xml",
                "/assets/..;/WEB-INF/web.xml",
                "/assets/..%5cWEB-INF/web.xml",
                "/assets/%252e%252e/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/web-inf/web.xml",
                "/jakarta.faces.resource/../WEB-INF/web.xml?ln=.",
                "/jakarta.faces.resource/web.xml?ln=../WEB-INF",
                "/jakarta.faces.resource/web.xml.xhtml?ln=../WEB-INF",
                "/jakarta.faces.resource/web.xml.xhtml?loc=../WEB-INF",
                "/jakarta.faces.resource/..%2fWEB-INF%2fweb.xml.xhtml",
                "/api/v1/../../WEB-INF/web.xml",
                "/login/../devices",
                "/login;/../devices",
                "/health/..;/api/v1/devices")) {
            var answer = RawHttp.exchange(
                    muster.base(), "GET " + path + " HTTP/1.1\nHost: " + host() + "\nConnection: close\n\n");
            assertThat(answer.split(" ")[1]).as(path + ": " + answer).isIn("400", "401", "403", "404");
            assertThat(answer).as(path).doesNotContain("<web-app", "Manifest-Version", "\"success\":true");
        }
    }

    @Test
    void T_R09_a_request_with_two_lengths_or_two_hosts_brings_nothing_else_with_it() {
        var smuggled = "0\n\nGET /health/live HTTP/1.1\nHost: " + host() + "\n\n";
        var requests = Map.of(
                "length and chunks",
                        "POST /api/v1/auth/login HTTP/1.1\nHost: " + host()
                                + "\nContent-Type: application/json\nContent-Length: 6\nTransfer-Encoding: chunked\n\n"
                                + smuggled,
                "two lengths",
                        "POST /api/v1/auth/login HTTP/1.1\nHost: " + host()
                                + "\nContent-Type: application/json\nContent-Length: 2\nContent-Length: 6\n\n{}    ",
                "two hosts", "GET /health/live HTTP/1.1\nHost: " + host() + "\nHost: evil.example\n\n");
        requests.forEach((how, request) -> {
            var answer = RawHttp.exchange(muster.base(), request);
            assertThat(answer.split("HTTP/1\\.1 ")).as(how + ": answers").hasSizeLessThanOrEqualTo(2);
            assertThat(answer).as(how).containsPattern("^(HTTP/1.1 4|$)");
        });
    }

    @Test
    void T_R06_json_bombs_are_refused_fast() {
        var bombs = new TreeMap<String, String>();
        bombs.put("deep arrays", "[".repeat(100_000));
        bombs.put("deep objects", "{\"a\":".repeat(50_000));
        bombs.put("deep in an unknown member", "{\"id\":\"x\",\"more\":" + "[".repeat(100_000));
        bombs.put("a huge exponent", "{\"id\":1e999999999}");
        bombs.put("a long number", "{\"id\":" + "9".repeat(100_000) + "}");
        bombs.put("a member twice", "{\"id\":\"bomb-1\",\"id\":\"bomb-2\"}");
        bombs.put("a long string", "{\"id\":\"" + "x".repeat(200_000) + "\"}");
        bombs.put("too much", "{\"id\":\"" + "x".repeat(400_000) + "\"}");
        bombs.put("a lone surrogate", "{\"id\":\"\\ud800\"}");
        bombs.put("NUL", "{\"id\":\"a\\u0000b\"}");
        bombs.put("UTF-16", new String("{\"id\":\"bomb-3\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16)));
        bombs.put("nothing", "");
        bombs.put("null", "null");
        bombs.put("another form", "[1,2,3]");
        var softly = new SoftAssertions();
        bombs.forEach((what, body) -> {
            var took = timed(() -> admin.call("POST", "/api/v1/devices", body), softly, what);
            softly.assertThat(took).as(what + ": milliseconds").isLessThan(HANGING_MS);
        });
        softly.assertAll();
        for (var i = 1; i <= 3; i++) {
            admin.get("/api/v1/devices/bomb-" + i).expect(404);
        }
    }

    @Test
    void T_P09_a_wrong_password_and_an_unknown_person_are_told_the_same() {
        var wrong = nobody.post("/api/v1/auth/login", Map.of("email", muster.adminEmail(), "password", "wrong"));
        var unknown = nobody.post("/api/v1/auth/login", Map.of("email", "nobody@system.test", "password", "wrong"));
        for (var answer : List.of(wrong, unknown)) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("login");
        }
        assertThat(wrong.json().path("detail")).isEqualTo(unknown.json().path("detail"));
    }

    @Test
    void a_refusal_is_a_problem_document_with_a_request_id() {
        var answer = admin.get("/api/v1/devices/none").expect(404);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.json().path("success").asBoolean(true)).isFalse();
        assertThat(answer.code()).isEqualTo("not-found");
        assertThat(answer.json().path("requestId").asText()).isNotEmpty();
        assertThat(answer.header("X-Request-Id"))
                .contains(answer.json().path("requestId").asText());
    }

    private static long timed(Supplier<Answer> call, SoftAssertions softly, String what) {
        var began = System.nanoTime();
        var answer = call.get();
        softly.assertThat(answer.status()).as(what + ": " + answer).isBetween(400, 499);
        softly.assertThat(answer.body().length())
                .as(what + ": length of the answer")
                .isLessThan(2_000);
        return (System.nanoTime() - began) / 1_000_000;
    }

    /** Every operation that the server describes, e.g. {@code GET /api/v1/devices/{id}}. */
    private List<String> operations() {
        var paths = admin.with("Accept", "application/json")
                .get("/openapi")
                .expect(200)
                .json()
                .path("paths");
        var operations = new ArrayList<String>();
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (Set.of("get", "post", "put", "patch", "delete").contains(method)) {
                        operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }
}
