package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the portal looks and is worked: themes, a phone's width, the keyboard alone, German. */
class PortalLookIT {

    private static final RunningMuster MUSTER = RunningMuster.get();
    private static PortalBrowser browser;
    private static RealAgent agent;

    @BeforeAll
    static void open() {
        browser = new PortalBrowser(MUSTER);
        agent = RealAgent.start(MUSTER, "look", "--interval", "1", "--kind", "freezer");
        var known = Eventually.within(
                Duration.ofSeconds(30),
                () -> MUSTER.admin()
                        .get("/api/v1/devices/" + agent.id + "/state")
                        .data()
                        .path("latest")
                        .isObject());
        assertThat(known).as("a first reading of " + agent.id).isTrue();
    }

    @AfterAll
    static void close() {
        agent.close();
        browser.close();
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void the_chosen_theme_stands_before_the_page_is_painted_and_after_the_next_visit() {
        var page = browser.signedIn(browser.page());
        assertThat(background(page)).isEqualTo("rgb(247, 248, 250)");
        page.locator("[aria-controls=themes]").click();
        page.locator("[data-theme-choice=dark]").click();
        assertThat(background(page)).isEqualTo("rgb(15, 21, 28)");

        page.navigate("/audit");

        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.evaluate("document.querySelector('head script').src.endsWith('/assets/js/theme.js')"))
                .isEqualTo(true);
        PortalBrowser.picture(page, "audit-dark");
    }

    @Test
    void without_a_choice_the_system_decides() {
        var page = browser.signedIn(browser.page(1280, 900, ColorScheme.DARK, "en-GB"));
        page.navigate("/devices");
        assertThat(background(page)).isEqualTo("rgb(15, 21, 28)");
        PortalBrowser.picture(page, "devices-dark");
        page.navigate("/devices/" + agent.id);
        assertThat(page.locator(".chart path.series").first()).hasAttribute("d", Pattern.compile("M.*"));
        PortalBrowser.picture(page, "device-dark");
    }

    @Test
    void on_a_phone_nothing_scrolls_sideways_and_rows_are_cards() {
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.page(390, 844, scheme, "en-GB");
            page.navigate("/login");
            fits(page, "login", scheme);
            browser.signedIn(page);
            for (var path : new String[] {"/devices", "/devices/" + agent.id, "/audit"}) {
                page.navigate(path);
                assertThat(page.locator("h1")).isVisible();
                fits(page, path.startsWith("/devices/") ? "device" : path.substring(1), scheme);
            }
            page.navigate("/devices");
            assertThat(page.evaluate("getComputedStyle(document.querySelector('tr[data-ri]')).display"))
                    .isEqualTo("grid");
            assertThat(page.locator(".rail").boundingBox().y).isGreaterThan(700);
        }
    }

    @Test
    void the_keyboard_is_enough() {
        var page = browser.signedIn(browser.page());
        page.navigate("/audit");
        listening(page);
        page.keyboard().press("g");
        page.keyboard().press("d");
        assertThat(page).hasURL(Pattern.compile("/devices$"));
        listening(page);
        page.keyboard().press("/");
        page.keyboard().type(agent.id);
        assertThat(page.locator(".devices tbody tr")).hasCount(1);
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("/devices/" + agent.id + "$"));

        listening(page);
        page.keyboard().press("c");
        page.keyboard().type("pi");
        page.keyboard().press("Tab");
        assertThat(page.locator("#command")).hasValue("ping");
        assertThat(page.locator("#explain")).containsText("ping — ");
        page.keyboard().press("Enter");
        assertThat(page.locator(".dock .last .chip")).hasText("succeeded");
        page.keyboard().press("ArrowUp");
        assertThat(page.locator("#command")).hasValue("ping");
        page.keyboard().press("Escape");
        page.keyboard().type("?");
        assertThat(page.locator("#choices li")).hasCount(5);
        PortalBrowser.picture(page, "command-choices");
        page.keyboard().press("Escape");
        page.keyboard().press("Escape");

        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("#keys")).isHidden();
    }

    @Test
    void a_german_browser_reads_german() {
        var page = browser.signedIn(browser.page(1280, 900, ColorScheme.LIGHT, "de-DE"));
        page.navigate("/devices");
        assertThat(page.locator("html")).hasAttribute("lang", "de");
        assertThat(page.locator("h1")).hasText("Geräte");
        assertThat(page.locator("time").first()).hasText(Pattern.compile("jetzt|vor .*|nie"));
        PortalBrowser.picture(page, "devices-german");
    }

    @Test
    void a_language_that_is_not_offered_gets_english() {
        var page = browser.page(1280, 900, ColorScheme.LIGHT, "fr-FR");
        page.navigate("/login");
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertThat(page.locator("h1")).hasText("Sign in");
    }

    /** Keys work once the scripts run; the feed's dot says when. */
    private static void listening(Page page) {
        assertThat(page.locator(".feed")).hasAttribute("data-state", "open");
    }

    private static String background(Page page) {
        return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    private static void fits(Page page, String name, ColorScheme scheme) {
        PortalBrowser.picture(page, name + "-phone-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
        assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .as("width of " + name)
                .isLessThanOrEqualTo(390);
    }
}
