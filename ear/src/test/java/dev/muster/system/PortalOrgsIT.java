package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keys and orgs in the portal: shown once, entered with a word in the audit, and whoever is of two of them. */
class PortalOrgsIT extends PortalStory {

    @Test
    void keys_are_shown_once_and_revoked() {
        var name = fresh("line");
        var page = at("/keys");
        page.locator("[data-open=enrollment-create]").click();
        page.locator("#enrollment-name").fill(name);
        page.locator("#enrollment-uses").fill("5");
        page.locator("#enrollment-expires").fill("2030-01-01T12:00");
        page.locator("#enrollment-create [name=autoApprove]").check();
        PortalBrowser.picture(page, "keys-create");
        page.locator("#enrollment-create [type=submit]").click();
        assertThat(page.locator("#secret code")).hasText(Pattern.compile("mek_.{43}"));
        PortalBrowser.picture(page, "keys-secret");
        page.locator("#secret [data-close]").click();
        var row = page.locator("tr", new Page.LocatorOptions().setHasText(name));
        assertThat(row).containsText("0 / 5");
        assertThat(row).containsText("at once");
        row.locator("[data-open=enrollment-revoke]").click();
        page.locator("#enrollment-revoke [type=submit]").click();
        assertThat(row.locator(".chip")).hasText("revoked");

        page.locator("[data-open=token-create]").click();
        page.locator("#token-name").fill(name + " token");
        page.locator("#token-device").fill("pump 7");
        page.locator("#token-create [type=submit]").click();
        assertThat(page.locator("#token-create [role=alert]")).containsText("no device id");
        page.locator("#token-device").fill("pump-7");
        page.locator("#token-create [type=submit]").click();
        assertThat(page.locator("#secret code")).hasText(Pattern.compile("mpt_.{43}"));
        page.locator("#secret [data-close]").click();
        page.locator("[data-open=factory-create]").click();
        page.locator("#factory-name").fill(name + " batch");
        page.locator("#factory-create [type=submit]").click();
        assertThat(page.locator("#secret code")).hasText(Pattern.compile("[A-Za-z0-9+/=]{44}"));
        page.locator("#secret [data-close]").click();
        PortalBrowser.picture(page, "keys-light");
        expect("422");
    }

    @Test
    void the_platform_operator_makes_an_org_enters_it_which_it_is_told_and_leaves() {
        var name = fresh("acme");
        var page = at("/orgs");
        page.locator("[data-open=create]").first().click();
        page.locator("#create-name").fill(name);
        page.locator("#create [type=submit]").click();
        var row = page.locator("[data-org='" + name + "']");
        assertThat(row).isVisible();
        PortalBrowser.picture(page, "orgs-light");
        row.locator("[data-enter]").click();
        assertThat(page.locator(".org-switch")).containsText(name);
        page.navigate("/devices");
        atWork(page);
        assertThat(page.locator("[data-part=views]")).isVisible();
        page.navigate("/audit?action=org.entered");
        assertThat(page.locator(".audit tbody tr").first()).containsText(MUSTER.adminEmail());
        page.navigate("/people");
        atWork(page);
        page.locator("[data-open=invite]").click();
        assertThat(page.locator("#invite-role")).hasValue("VIEWER");
        assertThat(page.locator("#invite-role option[value='']")).hasCount(0);
        page.locator("#invite-email").fill(fresh("boss") + "@system.test");
        page.locator("#invite-role").selectOption("ADMIN");
        page.locator("#invite [type=submit]").click();
        assertThat(page.locator("#secret code")).containsText("/invitation#");
        page.locator("#secret [data-close]").click();
        assertThat(page.locator(".list tbody tr")).hasCount(1);
        page.locator(".org-switch > button").click();
        PortalBrowser.picture(page, "org-switch");
        page.locator("[data-leave-org]").click();
        assertThat(page.locator(".top .org")).containsText("Default");
        assertThat(page.locator(".org-switch")).hasCount(0);
    }

