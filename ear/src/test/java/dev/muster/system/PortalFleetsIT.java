package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Fleets, groups and sites in the portal, and what a role in one fleet changes. */
class PortalFleetsIT extends PortalStory {

    @Test
    void a_viewer_raised_on_one_fleet_gets_the_buttons_of_its_devices_and_of_no_other() {
        var inside = WireDevice.enrolled(MUSTER, "raised");
        var outside = WireDevice.enrolled(MUSTER, "raised");
        var fleet = fleet("Raised", inside);
        var email = joined("VIEWER");
        var theirs = browser.page();
        theirs.navigate("/login");
        PortalBrowser.signIn(theirs, email, PASSWORD);
        theirs.navigate("/devices/" + inside.id);
        assertThat(theirs.locator("h1")).isVisible();
        assertThat(theirs.locator(".device-head [data-move]")).hasCount(0);
        assertThat(theirs.locator(".rail [data-key=p]")).hasCount(0);

        var page = at("/people");
        person(page, email).locator("[data-open=change]").click();
        page.locator("#change [data-fleet='" + fleet + "']").selectOption("MANAGER");
        PortalBrowser.picture(page, "people-change");
        page.locator("#change [type=submit]").click();
        assertThat(page.locator("#toast")).isVisible();
        assertThat(person(page, email).locator(".chips")).containsText("Manager");

        theirs.reload();
        assertThat(theirs.locator(".device-head [data-move]")).isVisible();
        theirs.navigate("/devices?q=raised");
        assertThat(theirs.locator("[data-select]").first()).isVisible();
        theirs.navigate("/devices/" + outside.id);
        assertThat(theirs.locator("h1")).isVisible();
        assertThat(theirs.locator(".device-head [data-move]")).hasCount(0);
        theirs.navigate("/fleets/" + fleetSlug(fleet));
        assertThat(theirs.locator(".list tbody tr")).hasCount(1);
        assertThat(theirs.locator("[data-open]")).hasCount(0);
    }

    @Test
    void a_fleet_is_made_filled_peopled_renamed_and_deleted() {
        var name = "Bench " + UUID.randomUUID().toString().substring(0, 8);
        var device = WireDevice.enrolled(MUSTER, "bench");
        var email = joined("VIEWER");
        var page = browser.signedIn(browser.page());
        page.locator(".rail [data-key=l]").click();
        atWork(page);
        page.locator("[data-open=create]").first().click();
        page.locator("#create-name").fill(name);
        page.locator("#create [type=submit]").click();
        page.locator("a", new Page.LocatorOptions().setHasText(name)).click();
        assertThat(page.locator("h1")).hasText(name);
        atWork(page);
        assertThat(page.locator("[data-part=devices] .empty")).isVisible();
        page.locator("[data-open=put]").click();
        page.locator("#put-search").fill(device.id);
        page.locator("#put [data-found] input[value='" + device.id + "']").check();
        PortalBrowser.picture(page, "fleet-put");
        page.locator("#put [type=submit]").click();
        assertThat(page.locator("[data-part=devices] tbody tr")).hasCount(1);
        page.locator("[data-open=join]").click();
        page.locator("#join-user")
                .selectOption(page.locator("#join-user option", new Page.LocatorOptions().setHasText(email))
                        .getAttribute("value"));
        page.locator("#join-role").selectOption("OPERATOR");
        page.locator("#join [type=submit]").click();
        assertThat(person(page, email)).containsText("Operator");
        person(page, email).locator("[data-open=raise]").click();
        page.locator("#raise-role").selectOption("MANAGER");
        page.locator("#raise [type=submit]").click();
        assertThat(person(page, email)).containsText("Manager");
        PortalBrowser.picture(page, "fleet-light");
        person(page, email).locator("[data-open=part]").click();
        page.locator("#part [type=submit]").click();
        assertThat(person(page, email)).hasCount(0);
        page.locator("[data-open=take]").click();
        page.locator("#take [type=submit]").click();
        assertThat(page.locator("[data-part=devices] .empty")).isVisible();
        page.locator("[data-open=rename]").click();
        page.locator("#rename-name").fill(name + " two");
        page.locator("#rename [type=submit]").click();
        assertThat(page.locator("h1")).hasText(name + " two");
        page.navigate("/fleets");
        atWork(page);
        page.locator("tr", new Page.LocatorOptions().setHasText(name))
                .locator("[data-open=delete]")
                .click();
        page.locator("#delete-typed").fill(name + " two");
        page.locator("#delete [type=submit]").click();
        assertThat(page.locator("tr", new Page.LocatorOptions().setHasText(name)))
                .hasCount(0);
    }

