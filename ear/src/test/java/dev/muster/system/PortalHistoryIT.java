package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.muster.protocol.crypto.Hkdf;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where people come in, what a device's past is, and the pool as its operator works with it. */
class PortalHistoryIT extends PortalStory {

    @Test
    void the_fleet_is_where_people_come_in_with_counts_that_lead_to_the_list() {
        var device = WireDevice.enrolled(MUSTER, "counted");
        device.checkIn(device.checkInBody()).send();
        var page = browser.signedIn(browser.page());
        assertThat(page).hasURL(Pattern.compile("/$"));
        assertThat(page.locator("h1")).hasText("Fleet");
        assertThat(page.locator(".changes")).containsText(device.id);
        PortalBrowser.picture(page, "fleet-light");
        page.locator(".counts [data-count=reporting]").click();
        assertThat(page).hasURL(Pattern.compile("/devices\\?status=reporting"));
        assertThat(page.locator(".devices tbody tr[data-ri]").first()).isVisible();
        atWork(page);
        page.keyboard().press("g");
        page.keyboard().press("f");
        assertThat(page).hasURL(Pattern.compile("/$"));
        page.navigate("/?q=id:" + device.id);
        assertThat(page).hasURL(Pattern.compile("/devices\\?q=id(:|%3A)" + device.id));
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var phone = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            assertThat(phone.locator("h1")).hasText("Überblick");
            assertThat(phone.locator(".changes tbody tr").first()).isVisible();
            fits(phone, "fleet", scheme);
        }
        var dark = browser.signedIn(browser.page(1280, 900, ColorScheme.DARK, "de-DE"));
        assertThat(dark.locator(".changes tbody tr").first()).isVisible();
        PortalBrowser.picture(dark, "fleet-dark");
    }

    @Test
    void the_past_of_a_device_stands_on_its_page_and_stays_when_it_leaves() {
        var device = WireDevice.enrolled(MUSTER, "leaver");
        device.checkIn(device.checkInBody()).send();
        MUSTER.admin()
                .post(device.path("/move"), Map.of("state", "disabled", "reason", "in transit"))
                .expect(200);
        var page = at("/devices/" + device.id);
        page.locator("#tab-history").click();
        assertThat(page.locator(".epochs li.now")).hasCount(1);
        assertThat(page.locator(".past tbody tr").first()).containsText("device.moved");
        PortalBrowser.picture(page, "history-light");

        MUSTER.admin()
                .post(device.path("/move"), Map.of("state", "active", "reason", "arrived"))
                .expect(200);
        MUSTER.admin()
                .post(device.path("/move"), Map.of("org", other(), "reason", "sold"))
                .expect(200);
        page.navigate("/devices/" + device.id);
        assertThat(page).hasURL(Pattern.compile("/former/" + device.id + "$"));
        assertThat(page.locator(".page-head .chip")).hasText("left");
        assertThat(page.locator(".epochs li")).hasCount(1);
        assertThat(page.locator(".past tbody")).containsText("sold");
        assertThat(page.locator("[data-move], .dock, #settings")).hasCount(0);
        atWork(page);
        PortalBrowser.picture(page, "former-light");
        page.navigate("/former");
        page.locator("[data-former='" + device.id + "'] a").click();
        assertThat(page).hasURL(Pattern.compile("/former/" + device.id + "$"));
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var phone = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            phone.navigate("/former");
            assertThat(phone.locator("h1")).hasText("Frühere Geräte");
            fits(phone, "former-list", scheme);
            phone.navigate("/former/" + device.id);
            assertThat(phone.locator(".past tbody tr").first()).isVisible();
            fits(phone, "former", scheme);
        }
        page.navigate("/former/" + fresh("never"));
        assertThat(page.locator("h1")).not().hasText(device.id);
        expect("404");
    }

    @Test
    void the_pool_is_searched_a_device_is_looked_at_and_a_conflict_settled() {
        var batch = fresh("batch");
        var key = MUSTER.admin()
                .post("/api/v1/factory-keys", Map.of("name", batch, "model", "P-100"))
                .expect(201)
                .data();
        var kid = key.path("id").asText();
        var secret = key.path("key").asText();
        var first = factory(kid, secret, WireDevice.freshId("board"));
        factory(kid, secret, WireDevice.freshId("board"));
        var taken = WireDevice.enrolled(MUSTER, "squatted");
        factory(kid, secret, taken.id);

        var page = at("/unclaimed");
        page.locator("#pool-search").fill(batch);
        assertThat(page.locator(".unclaimed tbody tr[data-ri]")).hasCount(2);
        assertThat(page.locator(".unclaimed .col-batch").nth(1)).hasText(batch);
        page.locator("#pool-search").fill(batch + " " + first.id);
        assertThat(page.locator(".unclaimed tbody tr[data-ri]")).hasCount(1);
        PortalBrowser.picture(page, "pool-found-light");
        page.locator(".unclaimed .name a").click();
        assertThat(page).hasURL(Pattern.compile("/unclaimed/" + first.id + "$"));
        assertThat(page.locator(".pooled")).containsText(batch);
        assertThat(page.locator(".credential [data-version]")).hasText("1");
        assertThat(page.locator(".epochs li")).hasCount(1);
        PortalBrowser.picture(page, "pooled-light");
        page.navigate("/devices/" + first.id);
        assertThat(page).hasURL(Pattern.compile("/unclaimed/" + first.id + "$"));

        page.navigate("/orgs");
        assertThat(page.locator("[data-glance=unclaimed] b")).not().hasText("0");
        assertThat(page.locator("[data-glance=conflicts] b")).not().hasText("0");
        assertThat(page.locator("tr[data-org=default] .mix .one").first()).isVisible();
        PortalBrowser.picture(page, "orgs-glance-light");

        page.navigate("/unclaimed");
        atWork(page);
        page.locator("[data-conflict='" + taken.id + "'] [data-open=settle]").click();
        page.locator("#settle-reason").fill("the board is scrap");
        PortalBrowser.picture(page, "settle-light");
        page.locator("#settle [type=submit]").click();
        assertThat(page.locator("[data-conflict='" + taken.id + "']")).hasCount(0);
        page.locator(".settled summary").click();
        assertThat(page.locator(".settled")).containsText("the board is scrap");
        PortalBrowser.picture(page, "settled-light");
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var phone = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            phone.navigate("/unclaimed?find=" + batch);
            assertThat(phone.locator(".unclaimed tbody tr[data-ri]")).hasCount(2);
            fits(phone, "pool", scheme);
            phone.navigate("/unclaimed/" + first.id);
            assertThat(phone.locator(".epochs li")).hasCount(1);
            fits(phone, "pooled", scheme);
            phone.navigate("/orgs");
            fits(phone, "orgs-glance", scheme);
        }
    }

    @Test
    void all_that_a_search_of_the_pool_finds_is_approved_at_once_beyond_the_page() {
        var batch = fresh("pallet");
        var key = MUSTER.admin()
                .post("/api/v1/factory-keys", Map.of("name", batch))
                .expect(201)
                .data();
        for (var n = 0; n < 52; n++) {
            factory(key.path("id").asText(), key.path("key").asText(), WireDevice.freshId("pallet"));
        }
        var page = at("/unclaimed?find=" + batch);
        assertThat(page.locator(".unclaimed tbody tr[data-ri]")).hasCount(50);
        assertThat(page.locator("[data-select-found]")).isHidden();
        page.locator("[data-select-all]").check();
        assertThat(page.locator("#selection .count")).hasText("50 selected");
        page.locator("[data-select-found]").click();
        assertThat(page.locator("#selection .count")).hasText("52 selected");
        assertThat(page.locator("[data-select-found]")).isHidden();
        PortalBrowser.picture(page, "pool-all-light");
        page.locator("#selection [data-move]").click();
        page.locator("#move-org").selectOption("default");
        page.locator("#move-reason").fill("ordered");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator(".unclaimed .empty")).isVisible();
    }

    private static String other() {
        return MUSTER.admin()
                .post("/api/v1/orgs", Map.of("name", fresh("Buyer")))
                .expect(201)
                .data()
                .path("slug")
                .asText();
    }

    private static WireDevice factory(String kid, String key, String id) {
        var device =
                new WireDevice(MUSTER, id, Hkdf.deviceSecret(Base64.getDecoder().decode(key), id), "");
        device.checkIn(device.checkInBody()).as("factory:" + kid + ":" + id).send();
        return device;
    }
}
