package dev.muster.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the container's answers become, and which requests it never sees. */
class ListenerStrategyTest {

    private static final Map<String, String> REQUIRED = Map.of(
            "Content-Security-Policy", "frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Cache-Control", "no-store",
            "Referrer-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin");

    private PlainServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PlainServer("");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_refusal_of_the_container_gets_headers_and_a_problem_document_and_keeps_its_status() throws IOException {
        for (var status : List.of(400, 405, 413, 417)) {
            var answer = server.get("/container/" + status);

            assertComplete(answer, status);
            assertThat(answer)
                    .contains(
                            "application/problem+json\r\n",
                            "\r\nDate: ",
                            "\"status\":" + status,
                            "\"code\":\"refused\"");
            assertThat(answer).doesNotContain("container's own page", "Retry-After");
        }
    }

    @Test
    void whatever_says_that_the_application_is_not_there_is_503_with_retry_after() throws IOException {
        for (var status : List.of(200, 404, 500, 503)) {
            var answer = server.get("/container/" + status);

            assertComplete(answer, 503);
            assertThat(answer).contains("Retry-After: 5\r\n", "\"code\":\"unavailable\"");
            assertThat(answer).doesNotContain("container's own page");
        }
    }

    @Test
    void a_page_in_pieces_is_replaced_as_a_whole_and_the_connection_goes_on() throws IOException {
        var both = server.exchange(PlainServer.request("GET", "/pieces/405").replace("Connection: close\r\n", "")
                + PlainServer.request("GET", "/ours"));

        assertComplete(both, 405);
        assertThat(both.split("HTTP/1\\.1 ")).hasSize(3);
        assertThat(both).doesNotContain("container's own page").endsWith("written by the application");
    }

    @Test
    void an_answer_without_content_is_completed_too() throws IOException {
        assertComplete(server.get("/empty/404"), 503);
        assertComplete(server.exchange(PlainServer.request("HEAD", "/container/404")), 503);
        assertThat(server.exchange(PlainServer.request("HEAD", "/container/404")))
                .endsWith("\r\n\r\n");
    }

    @Test
    void a_redirect_of_the_container_keeps_its_place_and_gets_headers() throws IOException {
        var answer = server.get("/container/302");

        assertComplete(answer, 302);
        assertThat(answer).contains("Location: /elsewhere\r\n");
    }

    @Test
    void answers_of_the_application_are_left_alone() throws IOException {
        for (var status : List.of(200, 404, 500)) {
            var answer = server.get("/ours/" + status);

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").endsWith("written by the application");
            assertThat(answer).contains("Content-Security-Policy: ours\r\n").doesNotContain("Retry-After", "no-store");
        }
    }

    @Test
    void heads_that_the_codec_cannot_read_are_answered_with_headers() throws IOException {
        for (var head : List.of(
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                "a b c d\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(10_000) + "\r\n\r\n",
                "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")) {
            assertComplete(server.exchange(head), head.contains("9.9") || head.startsWith("a b") ? 505 : 400);
        }
    }

    @Test
    void a_path_that_others_read_differently_and_a_host_that_is_none_never_reach_a_handler() throws IOException {
        for (var path : List.of(
                "/%",
                "/%2",
                "/%zz",
                "/a%u002f",
                "/ours/%g0",
                "/ours/a%2fb",
                "/ours/a%5Cb",
                "/ours/a%00",
                "/ours/a\\b",
                "/ours;a=b",
                "/ours//a",
                "/ours/../a",
                "/ours/./a",
                "/ours/..",
                "/ours/%2E%2e/a")) {
            assertComplete(server.get(path), 400);
        }
        for (var host : List.of(" ", ":", "a:-1", "a b", "a/b", "a@b", "a,b", "[::1", "%", "a:123456")) {
            assertComplete(
                    server.exchange("GET /ours HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"), 400);
        }
        assertComplete(server.exchange("GET http:///ours HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400);
        for (var host : List.of("a", "a:80", "127.0.0.1:8080", "[::1]:8080", "my_host.example", "a:")) {
            assertThat(server.exchange("GET /ours HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 200 ");
        }
        for (var path : List.of("/ours?a=%zz;//..", "/ours/200/a..b", "/ours/200/...", "/ours/200/a%20b%C3%A9")) {
            assertThat(server.get(path)).as(path).startsWith("HTTP/1.1 200 ");
        }
        assertThat(server.get("/ours")).startsWith("HTTP/1.1 200 ");
    }

    private static void assertComplete(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        var head = answer.split("\r\n\r\n")[0] + "\r\n";
        REQUIRED.forEach((name, part) -> assertThat(head)
                .as(answer)
                .containsOnlyOnce("\r\n" + name + ": ")
                .contains(part));
    }
}
