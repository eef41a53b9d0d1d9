package dev.muster.web.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginPageTest {

    @Test
    void leads_back_to_the_page_that_asked_for_a_login() {
        assertThat(LoginPage.here("/devices/pump-7")).isEqualTo("/devices/pump-7");
        for (var page : new String[] {"/audit", "/account", "/unclaimed", "/people", "/fleets/bench"}) {
            assertThat(LoginPage.here(page)).isEqualTo(page);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example/devices",
                "/\\evil.example",
                "/devices/../login",
                "/devices//evil.example",
                "/api/v1/auth/logout",
                "javascript:alert(1)"
            })
    void leads_nowhere_else(String to) {
        assertThat(LoginPage.here(to)).isEqualTo("/");
    }

    @Test
    void leads_to_the_start_page_where_nothing_was_asked_for() {
        assertThat(LoginPage.here(null)).isEqualTo("/");
    }
}
