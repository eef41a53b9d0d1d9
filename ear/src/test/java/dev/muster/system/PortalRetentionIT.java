package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A manager says for how long the org keeps what its devices said; the platform operator sees what was deleted. */
@Order(7)
class PortalRetentionIT extends PortalStory {

    @Test
    void days_are_changed_and_nonsense_is_refused_by_the_form() {
        var page = at("/retention");
        page.locator("[data-open=change]").click();
        assertThat(page.locator("#change .notice.warn")).isVisible();
        page.locator("#change-logs").fill("0");
        page.locator("#change [type=submit]").click();
        assertThat(page.locator("#change")).isVisible();
        page.locator("#change-logs").fill("29");
        page.locator("#change [type=submit]").click();
        assertThat(page.locator("[data-kept=logs]")).hasText("29 days");
        PortalBrowser.picture(page, "retention");
    }

    @Test
    void the_platform_operator_begins_a_run_and_sees_it_end() {
        var page = at("/retention");
        page.locator("[data-open=run]").click();
        page.locator("#run [type=submit]").click();
        assertThat(page.locator("[data-part=runs] tbody tr").first()).containsText(MUSTER.adminEmail());
    }

    @Test
    void who_may_not_say_so_finds_no_such_page() {
        var theirs = browser.page();
        theirs.navigate("/login");
        PortalBrowser.signIn(theirs, joined("VIEWER"), PASSWORD);
        atWork(theirs);
        assertThat(theirs.locator("nav a[href$='/retention']")).hasCount(0);
        org.assertj.core.api.Assertions.assertThat(theirs.navigate("/retention").status())
                .isEqualTo(404);
        expect("404");
    }

    @Test
    void on_a_phone_nothing_scrolls_sideways_in_german_light_and_dark() {
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            page.navigate("/retention");
            assertThat(page.locator("h1")).hasText("Aufbewahrung");
            atWork(page);
            fits(page, "retention", scheme);
        }
    }
}
