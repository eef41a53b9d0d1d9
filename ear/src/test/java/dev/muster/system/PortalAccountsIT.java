package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The platform operator says who is let in and who runs the installation; everybody says what they are called. */
@Order(7)
class PortalAccountsIT extends PortalStory {

    @Test
    void somebody_is_disabled_and_their_open_page_is_over_then_let_in_again() {
        var email = joined("VIEWER");
        var theirs = browser.page();
        theirs.navigate("/login");
        PortalBrowser.signIn(theirs, email, PASSWORD);
        atWork(theirs);
        var page = at("/accounts");
        page.locator("#find").fill(email.toUpperCase(java.util.Locale.ROOT));
        page.locator(".filters [type=submit]").click();
        atWork(page);
        assertThat(page.locator(".list tbody tr")).hasCount(1);
        assertThat(person(page, email)).containsText("default");
        assertThat(person(page, email)).containsText("ordinary");
        person(page, email).locator("[data-open=disable]").click();
        assertThat(page.locator("#disable .what")).containsText(email);
        PortalBrowser.picture(page, "accounts-disable");
        page.locator("#disable [type=submit]").click();
        assertThat(page.locator("#toast")).hasText("Jo Ined is disabled");
        assertThat(person(page, email)).containsText("disabled");
        theirs.waitForURL("**/login**");
        PortalBrowser.signIn(theirs, email, PASSWORD);
        assertThat(theirs.locator("#refused")).isVisible();
        person(page, email).locator("[data-open=enable]").click();
        page.locator("#enable [type=submit]").click();
        assertThat(person(page, email)).containsText("ordinary");
        PortalBrowser.signIn(theirs, email, PASSWORD);
        atWork(theirs);
        expect("401");
    }

    @Test
    void another_operator_is_made_by_typing_their_address_and_ended() {
        var email = joined("VIEWER");
        var page = at("/accounts?q=" + email);
        person(page, email).locator("[data-open=make]").click();
        page.locator("#make [type=submit]").click();
        assertThat(page.locator("#make [role=alert]")).isVisible();
        page.locator("#make-typed").fill(email);
        page.locator("#make [type=submit]").click();
        assertThat(person(page, email)).containsText("Platform operator");
        var theirs = browser.page();
        theirs.navigate("/login");
        PortalBrowser.signIn(theirs, email, PASSWORD);
        theirs.navigate("/accounts?q=" + MUSTER.adminEmail());
        assertThat(person(theirs, MUSTER.adminEmail())).isVisible();
        person(page, email).locator("[data-open=unmake]").click();
        page.locator("#unmake [type=submit]").click();
        assertThat(person(page, email)).containsText("ordinary");
        org.assertj.core.api.Assertions.assertThat(theirs.navigate("/accounts").status())
                .isEqualTo(404);
        page.navigate("/accounts?q=" + MUSTER.adminEmail());
        assertThat(person(page, MUSTER.adminEmail())).containsText("this is you");
        assertThat(person(page, MUSTER.adminEmail()).locator("button")).hasCount(0);
        expect("404");
    }

    @Test
    void somebody_changes_their_name_on_their_account_page_and_an_administrator_that_of_their_own() {
        var email = joined("VIEWER");
        var theirs = browser.page();
        theirs.navigate("/login");
        PortalBrowser.signIn(theirs, email, PASSWORD);
        theirs.navigate("/account");
        atWork(theirs);
        theirs.locator("[data-open=rename]").click();
        assertThat(theirs.locator("#rename-name")).hasValue("Jo Ined");
        theirs.locator("#rename-name").fill(POLYGLOT);
        theirs.locator("#rename [type=submit]").click();
        assertThat(theirs.locator("dd.named span")).hasText(POLYGLOT);
        var page = at("/people");
        assertThat(person(page, email).locator("b")).hasText(POLYGLOT);
        person(page, email).locator("[data-open=change]").click();
        page.locator("#change-name").fill("Jo Again");
        page.locator("#change [type=submit]").click();
        assertThat(person(page, email).locator("b")).hasText("Jo Again");
    }

    @Test
    void on_a_phone_nothing_scrolls_sideways_in_german_light_and_dark() {
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            page.navigate("/accounts");
            assertThat(page.locator("h1")).hasText("Konten");
            atWork(page);
            fits(page, "accounts", scheme);
        }
        PortalBrowser.picture(at("/accounts"), "accounts-light");
    }
}
