package dev.muster.cli.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private final Findings findings = new Findings();

    @Test
    void a_kind_of_which_too_little_is_asked_is_a_finding() {
        findings.count("pages", 10);
        findings.count("page actions", 3);
        findings.requireEnough(Map.of("pages", 10, "page actions", 4, "sockets", 1));
        assertThat(findings.all())
                .extracting(Findings.Finding::where)
                .containsExactlyInAnyOrder("page actions", "sockets");
        assertThat(findings.all()).extracting(Findings.Finding::kind).containsOnly("controls");
    }

    @Test
    void what_is_found_again_is_counted_and_the_first_example_stays() {
        findings.found("pages", "contractor", "GET /fleets", "shows a fleet's name", "first");
        findings.found("pages", "contractor", "GET /fleets", "shows a fleet's name", "second");
        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.times()).isEqualTo(2);
            assertThat(finding.example()).isEqualTo("first");
        });
    }
}
