package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.muster.protocol.crypto.Hkdf;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of devices in the portal: moved one by one and as a selection, and approved out of the pool. */
class PortalLifeIT {

    private static final RunningMuster MUSTER = RunningMuster.get();
    private static PortalBrowser browser;

    @BeforeAll
    static void open() {
        browser = new PortalBrowser(MUSTER);
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @AfterEach
    void the_browser_has_nothing_to_complain_about() {
        var complaints = browser.complaints.stream().toList();
        browser.complaints.clear();
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_device_is_disabled_with_a_reason_and_restored() {
        var device = WireDevice.enrolled(MUSTER, "moved");
        var page = browser.signedIn(browser.page());
        page.navigate("/devices/" + device.id);
        page.locator(".device-head [data-move]").click();
        assertThat(page.locator("#move-state option")).hasText(new String[] {"disabled", "ejected", "retired"});
        PortalBrowser.picture(page, "move-light");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator("#move [role=alert]")).hasText("Say why");
        page.locator("#move-reason").fill("in transit");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator(".device-head span.chip")).hasText("disabled");
        assertThat(state(device)).isEqualTo("disabled");

        PortalStory.atWork(page);
        page.locator(".device-head [data-move]").click();
        assertThat(page.locator("#move-state option").first()).hasText("active");
        page.locator("#move-reason").fill("arrived");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator(".device-head span.chip")).hasCount(0);
        assertThat(state(device)).isEqualTo("active");
    }

    @Test
    void what_nothing_leads_back_from_wants_the_label_typed() {
        var device = WireDevice.enrolled(MUSTER, "retired");
        var page = browser.signedIn(browser.page());
        page.navigate("/devices/" + device.id);
        page.locator(".device-head [data-move]").click();
        page.locator("#move-state").selectOption("retired");
        assertThat(page.locator("#move .what")).hasClass(Pattern.compile(".*grave.*"));
        page.locator("#move-reason").fill("scrapped");
        page.locator("#move-typed").fill("something else");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator("#move [role=alert]")).containsText(device.id);
        PortalBrowser.picture(page, "move-retire");
        page.keyboard().press("Escape");
        assertThat(page.locator("#move")).isHidden();
        assertThat(state(device)).isEqualTo("active");
    }

    @Test
    void a_selection_is_moved_with_one_dialog() {
        var name = WireDevice.freshId("pallet");
        var devices = new WireDevice[] {named(name), named(name), named(name)};
        var page = browser.signedIn(browser.page());
        page.navigate("/devices?q=label:" + name);
        assertThat(page.locator(".devices tbody tr")).hasCount(3);
        page.locator("[data-select]").first().check();
        assertThat(page.locator("#selection .count")).hasText("1 selected");
        page.locator("[data-select-all]").check();
        assertThat(page.locator("#selection .count")).hasText("3 selected");
        PortalBrowser.picture(page, "selection-light");
        page.locator("#selection [data-move]").click();
        assertThat(page.locator("#move-title")).hasText("Move 3 devices");
        page.locator("#move-reason").fill("in storage");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator("#selection")).isHidden();
        assertThat(page.locator(".devices tbody .status[data-status=disabled]")).hasCount(3);
        for (var device : devices) {
            assertThat(state(device)).isEqualTo("disabled");
        }
    }

    @Test
    void devices_are_approved_out_of_the_pool_and_conflicts_are_seen() {
        var key = MUSTER.admin()
                .post("/api/v1/factory-keys", Map.of("name", "batch 7", "model", "P-100"))
                .expect(201)
                .data();
        var first = factory(key.path("id").asText(), key.path("key").asText(), WireDevice.freshId("board"));
        var second = factory(key.path("id").asText(), key.path("key").asText(), WireDevice.freshId("board"));
        var taken = WireDevice.enrolled(MUSTER, "taken");
        factory(key.path("id").asText(), key.path("key").asText(), taken.id);
        var page = browser.signedIn(browser.page());
        page.locator(".rail [data-key=n]").click();
        assertThat(page.locator("h1")).hasText("Unclaimed");
        assertThat(page.locator(".conflicts")).containsText(taken.id);
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            fits(scheme);
        }
        select(page, first);
        select(page, second);
        PortalBrowser.picture(page, "unclaimed-light");
        page.locator("#selection [data-move]").click();
        page.locator("#move-org").selectOption("default");
        assertThat(page.locator("#move-state")).hasValue("active");
        page.locator("#move-reason").fill("ordered");
        assertThat(page.locator("#move [type=submit]")).hasText("Approve 2 devices");
        PortalBrowser.picture(page, "approve-light");
        page.locator("#move [type=submit]").click();
        assertThat(page.locator("[data-select][value='" + first.id + "']")).hasCount(0);
        assertThat(state(first)).isEqualTo("active");
        assertThat(state(second)).isEqualTo("active");
    }

    private static void fits(ColorScheme scheme) {
        var page = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
        page.navigate("/unclaimed");
        assertThat(page.locator("h1")).hasText("Ohne Besitzer");
        page.locator("[data-select]").first().check();
        PortalBrowser.picture(page, "unclaimed-phone-" + scheme.name().toLowerCase(Locale.ROOT));
        page.locator("#selection [data-move]").click();
        page.locator("#move-org").selectOption("default");
        PortalBrowser.picture(page, "move-phone-" + scheme.name().toLowerCase(Locale.ROOT));
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
    }

    private static void select(Page page, WireDevice device) {
        page.locator("[data-select][value='" + device.id + "']").check();
    }

    private static WireDevice named(String name) {
        var id = WireDevice.freshId("pallet");
        var got = MUSTER.anonymous()
                .with("X-Enrollment-Key", MUSTER.enrollmentKey())
                .call("POST", "/api/v1/devices/" + id + "/token?name=" + name, null)
                .expect(200)
                .data();
        return new WireDevice(
                MUSTER,
                id,
                Base64.getDecoder().decode(got.path("secret").asText()),
                got.path("token").asText());
    }

    /** A device of that batch after its first check-in. */
    private static WireDevice factory(String kid, String key, String id) {
        var device =
                new WireDevice(MUSTER, id, Hkdf.deviceSecret(Base64.getDecoder().decode(key), id), "");
        device.checkIn(device.checkInBody()).as("factory:" + kid + ":" + id).send();
        return device;
    }

    private static String state(WireDevice device) {
        return MUSTER.admin()
                .get(device.path(""))
                .expect(200)
                .data()
                .path("state")
                .asText();
    }
}
