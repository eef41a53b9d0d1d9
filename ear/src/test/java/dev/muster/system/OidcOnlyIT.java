package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An installation where people sign in at the provider and nowhere else, and by an invitation the first time. */
class OidcOnlyIT extends OidcStory {

    private static RunningMuster muster;
    private static ProductDatabase database;
    private static PortalBrowser browser;

    @BeforeAll
    static void another() {
        muster = RunningMuster.another(Map.of(
                "MUSTER_OIDC_ONLY", "true",
                "MUSTER_OIDC_LINK_BY_EMAIL", "false",
                "MUSTER_OIDC_SECOND_FACTOR", "true"));
        database = new ProductDatabase(muster);
        browser = new PortalBrowser(muster);
    }

    @AfterAll
    static void closeAnother() {
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

    @Test
    void an_address_alone_ties_nobody_an_invitation_ties_who_is_nobody_yet_and_the_provider_stands_for_the_code() {
        people(database, REGULAR);
        var alone = begin(browser.page(), "/login");
        enter(alone, REGULAR);
        assertThat(alone.locator(".card")).containsText("Ask an administrator of your organization for an invitation");

        var operator = "update person set platform_operator = ? where email = ?";
        database.change(operator, true, REGULAR.email());
        var me = muster.anonymous().signIn(REGULAR.email(), muster.adminPassword());
        var secret = me.post("/api/v1/auth/totp", Map.of("password", muster.adminPassword()))
                .expect(200)
                .data();
        var app = new Authenticator(secret.path("secret").asText());
        me.post("/api/v1/auth/totp/confirm", Map.of("code", app.code(0))).expect(200);
        database.change(operator, false, REGULAR.email());

        muster.admin()
                .post("/api/v1/orgs", Map.of("name", "Second", "slug", "second"))
                .expect(201);
        var token = muster.admin()
                .with("X-Muster-Org", "second")
                .post("/api/v1/users", Map.of("email", REGULAR.email(), "role", "VIEWER"))
                .expect(201)
                .data()
                .path("invitation")
                .path("token")
                .asText();
        var early = browser.page();
        accept(early, token);
        assertThat(early.locator(".card")).containsText("Ask an administrator of your organization for an invitation");

        database.change("update person set password_hash = null where email = ?", REGULAR.email());
        var page = browser.page();
        accept(page, token);
        assertThat(page).hasURL(Pattern.compile("/$"));
        atWork(page);
        assertThat(database.texts("select issuer from person_link")).containsExactly(KEYCLOAK.issuer());
    }

    private static void accept(Page page, String token) {
        page.navigate("/invitation#" + token);
        page.locator("[data-oidc]:visible").click();
        enter(page, REGULAR);
    }

    private static Answer login(String email, String password) {
        return muster.anonymous().post("/api/v1/auth/login", Map.of("email", email, "password", password));
    }
}
