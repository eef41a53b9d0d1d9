package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code /metrics}: for whom, in which form, and that it moves. */
@Order(5)
class MetricsIT extends SystemTest {

    @Test
    void the_platform_operator_and_the_collector_on_this_machine_read_prometheus_text() {
        for (var reader : new Rest[] {muster.admin(), muster.anonymous()}) {
            var answer = reader.get("/metrics").expect(200);
            assertThat(answer.header("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.body())
                    .contains("# TYPE muster_limit_refusals_total counter\n", "limit=\"device-rate\"} ");
        }
    }

    @Test
    void nobody_else_learns_anything() {
        var nobody = muster.anonymous();
        for (var proxied : new String[] {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"}) {
            nobody.with(proxied, "192.0.2.1").get("/metrics").expect(401);
        }
        var head = RawHttp.head(muster.base(), "GET /metrics HTTP/1.1\nHost: muster.example\nConnection: close\n\n");
        assertThat(head).startsWith("HTTP/1.1 401");
        nobody.bearing("wrong").with("Via", "1.1 proxy").get("/metrics").expect(401);
    }

    @Test
    void a_person_of_an_org_learns_nothing_of_the_installation() {
        var database = new ProductDatabase(muster);
        var administrator = database.signIn(database.person("ADMIN"));
        administrator.get("/api/v1/devices").expect(200);
        administrator.get("/metrics").expect(404);
        administrator.get("/metrics/application").expect(404);
    }

    @Test
    void answers_are_counted_by_hundreds() {
        var before = Figures.of(muster).value("muster_http_answers_total{status=\"4xx\"}");
        muster.anonymous().get("/api/v1/devices").expect(401);
        assertThat(Figures.of(muster).value("muster_http_answers_total{status=\"4xx\"}"))
                .isGreaterThan(before);
    }
}
