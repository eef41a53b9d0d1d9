package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The key an operator signs commands with, from the browser that makes it to the audit. */
class SigningIT {

    private static final RunningMuster MUSTER = RunningMuster.get();
    private static final String PASSPHRASE = "correct horse battery staple";
    private static PortalBrowser browser;
    private static Rest admin;

    @BeforeAll
    static void open() {
        browser = new PortalBrowser(MUSTER);
        admin = MUSTER.admin();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @AfterEach
    void the_org_asks_for_no_signatures_again() {
        asks(false);
        admin.delete("/api/v1/auth/signing-key").expect(200);
    }

    @Test
    void a_key_made_in_the_browser_signs_what_is_sent_until_it_is_locked() {
        try (var agent = RealAgent.start(MUSTER, "signed", "--interval", "1")) {
            var page = browser.signedIn(browser.page());
            make(page);
            assertThat(page.locator("#signing .state")).containsText("is open");
            PortalBrowser.picture(page, "signing-key");
            assertThat(stored(page))
                    .as("what the browser keeps")
                    .contains("\"iterations\":600000", "\"wrapped\"")
                    .doesNotContain(PASSPHRASE);

            page.locator("[data-signing=ask]").click();
            assertThat(page.locator("#signing .state")).containsText("takes signed commands only");
            assertThat(admin.post("/api/v1/devices/" + agent.id + "/commands", Map.of("line", "ping"))
                            .code())
                    .isEqualTo("signature-required");

            page.navigate("/devices/" + agent.id);
            send(page, "ping");
            assertThat(page.locator(".dock .last .chip")).hasText("succeeded", within(20));
            page.locator("#tab-commands").click();
            assertThat(page.locator("#commands tbody tr").first().locator(".signed"))
                    .hasCount(1);
            assertThat(audited(agent.id)).contains("\"signed\":true", "\"signature\"");

            page.navigate("/account");
            page.locator("[data-signing=lock]").click();
            assertThat(page.locator("#signing .state")).containsText("is here and locked");
            page.navigate("/devices/" + agent.id);
            send(page, "logs 3");
            assertThat(page.locator("#unlock")).isVisible();
            page.locator("#unlock-passphrase").fill("not the passphrase");
            page.locator("#unlock [type=submit]").click();
            assertThat(page.locator("#unlock .notice")).hasText("That is not the passphrase of this key.");
            PortalBrowser.picture(page, "signing-unlock");
            page.locator("#unlock-passphrase").fill(PASSPHRASE);
            page.locator("#unlock [type=submit]").click();
            assertThat(page.locator(".dock .last .chip")).hasText("succeeded", within(20));
            assertThat(browser.complaints).isEmpty();

            page.navigate("/account");
            page.locator("[data-signing=release]").click();
            page.locator("#signing-proof").fill("not my password");
            page.locator("#signing-release [type=submit]").click();
            assertThat(page.locator("#signing-release .notice")).isVisible();
            PortalBrowser.picture(page, "signing-release");
            page.locator("#signing-proof").fill(MUSTER.adminPassword());
            page.locator("#signing-release [type=submit]").click();
            assertThat(page.locator("#signing-release")).isHidden();
            assertThat(page.locator("#signing .state")).not().containsText("signed commands only");
            browser.complaints.removeIf(complaint -> complaint.contains("403"));
        }
    }

    @Test
    void another_browser_has_no_key_until_one_is_brought_and_giving_up_sends_nothing() {
        try (var agent = RealAgent.start(MUSTER, "brought", "--interval", "1")) {
            var first = browser.signedIn(browser.page());
            make(first);
            var key = stored(first);
            asks(true);

            var page = browser.signedIn(browser.page(390, 800, ColorScheme.DARK, "en-GB"));
            page.navigate("/devices/" + agent.id);
            send(page, "ping");
            assertThat(page.locator("#explain")).containsText("this browser has no signing key");
            page.navigate("/account");
            assertThat(page.locator("#signing .state")).containsText("in another browser");
            PortalBrowser.picture(page, "signing-elsewhere");
            page.locator("[data-signing=bring]").click();
            page.locator("#signing-words").fill("nonsense");
            page.locator("#signing-bring [type=submit]").click();
            assertThat(page.locator("#signing-bring .notice")).hasText("That is no signing key.");
            page.locator("#signing-words").fill(key);
            page.locator("#signing-bring [type=submit]").click();
            assertThat(page.locator("#signing .state")).containsText("is here and locked");

            page.navigate("/devices/" + agent.id);
            send(page, "ping");
            page.locator("#unlock [data-close]").first().click();
            assertThat(page.locator("#explain")).containsText("Not signed and not sent");
            assertThat(admin.get("/api/v1/devices/" + agent.id + "/commands")
                            .expect(200)
                            .data()
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void a_short_passphrase_two_that_differ_or_a_wrong_password_make_no_key() {
        var page = browser.signedIn(browser.page());
        page.navigate("/account");
        page.locator("[data-signing=create]").click();
        fill(page, "short", "short", "x");
        assertThat(page.locator("#signing-make .notice")).containsText("at least 12 characters");
        fill(page, PASSPHRASE, PASSPHRASE + "r", "x");
        assertThat(page.locator("#signing-make .notice")).containsText("differ");
        fill(page, PASSPHRASE, PASSPHRASE, "not my password");
        assertThat(page.locator("#signing-make .notice")).containsText("Password and code do not fit");
        browser.complaints.removeIf(complaint -> complaint.contains("403"));
        assertThat(stored(page)).isNull();
    }

    private static void make(Page page) {
        page.navigate("/account");
        page.locator("[data-signing=create]").click();
        fill(page, PASSPHRASE, PASSPHRASE, MUSTER.adminPassword());
        assertThat(page.locator("#signing-make")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(20_000));
    }

    private static void fill(Page page, String first, String again, String password) {
        page.locator("#signing-first").fill(first);
        page.locator("#signing-again").fill(again);
        page.locator("#signing-password").fill(password);
        page.locator("#signing-make [type=submit]").click();
    }

    private static void send(Page page, String line) {
        page.locator("#command").fill(line);
        page.keyboard().press("Enter");
    }

    private static String stored(Page page) {
        return (String) page.evaluate(
                "Object.entries(localStorage).find(([name]) => name.startsWith('muster.signing.'))?.[1] ?? null");
    }

    private static String audited(String device) {
        return admin.get("/api/v1/audit?action=command.queued&device=" + device)
                .expect(200)
                .data()
                .toString();
    }

    private static void asks(boolean required) {
        admin.patch("/api/v1/orgs/default", Map.of("signedCommands", required, "password", MUSTER.adminPassword()))
                .expect(200);
    }

    private static LocatorAssertions.HasTextOptions within(int seconds) {
        return new LocatorAssertions.HasTextOptions().setTimeout(seconds * 1_000);
    }
}
