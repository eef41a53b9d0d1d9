package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.muster.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The device list and what is written down about a device: views, the search, settings, import and export. */
class PortalDevicesIT extends PortalStory {

    @Test
    void a_search_with_its_order_is_kept_as_a_view_opened_renamed_and_deleted() {
        var name = fresh("view");
        var device = WireDevice.enrolled(MUSTER, name);
        var page = at("/devices");
        page.locator("#search").fill("id:" + device.id);
        assertThat(page.locator(".devices tbody tr")).hasCount(1);
        page.locator("th.col-seen").click();
        assertThat(page.locator("th.col-seen")).hasAttribute("aria-sort", "ascending");
        page.locator("th.col-seen").click();
        assertThat(page.locator("th.col-seen")).hasAttribute("aria-sort", "descending");
        page.locator("[data-save]").click();
        page.locator("#view-save-name").fill(name);
        assertThat(page.locator("#view-save [data-query]")).hasText("id:" + device.id);
        PortalBrowser.picture(page, "view-save");
        page.locator("#view-save [type=submit]").click();
        var view = page.locator(".view", new Page.LocatorOptions().setHasText(name));
        assertThat(view.locator("a")).hasAttribute("aria-current", "page");

        page.navigate("/devices");
        view.locator("a").click();
        assertThat(page.locator("#search")).hasValue("id:" + device.id);
        assertThat(page.locator(".devices tbody tr")).hasCount(1);
        assertThat(page.locator("th.col-seen")).hasAttribute("aria-sort", "descending");
        atWork(page);
        PortalBrowser.picture(page, "views-light");
        view.locator("[data-open=view-rename]").click();
        page.locator("#view-rename-name").fill(name + " two");
        page.locator("#view-rename [name=shared]").check();
        page.locator("#view-rename [type=submit]").click();
        assertThat(view.locator("a")).containsText(name + " two");
        view.locator("[data-open=view-delete]").click();
        page.locator("#view-delete [type=submit]").click();
        assertThat(view).hasCount(0);
    }

    @Test
    void the_list_shows_where_a_device_stands_and_its_tags_and_a_phone_does_without() {
        var site = fresh("plant");
        MUSTER.admin()
                .post("/api/v1/sites", Map.of("name", "Plant", "slug", site))
                .expect(201);
        var device = fresh("tagged");
        MUSTER.admin()
                .post("/api/v1/devices", Map.of("id", device, "site", site, "tags", List.of("cellar", "spare")))
                .expect(201);
        var page = at("/devices?q=id:" + device + "&sort=site");
        var row = page.locator("tr:has([data-device='" + device + "'])");
        assertThat(row.locator(".col-site")).hasText(site);
        assertThat(row.locator(".col-tags .tag")).hasText(new String[] {"cellar", "spare"});
        assertThat(row.locator(".tags")).hasAttribute("title", "cellar spare");
        assertThat(page.locator("th.col-site")).hasAttribute("aria-sort", "ascending");
        PortalBrowser.picture(page, "devices-tags-light");
        page.setViewportSize(390, 844);
        assertThat(row.locator(".col-site, .col-tags").first()).isHidden();
        fits(page, "devices-tags", ColorScheme.LIGHT);
    }

    @Test
    void a_device_is_registered_by_hand_and_its_agent_reports_with_the_line_that_is_shown() {
        var id = fresh("hand");
        var site = fresh("plant");
        MUSTER.admin()
                .post("/api/v1/sites", Map.of("name", "Plant", "slug", site))
                .expect(201);
        var page = at("/devices?q=id:" + id);
        page.locator("[data-open=device-add]").press("Enter");
        assertThat(page.locator("#device-add-id")).isFocused();
        page.locator("#device-add-id").fill(id);
        page.locator("#device-add-label").fill("By hand");
        page.locator("#device-add-site").selectOption(site);
        page.locator("#device-add-model").fill("P-100");
        assertThat(page.locator("#device-add .ways a")).hasCount(3);
        PortalBrowser.picture(page, "device-add-light");
        page.locator("#device-add-model").press("Enter");

        assertThat(page.locator("#secret")).isVisible();
        PortalBrowser.picture(page, "device-added-light");
        var secret = page.locator("#secret .body > .snippet code").textContent();
        assertThat(secret).hasSize(44);
        var line = page.locator("#secret .use code").textContent();
        assertThat(line)
                .startsWith("MUSTER_DEVICE_SECRET=" + secret + " java -jar ")
                .contains(" --server " + MUSTER.base(), " --id " + id + " ");
        page.locator("#secret [data-close]").click();
        assertThat(page.locator("[data-device='" + id + "'] a")).hasText("By hand");
        assertThat(page.content()).doesNotContain(secret);
        var known = MUSTER.admin().get("/api/v1/devices/" + id).expect(200).data();
        assertThat(known.path("site").asText()).isEqualTo(site);
        assertThat(known.path("model").asText()).isEqualTo("P-100");

        try (var agent = RealAgent.start(MUSTER, id, Map.of("MUSTER_DEVICE_SECRET", secret), "--interval", "1")) {
            assertThat(page.locator("tr:has([data-device='" + id + "']) .status"))
                    .hasAttribute("data-status", "reporting");
            assertThat(agent.isAlive()).isTrue();
            Eventually.value(
                    "its socket",
                    Duration.ofSeconds(20),
                    () -> MUSTER.admin().get("/api/v1/devices/" + id).data(),
                    row -> row.path("online").asBoolean());
        }

        page.locator("[data-open=device-add]").click();
        page.locator("#device-add-id").fill(id);
        page.locator("#device-add [type=submit]").click();
        assertThat(page.locator("#device-add [role=alert]")).containsText("There is a device of that id already");
        expect("409");
    }

