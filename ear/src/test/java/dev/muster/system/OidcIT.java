package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.muster.system.Keycloak.User;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in at a real OpenID provider, in a real browser: who comes in, and who is told what to do instead. */
class OidcIT extends OidcStory {

    private static final ProductDatabase DATABASE = new ProductDatabase(MUSTER);

    @BeforeAll
    static void people() {
        MUSTER.data(); // skipped, aloud, against a server given from outside
        people(KNOWN, UNVERIFIED, CAREFUL, FORMER, GONE);
    }

    @Test
    void a_person_signs_in_at_the_provider_and_comes_to_the_page_that_was_asked_for() {
        var page = browser.page();
        page.navigate("/account");
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2Faccount$"));
        assertThat(page.locator("#oidc")).hasText("Sign in with " + Keycloak.LABEL);
        PortalBrowser.picture(page, "oidc-login-wide");
        page.locator("#oidc").click();
        enter(page, KNOWN);
        assertThat(page).hasURL(Pattern.compile("/account$"));
        atWork(page);
        assertThat(page.locator("#oidc .chip")).hasText("tied");
        assertThat(page.locator("#oidc")).containsText(KNOWN.email());
        PortalBrowser.picture(page, "oidc-account");
        assertThat(page.context().cookies().stream().filter(each -> each.name.equals("muster-oidc")))
                .isEmpty();
        assertThat(audit("session.opened", KNOWN)).contains("\"by\": \"oidc\"").contains(KEYCLOAK.issuer());
        assertThat(audit("person.linked", KNOWN)).contains(KEYCLOAK.issuer());

        var twin = begin(browser.page(), "/login");
        enter(twin, TWIN);
        refused(twin, 403, "is tied to another account at " + Keycloak.LABEL);
        assertThat(audit("session.refused", KNOWN)).contains("oidc-taken");

        new ProductDatabase(MUSTER)
                .change(
                        "update person set password_hash = (select password_hash from person where email = ?) where email = ?",
                        MUSTER.adminEmail(),
                        KNOWN.email());
        page.reload();
        page.locator("#oidc-password").fill("not the password");
        page.locator("#oidc form [type=submit]").click();
        assertThat(page.locator("#oidc .notice")).containsText("This is not your password");
        expect("403");
        page.locator("#oidc-password").fill(MUSTER.adminPassword());
        page.locator("#oidc form [type=submit]").click();
        assertThat(page.locator("#oidc .chip")).hasText("not tied");
    }

    @Test
    void whoever_has_no_account_or_no_verified_address_is_told_what_to_do() {
        var stranger = begin(browser.page(), "/login");
        enter(stranger, STRANGER);
        PortalBrowser.picture(stranger, "oidc-unknown");
        refused(stranger, 403, "Ask an administrator of your organization to invite you");
        assertThat(audit("session.refused", STRANGER)).contains("oidc-unknown").contains(KEYCLOAK.issuer());
        assertThat(DATABASE.texts("select id::text from person where email = ?", STRANGER.email()))
                .isEmpty();

        var unverified = begin(browser.page(1280, 900, ColorScheme.DARK, "de-DE"), "/login");
        enter(unverified, UNVERIFIED);
        PortalBrowser.picture(unverified, "oidc-unverified");
        assertThat(unverified.locator(".card")).containsText("nicht geprüft, dass Ihre E-Mail-Adresse Ihnen gehört");
        expect("403");
        assertThat(links(UNVERIFIED)).isEmpty();
        assertThat(audit("session.refused", UNVERIFIED)).contains("oidc-unverified");

        DATABASE.change(
                "delete from membership where person_id = (select id from person where email = ?)", GONE.email());
        var gone = begin(browser.page(), "/login");
        enter(gone, GONE);
        refused(gone, 403, "This account does not open anything");
        DATABASE.change("update person set disabled_at = now() where email = ?", GONE.email());
        var disabled = begin(browser.page(), "/login");
        enter(disabled, GONE);
        refused(disabled, 403, "This account does not open anything");
        assertThat(links(GONE)).isEmpty();
    }

    @Test
    void whose_account_at_the_provider_was_made_anew_is_helped_beside_the_server() {
        enter(begin(browser.page(), "/login"), FORMER);
        Eventually.value("the tie", SystemTest.WITHIN, () -> links(FORMER), found -> !found.isEmpty());
        var page = begin(browser.page(), "/login");
        enter(page, ANEW);
        refused(page, 403, "is tied to another account");
        var said = MUSTER.command("reset-password", "--oidc", FORMER.email());
        assertThat(said.exit()).as(said.output()).isZero();
        assertThat(audit("person.password-reset", FORMER)).contains("\"oidcRemoved\": true");
        page.locator("#oidc").click(); // the provider remembers them
        assertThat(page).hasURL(Pattern.compile("/$"));
        atWork(page);
    }