    @Test
    void groups_are_chosen_or_found_by_a_search_that_is_previewed() {
        var name = fresh("group");
        var one = WireDevice.enrolled(MUSTER, "cold");
        var two = WireDevice.enrolled(MUSTER, "cold");
        MUSTER.admin().patch(one.path(""), Map.of("tags", List.of(name))).expect(200);
        var page = at("/groups");
        page.locator("[data-open=create]").first().click();
        page.locator("#create-name").fill(name);
        page.locator("#create-query").fill("tag:" + name + " AND (");
        assertThat(page.locator("#create [data-preview]")).containsText("a term is missing");
        page.locator("#create-query").fill("tag:" + name);
        assertThat(page.locator("#create [data-preview] .row")).hasCount(1);
        PortalBrowser.picture(page, "group-preview");
        page.locator("#create [type=submit]").click();
        var row = page.locator("tr", new Page.LocatorOptions().setHasText(name));
        assertThat(row).containsText("tag:" + name);
        row.locator("a").first().click();
        assertThat(page.locator("h1")).hasText(name);
        assertThat(page.locator("[data-part=devices] tbody tr")).hasCount(1);
        assertThat(page.locator("[data-open=take]")).hasCount(0);
        atWork(page);
        page.locator("[data-open=change]").click();
        page.locator("#change-query").fill("");
        page.locator("#change [type=submit]").click();
        assertThat(page.locator("[data-part=devices] .empty")).isVisible();

        page.navigate("/devices?q=id:" + two.id);
        atWork(page);
        page.locator("[data-select]").first().check();
        page.locator("#selection [data-open=to-group]").click();
        page.locator("#to-group-group").selectOption(new SelectOption().setLabel(name));
        page.locator("#to-group [type=submit]").click();
        assertThat(page.locator("#toast")).hasText("They are in " + name);
        assertThat(page.locator("#selection")).isHidden();
        page.navigate("/groups/" + name);
        assertThat(page.locator("[data-part=devices] tbody tr")).hasCount(1);
        PortalBrowser.picture(page, "group-light");
        expect("422");
    }

    @Test
    void a_selection_is_put_into_a_fleet() {
        var name = fresh("fleet");
        MUSTER.admin().post("/api/v1/fleets", Map.of("name", name)).expect(201);
        var device = WireDevice.enrolled(MUSTER, "tofleet");
        var page = at("/devices?q=id:" + device.id);
        page.locator("[data-select]").first().check();
        PortalBrowser.picture(page, "selection-more");
        page.locator("#selection [data-open=to-fleet]").click();
        page.locator("#to-fleet-fleet").selectOption(new SelectOption().setLabel(name));
        page.locator("#to-fleet [type=submit]").click();
        assertThat(page.locator("#selection")).isHidden();
        assertThat(MUSTER.admin()
                        .get("/api/v1/devices?q=fleet:" + name)
                        .expect(200)
                        .data()
                        .findValuesAsText("id"))
                .containsExactly(device.id);
    }

    @Test
    void a_site_is_made_changed_and_kept_while_somebody_is_there() {
        var name = fresh("site");
        var page = at("/sites");
        page.locator("[data-open=create]").first().click();
        page.locator("#create-name").fill(name);
        page.locator("#create-zone").fill("Mars/Base");
        page.locator("#create [type=submit]").click();
        assertThat(page.locator("#create [role=alert]")).containsText("IANA");
        page.locator("#create-zone").fill("Europe/Berlin");
        page.locator("#create-address").fill("Street 1");
        page.locator("#create [type=submit]").click();
        var row = page.locator("tr", new Page.LocatorOptions().setHasText(name));
        assertThat(row).containsText("Europe/Berlin");
        row.locator("[data-open=change]").click();
        assertThat(page.locator("#change-address")).hasValue("Street 1");
        page.locator("#change-address").fill("");
        page.locator("#change [type=submit]").click();
        assertThat(row).not().containsText("Street 1");
        var device = WireDevice.enrolled(MUSTER, "there");
        MUSTER.admin().patch(device.path(""), Map.of("site", name)).expect(200);
        row.locator("[data-open=delete]").click();
        page.locator("#delete [type=submit]").click();
        assertThat(page.locator("#delete [role=alert]")).containsText("Devices are at this site");
        expect("409");
        expect("422");
    }

    private static String fleetSlug(String id) {
        return MUSTER.admin()
                .get("/api/v1/fleets/" + id)
                .expect(200)
                .data()
                .path("slug")
                .asText();
    }
}
