package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** People in the portal: invited and let in, refused, removed; and what is refused to whoever calls it all the same. */
class PortalPeopleIT extends PortalStory {

    @Test
    void somebody_is_invited_by_a_link_sets_a_password_and_is_in() {
        var email = email("ann");
        var page = at("/people");
        page.locator("[data-open=invite]").click();
        page.locator("#invite-email").fill(email);
        page.locator("#invite-name").fill("Ann");
        assertThat(page.locator("#invite-role")).hasValue("VIEWER");
        page.locator("#invite-role").selectOption("OPERATOR");
        PortalBrowser.picture(page, "people-invite");
        page.locator("#invite [type=submit]").click();
        assertThat(page.locator("#secret code")).containsText(MUSTER.base() + "/invitation#");
        var link = page.locator("#secret code").textContent();
        PortalBrowser.picture(page, "people-link");
        page.locator("#secret [data-close]").click();
        assertThat(person(page, email).locator(".chip")).hasText("invited");

        var theirs = browser.page();
        theirs.navigate(link);
        assertThat(theirs.locator("h1")).hasText(Pattern.compile("You are invited to .+"));
        assertThat(theirs.locator("#email")).hasValue(email);
        PortalBrowser.picture(theirs, "invitation");
        theirs.locator("#name").fill("Ann Lee");
        theirs.locator("#password").fill("123456789012");
        theirs.locator("[data-step=new] [type=submit]").click();
        assertThat(theirs.locator("[role=alert]")).isVisible();
        expect("422");
        theirs.locator("#password").fill(PASSWORD);
        theirs.locator("[data-step=new] [type=submit]").click();
        assertThat(theirs.locator("[data-step=done]")).isVisible();
        theirs.locator("[data-step=done] a").click();
        PortalBrowser.signIn(theirs, email, PASSWORD);
        assertThat(theirs.locator("[aria-controls=person]")).hasAttribute("title", "Ann Lee");

        page.reload();
        assertThat(person(page, email).locator(".chip")).hasCount(0);
        theirs.navigate(link);
        assertThat(theirs.locator("[role=alert]")).containsText("unknown, used or expired");
        expect("404");
    }

    @Test
    void T_P06_what_a_page_does_not_offer_is_refused_to_whoever_calls_it_all_the_same() {
        var device = WireDevice.enrolled(MUSTER, "hidden");
        var fleet = fleet("Hidden", device);
        var email = joined("VIEWER");
        var theirs = browser.page();
        theirs.navigate("/login");
        PortalBrowser.signIn(theirs, email, PASSWORD);
        assertThat(theirs.locator(".feed")).isVisible();

        assertThat(status(theirs, "DELETE", "fleets/" + fleet, null)).isEqualTo(403);
        assertThat(status(theirs, "PATCH", "fleets/" + fleet, "{\"name\":\"mine\"}"))
                .isEqualTo(403);
        assertThat(status(theirs, "GET", "users", null)).isEqualTo(403);
        assertThat(status(theirs, "POST", "users", "{\"email\":\"x@example.org\",\"role\":\"ADMIN\"}"))
                .isEqualTo(403);
        assertThat(status(theirs, "POST", "enrollment-keys", "{\"name\":\"mine\"}"))
                .isEqualTo(403);
        assertThat(status(theirs, "PATCH", "devices/" + device.id, "{\"label\":\"mine\"}"))
                .isEqualTo(403);
        assertThat(theirs.navigate("/people").status()).isEqualTo(404);
        assertThat(theirs.navigate("/keys").status()).isEqualTo(404);
        assertThat(theirs.navigate("/orgs").status()).isEqualTo(404);
        assertThat(theirs.navigate("/fleets/no-such-fleet").status()).isEqualTo(404);

        var page = at("/people");
        var row = person(page, email);
        row.evaluate("row => row.dataset.item = JSON.stringify({...JSON.parse(row.dataset.item),"
                + " id: '00000000-0000-4000-8000-000000000000'})");
        row.locator("[data-open=change]").click();
        page.locator("#change-role").selectOption("ADMIN");
        page.locator("#change [type=submit]").click();
        assertThat(page.locator("#change [role=alert]")).containsText("not visible to you");
        expect("403");
        expect("404");
    }