    @Test
    void an_invitation_is_accepted_at_the_provider_and_its_person_needs_no_password() {
        var token = invite(INVITED.email(), "VIEWER");
        var early = begin(browser.page(), "/login");
        enter(early, INVITED);
        refused(early, 403, "You are invited and have not accepted yet");

        var wrong = browser.page();
        wrong.navigate("/invitation#" + token);
        wrong.locator("[data-step=new] [data-oidc]").click();
        enter(wrong, CAREFUL);
        refused(wrong, 403, "The invitation is for another e-mail address");

        var page = browser.page();
        page.navigate("/invitation#" + token);
        PortalBrowser.picture(page, "oidc-invitation");
        page.locator("[data-step=new] [data-oidc]").click();
        enter(page, INVITED);
        assertThat(page).hasURL(Pattern.compile("/$"));
        atWork(page);
        assertThat(links(INVITED)).containsExactly(KEYCLOAK.issuer());
        page.navigate("/account");
        assertThat(page.locator("#oidc")).containsText("You could not sign in without it");
        assertThat(page.locator("dl.facts")).containsText("Ada invited");

        var second = invitation(INVITED, "second");
        var taken = MUSTER.anonymous()
                .post(
                        "/api/v1/auth/invitations/accept",
                        Map.of("token", second, "password", PASSWORD, "name", "Somebody else"));
        assertThat(taken.status() + " " + taken.code())
                .as("whoever signs in at the provider gets no password from a stranger's invitation")
                .isEqualTo("401 sign-in");
    }

    @Test
    void a_code_is_still_asked_for_where_the_person_has_set_one_up() {
        var me = DATABASE.signIn(CAREFUL.email());
        var secret = me.post("/api/v1/auth/totp", Map.of("password", MUSTER.adminPassword()))
                .expect(200)
                .data();
        var app = new Authenticator(secret.path("secret").asText());
        me.post("/api/v1/auth/totp/confirm", Map.of("code", app.code(0))).expect(200);

        var page = begin(browser.page(), "/login?to=%2Faccount");
        enter(page, CAREFUL);
        assertThat(page.locator("#code")).isFocused();
        PortalBrowser.picture(page, "oidc-code");
        assertThat(links(CAREFUL)).as("before the code").isEmpty();
        page.locator("#code").fill("000000");
        page.locator("#confirm").click();
        assertThat(page.locator("#refused")).containsText("does not fit");
        page.navigate("/account");
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2Faccount$"));

        page.locator("#oidc").click(); // the provider remembers them
        assertThat(page.locator("#code")).isFocused();
        page.locator("#code").fill(app.code(1));
        page.locator("#confirm").click();
        assertThat(page).hasURL(Pattern.compile("/account$"));
        assertThat(audit("session.opened", CAREFUL))
                .contains("\"factor\": \"TOTP\"")
                .contains("\"by\": \"oidc\"");
    }

    @Test
    void the_login_page_fits_a_phone_in_both_themes() {
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.page(390, 844, scheme, "en-GB");
            page.navigate("/login");
            assertThat(page.locator("#oidc")).isVisible();
            fits(page, "oidc-login", scheme);
        }
        var wide = browser.page(1280, 900, ColorScheme.DARK, "de-DE");
        wide.navigate("/login");
        assertThat(wide.locator("#oidc")).hasText("Anmelden mit " + Keycloak.LABEL);
        PortalBrowser.picture(wide, "oidc-login-wide-dark");
    }

    private static List<String> links(User user) {
        return DATABASE.texts(
                "select issuer from person_link where person_id = (select id from person where email = ?)",
                user.email());
    }

    /** An invitation of an org that has nothing to do with the first one; returns its token. */
    private static String invitation(User user, String name) {
        var slug = fresh(name);
        MUSTER.admin().post("/api/v1/orgs", Map.of("name", name, "slug", slug)).expect(201);
        return MUSTER.admin()
                .with("X-Muster-Org", slug)
                .post("/api/v1/users", Map.of("email", user.email(), "role", "VIEWER"))
                .expect(201)
                .data()
                .path("invitation")
                .path("token")
                .asText();
    }

    private static void refused(Page page, int status, String words) {
        assertThat(page.locator("h1")).hasText("Signing in with " + Keycloak.LABEL + " did not work");
        assertThat(page.locator(".card")).containsText(words);
        assertThat(page.locator(".code")).containsText(String.valueOf(status));
        expect(String.valueOf(status));
        assertThat(page.context().cookies().stream().filter(each -> each.name.equals("muster-session")))
                .isEmpty();
        page.locator(".button").click();
        assertThat(page.locator("#oidc")).isVisible();
    }

    private static String audit(String action, User user) {
        return String.join(
                "\n",
                DATABASE.texts(
                        "select detail::text || ' ' || coalesce(actor_name, '') from audit_entry where action = ? and"
                                + " (actor_name = ? or detail ->> 'email' = ?)",
                        action,
                        user.email(),
                        user.email()));
    }
}