    @Test
    void who_may_register_no_devices_is_not_offered_to() {
        var viewer = joined("VIEWER");
        var page = browser.page();
        page.navigate("/login");
        PortalBrowser.signIn(page, viewer, PASSWORD);
        page.navigate("/devices");
        atWork(page);
        assertThat(page.locator("[data-open=device-add], #device-add, #secret")).hasCount(0);
    }

    @Test
    void a_device_is_added_on_a_phone_in_german_and_in_the_dark() {
        var page = browser.signedIn(browser.page(390, 844, ColorScheme.DARK, "de-DE"));
        page.navigate("/devices");
        atWork(page);
        page.locator("[data-open=device-add]").click();
        page.locator("#device-add-id").fill(fresh("hand"));
        page.locator("#device-add-label")
                .evaluate("field => { field.maxLength = 300; field.value = 'x'.repeat(201); }");
        page.locator("#device-add [type=submit]").click();
        assertThat(page.locator("#device-add [role=alert]")).hasText("Ein Gerätename hat 1 bis 200 Zeichen");
        expect("422");
        page.locator("#device-add-label").fill("Von Hand");
        fits(page, "device-add", ColorScheme.DARK);
        page.locator("#device-add [type=submit]").click();
        assertThat(page.locator("#secret")).containsText("Das Geheimnis von hand-");
        fits(page, "device-added", ColorScheme.DARK);
        page.locator("#secret [data-close]").click();
        fits(page, "device-list-add", ColorScheme.DARK);
    }

    @Test
    void a_device_that_is_not_heard_after_the_server_was_away_is_not_surely_reporting_until_it_had_time_to_come_back() {
        var heard = WireDevice.enrolled(MUSTER, "heard");
        var lost = WireDevice.enrolled(MUSTER, "lost");
        for (var device : List.of(heard, lost)) {
            device.checkIn(device.checkInBody()).send().answer().expect(200);
        }
        var database = new ProductDatabase(MUSTER);
        database.change("update device_channel c set last_contact_at = now() - interval '40 s' from device d"
                + " where d.id = c.device and d.device_id = '" + lost.id + "'");
        database.change("insert into outage (began_at, ended_at) values"
                + " (now() - interval '38 s', now() + interval '22 s')");
        try {
            var page = at("/devices?q=id:" + lost.id + " OR id:" + heard.id);
            var status = page.locator("tr:has([data-device='" + lost.id + "']) .status");
            assertThat(status).hasAttribute("data-unsure", "");
            assertThat(status).hasAttribute("data-status", "reporting");
            assertThat(status).hasAttribute("title", Pattern.compile("not heard since the server came back at .+"));
            PortalBrowser.picture(page, "devices-unsure");
            assertThat(page.locator("tr:has([data-device='" + heard.id + "']) .status"))
                    .not()
                    .hasAttribute("data-unsure", "");
            page.navigate("/devices/" + lost.id);
            assertThat(page.locator("[data-fact=evidence]")).containsText("not heard since the server came back");
            PortalBrowser.picture(page, "device-unsure");
            var back = lost.checkInBody();
            var reading = back.putArray("readings").addObject().put("ts", Json.time(Instant.now()));
            reading.putObject("values").put("temperature", 20);
            lost.checkIn(back).send().answer().expect(200);
            assertThat(page.locator(".device-head .status")).not().hasAttribute("data-unsure", "");
        } finally {
            database.change("delete from outage where began_at < now() and ended_at > now()");
        }
    }

    @Test
    void a_mistake_in_the_search_is_pointed_at() {
        var page = at("/devices");
        page.locator("#search").fill("tag:north AND (state:active");
        assertThat(page.locator(".empty [role=alert]")).containsText("position 15");
        assertThat(page.locator(".pointed").textContent()).isEqualTo("tag:north AND (state:active\n              ▲");
        assertThat(page.locator("#search")).hasAttribute("aria-invalid", "true");
        PortalBrowser.picture(page, "search-mistake");
    }