    @Test
    void refusals_are_said_in_words() {
        // other stories make administrators too; here there is one
        new ProductDatabase(MUSTER).change("""
                        update membership set role = 'MANAGER' where role = 'ADMIN'
                            and org_id = (select id from org where slug = 'default')
                            and person_id <> (select id from person where email = ?)""", MUSTER.adminEmail());
        var page = at("/people");
        person(page, MUSTER.adminEmail()).locator("[data-open=remove]").click();
        assertThat(page.locator("#remove [data-own]")).isVisible();
        page.locator("#remove [type=submit]").click();
        assertThat(page.locator("#remove [role=alert]")).containsText("What was typed is not");
        page.locator("#remove-typed").fill(MUSTER.adminEmail());
        page.locator("#remove [type=submit]").click();
        assertThat(page.locator("#remove [role=alert]")).containsText("keeps one administrator");
        PortalBrowser.picture(page, "people-last-admin");
        page.keyboard().press("Escape");
        page.locator("[data-open=invite]").click();
        page.locator("#invite-email").fill(MUSTER.adminEmail());
        page.locator("#invite-role").selectOption("VIEWER");
        page.locator("#invite [type=submit]").click();
        assertThat(page.locator("#invite [role=alert]")).containsText("is a member already");
        expect("409");
    }

    @Test
    void a_new_link_replaces_the_old_one_and_somebody_is_removed() {
        var email = email("twice");
        var first = invite(email, "VIEWER");
        var page = at("/people");
        person(page, email).locator("[data-open=again]").click();
        page.locator("#again [type=submit]").click();
        assertThat(page.locator("#secret code")).containsText("/invitation#");
        assertThat(page.locator("#secret code")).not().containsText(first);
        page.locator("#secret [data-close]").click();
        person(page, email).locator("[data-open=remove]").click();
        page.locator("#remove-typed").fill(email);
        page.locator("#remove [type=submit]").click();
        assertThat(person(page, email)).hasCount(0);
        assertThat(page.locator("#toast")).containsText("is removed");
    }

    @Test
    void T_P04_names_are_text_wherever_they_are_shown() {
        var email = email("polyglot");
        MUSTER.admin()
                .post("/api/v1/users", Map.of("email", email, "name", POLYGLOT, "role", "VIEWER"))
                .expect(201);
        MUSTER.admin()
                .post("/api/v1/fleets", Map.of("name", POLYGLOT, "slug", slug()))
                .expect(201);
        var page = at("/people");
        assertThat(person(page, email).locator("b")).hasText(POLYGLOT);
        assertThat(person(page, email).locator("b")).hasAttribute("title", POLYGLOT);
        person(page, email).locator("[data-open=change]").click();
        assertThat(page.locator("#change-title")).hasText("What " + POLYGLOT + " may do");
        assertThat(page.locator("#change .rights label")
                        .filter(new Locator.FilterOptions().setHasText(POLYGLOT))
                        .first())
                .isVisible();
        page.locator("#change [type=submit]").click();
        assertThat(page.locator("#toast")).hasText(POLYGLOT + ": saved");
        page.navigate("/fleets");
        page.locator(".list a", new Page.LocatorOptions().setHasText(POLYGLOT))
                .first()
                .click();
        assertThat(page.locator("h1")).hasText(POLYGLOT);
        assertThat(page.title()).isEqualTo(POLYGLOT + " · Muster");
    }

    @Test
    void on_a_phone_people_and_fleets_are_cards() {
        fleet("Phone", WireDevice.enrolled(MUSTER, "phone"));
        joined("OPERATOR");
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            for (var path : List.of("people", "fleets")) {
                page.navigate("/" + path);
                assertThat(page.locator(".list tbody tr").first()).isVisible();
                fits(page, path, scheme);
            }
            page.navigate("/people");
            atWork(page);
            page.locator("[data-open=invite]").click();
            assertThat(page.locator("#invite-title")).hasText("Jemanden einladen");
            fits(page, "people-invite", scheme);
        }
        var dark = browser.signedIn(browser.page(1280, 900, ColorScheme.DARK, "en-GB"));
        dark.navigate("/people");
        PortalBrowser.picture(dark, "people-dark");
        dark.navigate("/fleets");
        PortalBrowser.picture(dark, "fleets-dark");
    }

    private static int status(Page page, String method, String path, String body) {
        return (int) page.evaluate(
                "async ([method, path, body]) => (await fetch('/api/v1/' + path, {method, body: body ?? undefined,"
                        + " headers: body ? {'Content-Type': 'application/json'} : {}})).status",
                java.util.Arrays.asList(method, path, body));
    }
}
