package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person's own account in a real browser: codes, recovery codes, password, logins, API keys. */
class PortalAccountIT {

    private static final RunningMuster MUSTER = RunningMuster.get();
    private static final ProductDatabase DATABASE = new ProductDatabase(MUSTER);
    private static final String NEW_PASSWORD = "eleven green bottles";
    private static PortalBrowser browser;

    /** Somebody of this test only: loopback makes whoever is guessed wait. */
    private final String email = DATABASE.person("MANAGER");

    @BeforeAll
    static void open() {
        browser = new PortalBrowser(MUSTER);
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @AfterEach
    void the_browser_has_nothing_to_complain_about() {
        var complaints = browser.complaints.stream()
                .filter(complaint -> !complaint.contains("status of 4")) // refusals, which these stories are about
                .toList();
        browser.complaints.clear();
        assertThat(complaints).isEmpty();
    }

    @Test
    void codes_are_set_up_with_a_picture_and_the_next_login_asks_for_one() throws Exception {
        var page = account();
        assertThat(page.locator("#totp .chip")).hasText("off");
        page.locator("[data-totp=setup]").click();
        page.locator("#totp-password").fill("not the password");
        page.keyboard().press("Enter");
        assertThat(page.locator("#totp-dialog .notice")).containsText("This is not your password");
        page.locator("#totp-password").fill(MUSTER.adminPassword());
        page.keyboard().press("Enter");
        assertThat(page.locator("#totp-dialog .qr svg path")).hasAttribute("d", Pattern.compile("M4 4h1v1h-1z.*"));
        var app = new Authenticator(page.locator("#totp-dialog .secret").textContent());
        PortalBrowser.picture(page, "account-totp-scan");
        page.locator("#totp-code").fill("000000");
        page.keyboard().press("Enter");
        assertThat(page.locator("#totp-dialog .notice")).containsText("does not fit");
        page.locator("#totp-code").fill(app.code(0));
        page.keyboard().press("Enter");
        assertThat(page.locator("#totp-dialog .codes li")).hasCount(10);
        PortalBrowser.picture(page, "account-totp-codes");
        var codes = page.locator("#totp-dialog .codes li").allTextContents();
        var file = page.waitForDownload(
                () -> page.locator("#totp-dialog [data-download]").click());
        assertThat(Files.readString(file.path())).contains(codes);
        page.locator("#totp-dialog [type=submit]").click();
        assertThat(page.locator("#totp .chip")).hasText("on");
        assertThat(page.locator("#totp-dialog .codes li")).hasCount(0);

        signOut(page);
        PortalBrowser.signIn(page, email, MUSTER.adminPassword());
        assertThat(page.locator("#code")).isFocused();
        PortalBrowser.picture(page, "login-code");
        page.locator("#code").fill(app.code(0));
        page.locator("#confirm").click();
        assertThat(page.locator("#refused")).containsText("does not fit or was used already");
        page.locator("#code").fill(app.code(1));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("/account$"));

        signOut(page);
        PortalBrowser.signIn(page, email, MUSTER.adminPassword());
        page.locator("#code").fill(codes.get(0).toUpperCase(java.util.Locale.ROOT));
        page.locator("#confirm").click();
        assertThat(page).hasURL(Pattern.compile("/account$"));
        assertThat(page.locator("#totp .what")).containsText("9 recovery codes are left");

        page.locator("[data-totp=disable]").click();
        page.locator("#totp-password").fill(MUSTER.adminPassword());
        page.locator("#totp-proof").fill(codes.get(1));
        PortalBrowser.picture(page, "account-totp-off");
        page.locator("#totp-dialog [type=submit]").click();
        assertThat(page.locator("#totp .chip")).hasText("off");
        signOut(page);
        PortalBrowser.signIn(page, email, MUSTER.adminPassword());
        assertThat(page).hasURL(Pattern.compile("/account$"));
    }