    @Test
    void what_is_written_down_about_a_device_is_changed_and_nobody_overwrites_another() {
        var device = WireDevice.enrolled(MUSTER, "settings");
        var site = fresh("plant");
        MUSTER.admin()
                .post("/api/v1/sites", Map.of("name", "Plant", "slug", site))
                .expect(201);
        var page = at("/devices/" + device.id);
        page.locator("#tab-settings").click();
        page.locator("#set-label").fill(POLYGLOT);
        page.locator("#set-tags").fill("north cold");
        page.locator("#set-site").selectOption(site);
        page.locator("#set-model").fill("P-100");
        page.locator("#set-notes").fill("Behind the door");
        page.locator("[data-add]").click();
        page.locator("[data-name]").fill("line");
        page.locator("[data-value]").fill("3");
        PortalBrowser.picture(page, "settings-light");
        page.locator(".settings [type=submit]").click();
        assertThat(page.locator("#toast")).hasText(POLYGLOT + " is saved");
        assertThat(page.locator("h1")).hasText(POLYGLOT);
        var now = MUSTER.admin().get(device.path("")).expect(200).data();
        assertThat(now.path("label").asText()).isEqualTo(POLYGLOT);
        assertThat(now.path("tags").toString()).isEqualTo("[\"north\",\"cold\"]");
        assertThat(now.path("site").asText()).isEqualTo(site);
        assertThat(now.path("attributes").toString()).isEqualTo("{\"line\":3}");

        MUSTER.admin().patch(device.path(""), Map.of("model", "P-200")).expect(200);
        page.locator("#set-notes").fill("Overwritten?");
        page.locator(".settings [type=submit]").click();
        assertThat(page.locator(".settings [role=alert]")).containsText("Somebody has changed this");
        PortalBrowser.picture(page, "settings-version");
        page.locator(".settings [role=alert] button").click();
        assertThat(page.locator("#set-model")).hasValue("P-200");
        assertThat(page.locator("#set-notes")).hasValue("Behind the door");
        page.locator(".attribute button").click();
        page.waitForResponse(
                answer -> answer.request().method().equals("PATCH") && answer.ok(),
                () -> page.locator(".settings [type=submit]").click());
        assertThat(MUSTER.admin().get(device.path("")).expect(200).data().path("attributes"))
                .isEmpty();
        page.navigate("/devices?q=id:" + device.id);
        assertThat(page.locator(".devices .name a")).hasText(POLYGLOT);
        expect("412");
    }

    @Test
    void a_file_with_mistakes_changes_nothing_and_the_mended_one_is_imported() {
        var id = fresh("row");
        var page = at("/import");
        choose(page, "id,label,site\n" + id + ",One,\nbad id,Two,\n" + id + "-2,Three,nowhere\n");
        assertThat(page.locator(".mistakes tbody tr")).hasCount(2);
        assertThat(page.locator(".mistakes tbody tr").first()).containsText("3");
        assertThat(page.locator(".mistakes tbody tr").nth(1)).containsText("there is no site");
        PortalBrowser.picture(page, "import-mistakes");
        assertThat(MUSTER.admin().get("/api/v1/devices/" + id).status()).isEqualTo(404);
        expect("422");

        choose(page, "id,label\n" + id + ",=cmd|x\n" + id + "-2,<b>Two</b>\n");
        assertThat(page.locator("#report [role=status]")).hasText("2 rows: 2 new, 0 changed, 0 as they are");
        assertThat(MUSTER.admin().get("/api/v1/devices/" + id).status()).isEqualTo(404);
        page.locator("[data-go]").click();
        assertThat(page.locator("#report-title")).hasText("Imported");
        PortalBrowser.picture(page, "import-done");
        page.navigate("/devices?q=id:" + id + "*");
        assertThat(page.locator(".devices tbody tr")).hasCount(2);
        assertThat(page.locator("[data-export]"))
                .hasAttribute("href", Pattern.compile(".*/devices/export\\?q=id%3A" + id + ".*"));
        var sheet = page.request()
                .get(page.locator("[data-export]").getAttribute("href"))
                .text();
        assertThat(sheet).contains(id + ",'=cmd|x");
    }

    @Test
    void T_P12_a_file_that_is_empty_or_too_large_or_no_text_is_refused_in_words() {
        var page = at("/import");
        choose(page, "");
        assertThat(page.locator(".mistakes tbody")).containsText("the file is empty");
        choose(page, "id,notes\n\0");
        assertThat(page.locator(".mistakes tbody")).containsText("NUL");
        expect("422");
        choose(page, "id,notes\n" + ("a," + "x".repeat(1_000) + "\n").repeat(17_000));
        assertThat(page.locator(".import > [role=alert]")).containsText("too large");
        expect("413");
        choose(page, "id,notes\n" + fresh("large") + "," + "x".repeat(1_000) + "\n" + "\n".repeat(2_000_000));
        assertThat(page.locator("#report [role=status]")).containsText("1 rows: 1 new");
    }

    private static void choose(Page page, String csv) {
        page.locator("#file")
                .setInputFiles(
                        new FilePayload("../..\\devices.csv.exe", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
        page.locator("#import [type=submit]").click();
    }
}
