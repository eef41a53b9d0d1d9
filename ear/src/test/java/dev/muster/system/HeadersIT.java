package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The security headers: on what the application answers, and on what the server answers by itself. */
@Tag("smoke")
@Order(3)
class HeadersIT extends SystemTest {

    /** Required on each answer once, with a part of the value that must be in it. */
    private static final Map<String, String> REQUIRED = new TreeMap<>(Map.of(
            "Content-Security-Policy", "frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "",
            "Cross-Origin-Opener-Policy", "same-origin",
            "X-Frame-Options", "DENY"));

    @Test
    void a_cookie_says_once_how_far_it_goes() {
        assertThat(nobody.get("/login").all("Set-Cookie"))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie)
                        .startsWith("muster-view=")
                        .contains("; Path=/;")
                        .contains("HttpOnly")
                        .containsOnlyOnce("SameSite")
                        .containsIgnoringCase("SameSite=Strict"));
    }

    @Test
    void T_P10_no_answer_of_the_application_is_without_its_security_headers() {
        var answers = new TreeMap<String, Answer>();
        for (var path : List.of(
                "/",
                "/devices",
                "/audit",
                "/devices/pump-7",
                "/login",
                "/nowhere",
                "/assets/css/muster.css",
                "/assets/js/format.js",
                "/assets/none.js",
                "/assets/mark.svg",
                "/jakarta.faces.resource/none.js?ln=none",
                "/health/live",
                "/health/ready",
                "/health/nonsense",
                "/.well-known/jwks.json",
                "/.well-known/none",
                "/openapi",
                "/metrics",
                "/favicon.ico",
                "/index.html",
                "/assets",
                "/registry",
                "/api/v1/devices",
                "/api/v1/nowhere",
                "/ws/device",
                "/ws/nowhere",
                "/WEB-INF/web.xml",
                "/identity/login.xhtml",
                "/registry/devices.xhtml")) {
            answers.put("GET " + path, nobody.get(path));
        }
        answers.put("signed in", admin.get("/api/v1/devices"));
        answers.put("signed in, 404", admin.get("/api/v1/devices/none"));
        answers.put("signed in, no such path", admin.get("/api/v1/nowhere"));
        answers.put("signed in, /openapi", admin.get("/openapi"));
        answers.put("signed in, wrong method", admin.call("PUT", "/api/v1/devices", "{}"));
        answers.put("signed in, bad JSON", admin.call("POST", "/api/v1/devices", "{"));
        answers.put("login refused", nobody.post("/api/v1/auth/login", Map.of("email", "a@b", "password", "c")));
        answers.put("device, unsigned", nobody.call("POST", "/api/v1/device/checkin", "{}"));
        answers.put("device, wrong method", nobody.get("/api/v1/device/checkin"));
        answers.put("wrong token", nobody.bearing("wrong").get("/api/v1/devices"));
        answers.put("enrollment refused", nobody.call("POST", "/api/v1/devices/x/token", null));
        answers.put("unknown method", nobody.call("PROPFIND", "/", null));
        answers.put("another org", admin.with("X-Muster-Org", "none").get("/api/v1/devices"));
        answers.put("another site", admin.with("Origin", "https://evil.example").call("POST", "/api/v1/devices", "{}"));
        answers.put("TRACE", nobody.call("TRACE", "/", null));
        answers.put("not modified", nobody.with("If-None-Match", "*").get("/assets/css/muster.css"));
        answers.put("a part", nobody.with("Range", "bytes=0-1").get("/assets/css/muster.css"));
        answers.put("no such part", nobody.with("Range", "bytes=99999999-").get("/assets/css/muster.css"));
        answers.put("changed meanwhile", nobody.with("If-Match", "\"x\"").get("/assets/css/muster.css"));

        var softly = new SoftAssertions();
        answers.forEach((what, answer) -> REQUIRED.forEach((header, part) -> softly.assertThat(answer.all(header))
                .as(what + " (" + answer.status() + "): " + header)
                .hasSize(1)
                .allMatch(value -> value.contains(part))));
        softly.assertAll();
    }

    @Test
    void a_sockets_101_carries_the_security_headers() {
        for (var path : List.of("/ws/device", "/ws/dashboard")) {
            var head = RawHttp.head(muster.base(), handshake(path));
            assertThat(head).startsWith("HTTP/1.1 101 ");
            REQUIRED.forEach((header, part) -> assertThat(lines(head, header))
                    .as(path + header)
                    .singleElement()
                    .asString()
                    .contains(part.toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void T_P10_no_answer_of_the_container_is_without_security_headers() {
        var softly = new SoftAssertions();
        refusedByTheContainer().forEach((what, request) -> {
            var answer = RawHttp.exchange(muster.base(), request);
            var head = answer.split("\r\n\r\n")[0];
            softly.assertThat(head).as(what).containsPattern("^HTTP/1\\.1 (4[0-9][0-9]|505) ");
            softly.assertThat(answer).as(what).doesNotContainPattern("(?i)payara|glassfish|grizzly|<html|\tat ");
            softly.assertThat(answer.split("HTTP/1\\.1 "))
                    .as(what + ": answers")
                    .hasSize(2);
            REQUIRED.forEach((header, part) -> softly.assertThat(lines(head, header))
                    .as(what + ": " + header)
                    .hasSize(1)
                    .allMatch(line -> line.contains(part.toLowerCase(Locale.ROOT))));
        });
        softly.assertAll();
    }

    /** Requests that Payara answers before any application, or on which it breaks off. */
    private Map<String, String> refusedByTheContainer() {
        var requests = new LinkedHashMap<String, String>();
        for (var path : List.of("/", "/login", "/api/v1/devices", "/assets/css/muster.css", "/health/live", "*")) {
            requests.put("TRACE " + path, get(path).replace("GET ", "TRACE "));
        }
        requests.put("CONNECT", get("example.org:443").replace("GET ", "CONNECT "));
        for (var path : List.of(
                "/%2f",
                "/assets/..%2fWEB-INF/web.xml",
                "/assets/..;/WEB-INF/web.xml",
                "/a%5cb",
                "/a\\b",
                "/a%00",
                "/%zz",
                "/%",
                "/%u002f",
                "/a%c0%af",
                "/%c0%ae%c0%ae/",
                "/%ff",
                "/\u00e9",
                "/../",
                "/..",
                "/.",
                "//",
                "/a;b=c",
                "login",
                "http://",
                "http:///login",
                "/a b",
                "/" + "a".repeat(9_000),
                "/?" + "a".repeat(9_000))) {
            requests.put("GET " + path.substring(0, Math.min(30, path.length())), get(path));
        }
        for (var version : List.of("HTTP/9.9", "HTTP/1.2", "http/1.1", "XTTP/1.1")) {
            requests.put(version, get("/login").replace("HTTP/1.1", version));
        }
        requests.put("no request line", "a b c d\n\n");
        requests.put("no Host", "GET /login HTTP/1.1\n\n");
        requests.put("two hosts", get("/login", "Host: evil.example\n"));
        for (var host : List.of(" ", ":", "a:-1", "a b", "\u00e9")) {
            requests.put("Host: " + host, "GET /login HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");
        }
        requests.put("long header", get("/login", "X: " + "a".repeat(9_000) + "\n"));
        requests.put("many headers", get("/login", "X: a\n".repeat(200)));
        requests.put("NUL in a header", get("/login", "X: a\0b\n"));
        requests.put("space before a colon", get("/login", "X : a\n"));
        requests.put("unknown expectation", get("/login", "Expect: nonsense\n"));
        requests.put("too long a body", post("Content-Length: 5000000\n", "{}"));
        requests.put("a body with GET", get("/login", "Content-Length: 5000000\n"));
        for (var length : List.of("-1", "x", "1,1", "99999999999999999999")) {
            requests.put("Content-Length: " + length, post("Content-Length: " + length + "\n", "{}"));
        }
        requests.put("two lengths", post("Content-Length: 2\nContent-Length: 6\n", "{}    "));
        for (var chunk : List.of("zz\n{}\n0\n\n", "-2\n{}\n0\n\n", "ffffffffffffffff\n{}", "2{}0")) {
            requests.put("chunk " + chunk.strip(), post("Transfer-Encoding: chunked\n", chunk));
        }
        return requests;
    }

    /** All that comes without them: an interim answer, which is not one yet, and silence for what is no HTTP at all. */
    @Test
    void nothing_else_is_sent_at_all() {
        var interim = RawHttp.exchange(
                muster.base(), post("Expect: 100-continue\nContent-Type: application/json\nContent-Length: 2\n", ""));
        assertThat(interim).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

        for (var nonsense : List.of("", "\n\n", "nonsense\n\n", "GET\n\n", "\u0016\u0003\u0001\0Z\u0001")) {
            assertThat(RawHttp.exchange(muster.base(), nonsense)).as(nonsense).isEmpty();
        }
    }

    private static List<String> lines(String head, String header) {
        return head.toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith(header.toLowerCase(Locale.ROOT) + ": "))
                .toList();
    }

    private String get(String path) {
        return get(path, "");
    }

    private String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\nHost: " + host() + "\nConnection: close\n" + headers + "\n";
    }

    private String post(String headers, String body) {
        return "POST /api/v1/auth/login HTTP/1.1\nHost: " + host() + "\nConnection: close\n" + headers + "\n" + body;
    }

    private String handshake(String path) {
        return "GET " + path + " HTTP/1.1\nHost: " + host()
                + "\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(new byte[16]) + "\n\n";
    }
}
