package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An installation where people sign in at the provider and nowhere else. The provider is away, which is the worst of it. */
class OidcOnlyIT {

    private static RunningMuster muster;
    private static ProductDatabase database;
    private static PortalBrowser browser;

    @BeforeAll
    static void start() {
        muster = RunningMuster.another(Map.of("MUSTER_OIDC_ONLY", "true"));
        database = new ProductDatabase(muster);
        browser = new PortalBrowser(muster);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void the_page_shows_one_way_and_the_platform_operator_finds_the_other() {
        var page = browser.page();
        page.navigate("/login");
        assertThat(page.locator("#oidc")).hasText("Sign in with " + Keycloak.LABEL);
        assertThat(page.locator("#password")).hasCount(0);
        assertThat(page.locator("#forgot")).hasCount(0);
        PortalBrowser.picture(page, "oidc-only");
        page.locator("#by-password").click();
        PortalBrowser.signIn(page, muster.adminEmail(), muster.adminPassword());
        assertThat(page).hasURL(Pattern.compile("/$"));
    }

    @Test
    void passwords_of_all_others_open_nothing_and_the_answer_is_the_same_for_wrong_ones() {
        var email = database.person("ADMIN");
        var right = login(email, muster.adminPassword());
        var wrong = login(email, "not the password");
        assertThat(right.status() + " " + right.code()).isEqualTo("401 login");
        assertThat(right.body().replaceAll("\"requestId\":\"[^\"]*\"", ""))
                .contains("people sign in at " + Keycloak.LABEL)
                .isEqualTo(wrong.body().replaceAll("\"requestId\":\"[^\"]*\"", ""));
        muster.signIn().get("/api/v1/auth/me").expect(200);
    }

    private static Answer login(String email, String password) {
        return muster.anonymous().post("/api/v1/auth/login", Map.of("email", email, "password", password));
    }
}