    @Test
    void the_platforms_audit_is_read_by_its_operator_and_by_nobody_else() {
        var stranger = email("stranger");
        // another test's stranger from here, a moment ago, would have them told of in a sum
        new ProductDatabase(MUSTER).change("delete from sign_in_delay");
        MUSTER.anonymous()
                .post("/api/v1/auth/login", Map.of("email", stranger, "password", "of nobody at all"))
                .expect(401);
        var page = at("/audit");
        PortalBrowser.picture(page, "audit-switch");
        page.locator(".segments a").last().click();
        atWork(page);
        assertThat(page.locator(".segments [aria-current=page]")).hasText("The platform");
        page.locator("#action").fill("session.refused");
        page.locator(".filters [type=submit]").click();
        assertThat(page).hasURL(Pattern.compile(".*scope=platform.*action=session.refused.*"));
        assertThat(page.locator(".audit tbody")).containsText(stranger);
        PortalBrowser.picture(page, "audit-platform");
        page.locator(".filters a").click();
        assertThat(page).hasURL(Pattern.compile(".*/audit\\?scope=platform"));
        assertThat(MUSTER.admin()
                        .get("/api/v1/audit/export?scope=platform")
                        .expect(200)
                        .body())
                .contains(stranger);

        var admin = joined("ADMIN");
        var other = browser.page();
        other.navigate("/audit?scope=platform");
        PortalBrowser.signIn(other, admin, PASSWORD);
        assertThat(other.locator(".audit tbody")).containsText("session.opened");
        assertThat(other.locator(".segments")).hasCount(0);
        assertThat(other.locator(".audit tbody")).not().containsText(stranger);
        for (var path : List.of("/api/v1/audit?scope=platform", "/api/v1/audit/export?scope=platform")) {
            assertThat((int) other.evaluate("async path => (await fetch(path)).status", path))
                    .as(path)
                    .isEqualTo(403);
        }
        expect("403");
    }

    @Test
    void an_org_that_is_not_ones_own_is_not_entered() {
        var page = at("/devices");
        assertThat((int) page.evaluate("async () => (await fetch('/org', {method: 'POST', headers:"
                        + " {'Content-Type': 'application/x-www-form-urlencoded'}, body: 'slug=no-such-org'})).status"))
                .isEqualTo(404);
        assertThat(page.context().cookies().stream().map(cookie -> cookie.name)).doesNotContain("muster-org");
        expect("404");
    }

    @Test
    void somebody_of_two_orgs_changes_between_them_and_an_older_page_acts_where_it_was_opened() {
        var email = joined("MANAGER");
        var other = fresh("second");
        MUSTER.admin().post("/api/v1/orgs", Map.of("name", other)).expect(201);
        var there = MUSTER.admin().with("X-Muster-Org", other);
        var token = there.post("/api/v1/users", Map.of("email", email, "role", "MANAGER"))
                .expect(201)
                .data()
                .path("invitation")
                .path("token")
                .asText();
        var page = browser.page();
        page.navigate("/invitation#" + token);
        page.locator("[data-step=sign-in] a").click();
        PortalBrowser.signIn(page, email, PASSWORD);
        page.locator("[data-step=known] button").click();
        assertThat(page.locator("[data-step=done]")).isVisible();

        page.navigate("/fleets");
        atWork(page);
        var older = page.context().newPage();
        older.navigate("/fleets");
        atWork(older);
        page.locator(".org-switch > button").click();
        page.locator("#org-menu button", new Page.LocatorOptions().setHasText(other))
                .click();
        assertThat(page.locator(".org-switch > button")).containsText(other);
        older.locator("[data-open=create]").first().click();
        var name = fresh("older");
        older.locator("#create-name").fill(name);
        older.locator("#create [type=submit]").click();
        assertThat(older.locator("#create")).isHidden();
        assertThat(MUSTER.admin()
                        .get("/api/v1/fleets?limit=500")
                        .expect(200)
                        .data()
                        .findValuesAsText("name"))
                .contains(name);
        assertThat(there.get("/api/v1/fleets?limit=500").expect(200).data().findValuesAsText("name"))
                .doesNotContain(name);
    }

    @Test
    void on_a_phone_nothing_scrolls_sideways_in_german_light_and_dark() {
        var device = WireDevice.enrolled(MUSTER, "phone");
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            for (var path : List.of("groups", "sites", "keys", "orgs", "import", "devices")) {
                page.navigate("/" + path);
                assertThat(page.locator("h1")).isVisible();
                atWork(page);
                fits(page, path, scheme);
            }
            page.navigate("/devices/" + device.id + "#settings");
            assertThat(page.locator("#set-label")).hasValue(device.id);
            fits(page, "settings", scheme);
        }
        var dark = browser.signedIn(browser.page(1280, 900, ColorScheme.DARK, "en-GB"));
        for (var path : List.of("groups", "sites", "keys", "orgs", "import", "devices")) {
            dark.navigate("/" + path);
            PortalBrowser.picture(dark, path + "-dark");
        }
    }
}
