package dev.muster.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.testing.Fake;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A path means the same to every filter and to the container behind them, or it is refused here. */
class RequestGuardFilterTest {

    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/%2e%2e/openapi",
                "/assets/%2E%2E/openapi",
                "/assets/.%2e/openapi",
                "/assets/%2e./openapi",
                "/assets/../openapi",
                "/assets/%2e/openapi",
                "/assets/./openapi",
                "/assets/..",
                "/assets/.",
                "/assets/%2e%2e",
                "/assets%2f..%2fopenapi",
                "/assets/..%5copenapi",
                "/assets/..\\openapi",
                "/assets//openapi",
                "/assets/..;/openapi",
                "/login;x=y",
                "/login%00"
            })
    void a_path_that_others_may_read_differently_is_refused(String path) throws Exception {
        assertThat(goesOn(path)).isFalse();
        assertThat(answer.toString(StandardCharsets.UTF_8)).contains("\"code\":\"bad-path\"", "\"status\":400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/devices/pump-7",
                "/devices/pump..7",
                "/api/v1/devices/a.b.c:1_2",
                "/devices/...",
                "/.well-known/jwks.json",
                "/devices/Pumpe%20sieben"
            })
    void every_address_of_ours_goes_on(String path) throws Exception {
        assertThat(goesOn(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"GET, 2, false", "HEAD, 2, false", "GET, 0, true", "GET, , true", "DELETE, 2, true", "POST, 2, true"})
    void a_body_goes_on_where_one_belongs(String method, String length, boolean on) throws Exception {
        assertThat(goesOn(method, "/devices", length)).isEqualTo(on);
    }

    private boolean goesOn(String path) throws ServletException, IOException {
        return goesOn("GET", path, null);
    }

    private boolean goesOn(String method, String path, String length) throws ServletException, IOException {
        var request = Fake.of(
                HttpServletRequest.class,
                Map.of(
                        "getMethod",
                        method,
                        "getHeader",
                        (Function<Object[], Object>) name -> name[0].equals("Content-Length") ? length : null,
                        "getRequestURI",
                        path,
                        "getContextPath",
                        "",
                        "getHeaders",
                        (Function<Object[], Object>) name -> Collections.emptyEnumeration()));
        var response = Fake.of(HttpServletResponse.class, Map.of("getOutputStream", written()));
        var wentOn = new boolean[1];
        FilterChain chain = (to, back) -> wentOn[0] = true;
        new RequestGuardFilter().doFilter(request, response, chain);
        return wentOn[0];
    }

    private ServletOutputStream written() {
        return new ServletOutputStream() {
            @Override
            public void write(int b) {
                answer.write(b);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