    @Test
    void the_second_step_leads_back_to_the_first_and_opens_nothing_by_itself() {
        var secret = MUSTER.anonymous()
                .signIn(email, MUSTER.adminPassword())
                .post("/api/v1/auth/totp", Map.of("password", MUSTER.adminPassword()))
                .expect(200)
                .data();
        var app = new Authenticator(secret.path("secret").asText());
        var login = Map.of("email", email, "password", MUSTER.adminPassword());
        var me = DATABASE.signIn(email);
        me.post("/api/v1/auth/totp/confirm", Map.of("code", app.code(0))).expect(200);
        var needed = MUSTER.anonymous().post("/api/v1/auth/login", login).expect(401);
        assertThat(needed.code()).isEqualTo("totp");
        var page = browser.page();
        page.navigate("/login?to=%2Faccount");
        PortalBrowser.signIn(page, email, MUSTER.adminPassword());
        assertThat(page.locator("#code")).isVisible();
        assertThat(page.locator("#password")).hasCount(0);
        page.navigate("/account");
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2Faccount$"));
        PortalBrowser.signIn(page, email, MUSTER.adminPassword());
        page.locator("#restart").click();
        assertThat(page.locator("#password")).isVisible();
        assertThat(page.locator("#password")).hasValue("");
        var both = Map.of("email", email, "password", MUSTER.adminPassword(), "totp", app.code(1));
        MUSTER.anonymous().post("/api/v1/auth/login", both).expect(200);
        assertThat(MUSTER.anonymous()
                        .post("/api/v1/auth/login", both)
                        .expect(401)
                        .code())
                .as("T_R03: a code again")
                .isEqualTo("totp");
    }

    @Test
    void an_administrator_lets_in_somebody_who_lost_the_app() {
        var me = DATABASE.signIn(email);
        var secret = me.post("/api/v1/auth/totp", Map.of("password", MUSTER.adminPassword()))
                .expect(200)
                .data();
        var app = new Authenticator(secret.path("secret").asText());
        me.post("/api/v1/auth/totp/confirm", Map.of("code", app.code(0))).expect(200);
        var login = Map.of("email", email, "password", MUSTER.adminPassword());
        MUSTER.anonymous().post("/api/v1/auth/login", login).expect(401);

        var page = browser.signedIn(browser.page());
        page.navigate("/people");
        var row = page.locator("tr[data-person='" + email + "']");
        assertThat(page.locator(".feed")).hasAttribute("data-state", "open");
        row.locator("[data-open=codes]").click();
        assertThat(page.locator("#codes .what")).containsText(email);
        PortalBrowser.picture(page, "people-codes");
        page.locator("#codes [type=submit]").click();
        assertThat(page.locator("#codes")).isHidden();
        MUSTER.anonymous().post("/api/v1/auth/login", login).expect(200);
        assertThat(page.locator("tr[data-person='" + MUSTER.adminEmail() + "'] [data-open=codes]"))
                .hasCount(0);
    }

    @Test
    void a_key_is_made_used_and_revoked() {
        var page = account();
        assertThat(page.locator("#api-keys .none")).isVisible();
        page.locator("[data-new-key]").click();
        page.locator("#key-name").fill("nightly <b>report</b>");
        page.locator("#key-role").selectOption("VIEWER");
        PortalBrowser.picture(page, "account-key-new");
        page.keyboard().press("Enter");
        var shown = page.locator("#new-key .snippet code");
        assertThat(shown).hasText(Pattern.compile("muster_[A-Za-z0-9_-]{43}"));
        var key = shown.textContent();
        PortalBrowser.picture(page, "account-key-made");
        page.locator("#new-key [data-step=show] .button").click();
        assertThat(page.locator("#new-key .snippet code")).hasText("");
        var row = page.locator("#api-keys .things li");
        assertThat(row).hasCount(1);
        assertThat(row.locator("b")).hasText("nightly <b>report</b>");
        assertThat(row).containsText("Viewer");
        assertThat(row).containsText("never used · ends in 30 d");

        var program = MUSTER.anonymous().bearing(key);
        program.get("/api/v1/devices").expect(200);
        assertThat(program.post("/api/v1/devices", Map.of("id", "by-a-viewer"))
                        .expect(403)
                        .code())
                .isEqualTo("forbidden");
        assertThat(program.get("/api/v1/auth/sessions").expect(403).code()).isEqualTo("api-key");
        try (var socket = Socket.open(MUSTER.socketAt("/ws/dashboard"), key)) {
            row.locator("button").click();
            assertThat(page.locator("#confirm .what")).containsText("refused at once");
            PortalBrowser.picture(page, "account-key-revoke");
            page.locator("#confirm [type=submit]").click();
            assertThat(row).hasCount(0);
            program.get("/api/v1/devices").expect(401);
            assertThat(socket.awaitClose(SystemTest.WITHIN).code()).isEqualTo(4401);
        }
    }

