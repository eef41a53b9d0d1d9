package dev.muster.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is believed about the client, and about nothing else. */
class TrustedProxyTest {

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
    void forwarding_headers_of_anybody_else_change_nothing() throws IOException {
        var forwarded = "X-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.7\r\n";
        assertThat(server.get("/peer", forwarded)).endsWith("http 127.0.0.1 false");

        restart("192.0.2.1, 2001:db8::1");
        assertThat(server.get("/peer", forwarded)).endsWith("http 127.0.0.1 false");
    }

    @Test
    void a_trusted_proxy_says_who_asks_and_whether_by_https() throws IOException {
        restart("192.0.2.1, 127.0.0.1");

        assertThat(server.get("/peer")).endsWith("http 127.0.0.1 false");
        assertThat(server.get("/peer", "X-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.7\r\n"))
                .endsWith("https 203.0.113.7 true");
        assertThat(server.get("/peer", "X-Forwarded-Proto: http\r\n")).endsWith("http 127.0.0.1 false");
        assertThat(server.get("/peer", "X-Forwarded-For: 2001:db8::7\r\n")).endsWith("http 2001:db8:0:0:0:0:0:7 false");
    }

    @Test
    void answers_of_the_container_over_https_say_that_it_stays_so() throws IOException {
        restart("127.0.0.1");

        for (var path : List.of("/container/405", "/%zz")) {
            assertThat(server.get(path, "X-Forwarded-Proto: https\r\n"))
                    .contains("Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n");
            assertThat(server.get(path)).doesNotContain("Strict-Transport-Security");
        }
    }

    @Test
    void only_what_the_nearest_proxy_wrote_counts() throws IOException {
        restart("192.0.2.1, 127.0.0.1");

        assertThat(server.get("/peer", "X-Forwarded-For: 198.51.100.9, 203.0.113.7, 192.0.2.1\r\n"))
                .endsWith("http 203.0.113.7 false");
        assertThat(server.get("/peer", "X-Forwarded-For: 127.0.0.1, 203.0.113.7, 192.0.2.1\r\n"))
                .endsWith("http 203.0.113.7 false");
        assertThat(server.get("/peer", "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.7\r\n"))
                .endsWith("http 203.0.113.7 false");
        assertThat(server.get("/peer", "X-Forwarded-Proto: https, http\r\n")).endsWith("http 127.0.0.1 false");
        for (var nonsense : List.of("unknown", "localhost", "203.0.113.7:80", "", "999.1.1.1", "10.1", "x,")) {
            assertThat(server.get("/peer", "X-Forwarded-For: 203.0.113.9, " + nonsense + "\r\n"))
                    .as(nonsense)
                    .endsWith("http 127.0.0.1 false");
        }
    }

    @Test
    void a_proxy_that_is_no_address_is_refused() {
        for (var wrong : List.of("proxy.example", "10.0.0.0/8", "10.1", "*", "1.2.3.4 5.6.7.8")) {
            assertThatThrownBy(() -> TrustedProxy.of(wrong))
                    .hasMessageContaining("MUSTER_TRUSTED_PROXY")
                    .hasMessageContaining(wrong);
        }
        assertThat(TrustedProxy.of("").addresses()).isEmpty();
    }

    private void restart(String proxies) throws IOException {
        server.close();
        server = new PlainServer(proxies);
    }
}
