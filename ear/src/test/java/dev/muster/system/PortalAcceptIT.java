package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A device that comes with a key that asks for a person: it is seen at once, counted nowhere else, and accepted. */
class PortalAcceptIT extends PortalStory {

    @Test
    void devices_that_wait_are_seen_at_once_and_accepted_as_a_selection() {
        var name = fresh("wait");
        var page = at("/devices");
        var before = bar(page);
        var first = waiting(name);
        assertThat(page.locator("#waiting a")).hasText(Pattern.compile("Waiting for acceptance \\([1-9][0-9]*\\)"));
        assertThat(page.locator(".devices [data-device='" + first + "']")).hasCount(0);
        assertThat(bar(page)).as("a waiting device is in no count").isEqualTo(before);

        var second = waiting(name);
        page.navigate("/devices?status=waiting&q=label:" + name);
        atWork(page);
        assertThat(page.locator(".rail [data-key=d] .waits"))
                .hasAttribute("aria-label", Pattern.compile("[0-9]+ devices? waits? for acceptance"));
        assertThat(page.locator(".devices tbody .status[data-status=waiting]")).hasCount(2);
        assertThat(page.locator(".devices tbody .status .word").first()).hasText("waiting");
        page.locator("[data-select-all]").check();
        assertThat(page.locator("#selection [data-move]")).hasText("Accept 2 devices");
        PortalBrowser.picture(page, "accept-light");
        page.locator("#selection [data-move]").click();
        assertThat(page.locator("#move-state")).hasValue("active");
        assertThat(page.locator("#move [type=submit]")).hasText("Accept 2 devices");
        page.locator("#move-reason").fill("ordered");
        PortalBrowser.picture(page, "accept-dialog-light");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator("[data-select]")).hasCount(0);
        for (var id : new String[] {first, second}) {
            assertThat(field(id, "state")).isEqualTo("active");
        }
        page.navigate("/devices?q=label:" + name);
        assertThat(page.locator(".devices tbody .status[data-status=never]")).hasCount(2);
    }

    @Test
    void a_retired_device_leaves_the_list_and_its_counts_and_is_found_where_asked_for() {
        var device = WireDevice.enrolled(MUSTER, "scrapped");
        MUSTER.admin()
                .post(device.path("/move"), Map.of("state", "retired", "reason", "scrapped"))
                .expect(200);
        var page = at("/devices?q=" + device.id);
        assertThat(page.locator(".devices .empty")).containsText("No device matches");
        page.locator(".counts [data-choose=out]").click();
        assertThat(page.locator(".devices tbody .status[data-status=out] .word"))
                .hasText("out of service");
        assertThat(page.locator(".shares [data-status=out]")).hasCount(0);
        page.navigate("/devices?q=state:retired%20" + device.id);
        assertThat(page.locator("[data-device='" + device.id + "']")).hasCount(1);
        assertThat(page.locator(".counts [data-choose='']")).containsText("1");
        assertThat(field(device.id, "status")).isEqualTo("out");
        assertThat(MUSTER.admin()
                        .get("/api/v1/devices?q=" + device.id)
                        .expect(200)
                        .data())
                .isEmpty();
        assertThat(MUSTER.admin()
                        .get("/api/v1/devices?status=any&q=" + device.id)
                        .expect(200)
                        .data())
                .hasSize(1);
        MUSTER.admin().get("/api/v1/devices?status=gone").expect(422);
    }

    @Test
    void a_phone_shows_those_that_wait_light_and_dark_and_in_german() {
        var id = waiting(fresh("wait"));
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            page.navigate("/devices?status=waiting&q=" + id);
            assertThat(page.locator("#waiting a")).containsText("Wartet auf Annahme");
            assertThat(page.locator(".devices tbody .status .word")).hasText("wartet");
            page.locator("[data-select]").first().check();
            assertThat(page.locator("#selection [data-move]")).hasText("1 Gerät annehmen");
            fits(page, "accept", scheme);
        }
    }

    private static String bar(Page page) {
        return String.join(" ", page.locator(".counts li a[data-choose='']").allInnerTexts());
    }

    private static String waiting(String name) {
        var key = MUSTER.admin()
                .post("/api/v1/enrollment-keys", Map.of("name", name.toUpperCase(Locale.ROOT)))
                .expect(201)
                .data();
        var id = WireDevice.freshId("newcomer");
        MUSTER.anonymous()
                .with("X-Enrollment-Key", key.path("key").asText())
                .call("POST", "/api/v1/devices/" + id + "/token?name=" + name, null)
                .expect(200);
        return id;
    }

    private static String field(String id, String name) {
        return MUSTER.admin()
                .get("/api/v1/devices/" + id)
                .expect(200)
                .data()
                .path(name)
                .asText();
    }
}