    @Test
    void other_logins_are_seen_with_place_and_time_and_end_one_by_one_or_all() {
        var token = DATABASE.signIn(email);
        var another = DATABASE.signIn(email);
        var page = account();
        var rows = page.locator("#sessions .things li");
        assertThat(rows).hasCount(3);
        var own = rows.filter(new Locator.FilterOptions().setHasText("this one"));
        assertThat(own).hasCount(1);
        assertThat(own.locator("b")).hasText(Pattern.compile("Chrome on Linux"));
        assertThat(own).containsText("127.0.0.1");
        assertThat(own.locator("button")).hasCount(0);
        PortalBrowser.picture(page, "account-light");
        rows.filter(new Locator.FilterOptions().setHasNotText("this one"))
                .first()
                .locator("button")
                .click();
        page.locator("#confirm [type=submit]").click();
        assertThat(rows).hasCount(2);
        page.locator("[data-end-others]").click();
        page.locator("#confirm [type=submit]").click();
        assertThat(rows).hasCount(1);
        assertThat(page.locator("[data-end-others]")).isHidden();
        token.get("/api/v1/auth/me").expect(401);
        another.get("/api/v1/auth/me").expect(401);
    }

    @Test
    void a_password_is_changed_by_whoever_knows_it_and_other_logins_end() {
        var token = DATABASE.signIn(email);
        var page = account();
        change(page, "not the password", NEW_PASSWORD);
        assertThat(page.locator("#password .notice")).containsText("This is not your password");
        change(page, MUSTER.adminPassword(), "short");
        assertThat(page.locator("#password .notice")).containsText("at least 12 characters");
        change(page, MUSTER.adminPassword(), NEW_PASSWORD);
        assertThat(page.locator("#toast")).hasText("Password changed");
        assertThat(page.locator("#sessions .things li")).hasCount(1);
        token.get("/api/v1/auth/me").expect(401);
        MUSTER.anonymous().signIn(email, NEW_PASSWORD);
    }

    @Test
    void it_fits_a_phone_in_both_themes_and_german() {
        var german = enter(browser.page(1280, 900, ColorScheme.DARK, "de-DE"));
        assertThat(german.locator("h1")).hasText("Konto");
        assertThat(german.locator("#sessions .things li").first()).isVisible();
        PortalBrowser.picture(german, "account-dark");
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = enter(browser.page(390, 844, scheme, "en-GB"));
            assertThat(page.locator("#sessions .things li").first()).isVisible();
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(java.nio.file.Path.of(
                            "target/screenshots/account-phone-" + scheme.name().toLowerCase() + ".png")));
        }
    }

    private static void change(Page page, String current, String next) {
        page.locator("#current").fill(current);
        page.locator("#new").fill(next);
        page.locator("#password [type=submit]").click();
    }

    private Page account() {
        return enter(browser.page());
    }

    private Page enter(Page page) {
        page.navigate("/account");
        PortalBrowser.signIn(page, email, MUSTER.adminPassword());
        assertThat(page).hasURL(Pattern.compile("/account$"));
        assertThat(page.locator("#sessions .things li").first()).isVisible();
        return page;
    }

    private static void signOut(Page page) {
        assertThat(page.locator(".feed")).hasAttribute("data-state", "open"); // the scripts of the menu run
        page.locator("[aria-controls=person]").click();
        page.locator("#person button[type=submit]").click();
        assertThat(page).hasURL(Pattern.compile("/login$"));
        page.navigate("/account");
    }
}
