package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator does in the portal, in a real browser, with real agents. */
class PortalIT {

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
    void a_wrong_password_is_refused_in_the_words_of_an_unknown_person() {
        var page = browser.page();
        page.navigate("/login");
        PortalBrowser.signIn(page, MUSTER.adminEmail(), "not the password");
        var wrong = page.locator("#refused").textContent();
        PortalBrowser.signIn(page, "nobody@system.test", "not the password");
        assertThat(page.locator("#email")).hasValue("nobody@system.test");
        var unknown = page.locator("#refused").textContent();

        assertThat(wrong).contains("E-mail or password is wrong").isEqualTo(unknown);
        assertThat(page).hasURL(Pattern.compile("/login$"));
        PortalBrowser.picture(page, "login-refused");
    }

    @Test
    void signing_in_leads_to_the_page_that_was_asked_for() {
        var page = browser.page();
        page.navigate("/audit");
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2Faudit$"));
        PortalBrowser.signIn(page, MUSTER.adminEmail(), MUSTER.adminPassword());

        assertThat(page).hasURL(Pattern.compile("/audit$"));
        assertThat(page.locator("h1")).hasText("Audit");
    }

    @Test
    void a_new_device_joins_the_list_and_a_killed_one_is_said_without_a_reload() {
        var page = list();
        page.navigate("/devices?q=live-"); // however many devices other stories left behind
        page.evaluate("window.sameDocument = true");
        try (var agent = RealAgent.start(MUSTER, "live", "--interval", "1")) {
            var row = row(page, agent.id);
            assertThat(row).isVisible(patience(30));
            assertThat(row.locator(".status")).hasAttribute("data-status", "reporting", attribute(15));
            PortalBrowser.picture(page, "devices-light");

            agent.kill();

            assertThat(row.locator(".status")).hasAttribute("data-status", "late", attribute(40));
            assertThat(row.locator(".status .word")).hasText("late");
        }
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
    }

    @Test
    void a_typed_command_shows_its_result_in_the_log_by_itself_and_in_the_audit() {
        try (var agent = RealAgent.start(MUSTER, "typed", "--interval", "1")) {
            var page = device(agent);
            page.locator("#tab-log").click();
            for (var line : new String[] {"ping", "state", "logs 20", "sync"}) {
                page.locator("#command").fill(line);
                page.keyboard().press("Enter");
                var entry = page.locator("#log .entry.command").filter(saying(page, line));
                assertThat(entry.locator(".kind")).hasText("succeeded", text(20));
            }
            assertThat(page.locator("#log .entry.command .output").first()).isVisible();
            PortalBrowser.picture(page, "device-log");

            page.locator("#tab-commands").click();
            assertThat(page.locator("#commands tbody tr")).hasCount(4);
            var state = page.locator("#commands tbody tr").filter(saying(page, "state"));
            assertThat(state.locator(".brief")).containsText("device " + agent.id);
            assertThat(state.locator("pre")).isHidden();
            state.locator("td").first().click();
            assertThat(state.locator("pre")).containsText("\"queue\" : {");
            PortalBrowser.picture(page, "device-commands");

            page.navigate("/audit?device=" + agent.id + "&action=command.queued");
            assertThat(page.locator(".audit tbody tr")).hasCount(4);
            page.locator(".audit summary").first().click();
            assertThat(page.locator(".audit pre").first()).containsText("force_sync");
            assertThat(page.locator(".audit tbody tr").first()).containsText(MUSTER.adminEmail());
            PortalBrowser.picture(page, "audit-light");
        }
    }

    @Test
    void the_latest_reading_and_the_chart_follow_the_device() {
        try (var agent = RealAgent.start(MUSTER, "chart", "--interval", "1", "--kind", "pump")) {
            var page = device(agent);
            assertThat(page.locator(".chart path.series").first())
                    .hasAttribute("d", Pattern.compile("M.*L.*"), attribute(20));
            assertThat(page.locator("[data-fact=evidence]")).containsText("socket open");
            assertThat(page.locator("[data-fact=heap]")).containsText("iB");
            page.locator(".values button[aria-pressed=false]").first().click();
            assertThat(page.locator(".chart .legend li")).hasCount(2);
            page.locator("[data-chart-table]").click();
            assertThat(page.locator(".chart table thead th")).hasCount(3);
            page.locator("[data-chart-table]").click();
            PortalBrowser.picture(page, "device-light");
        }
    }

    @Test
    void bytes_have_an_axis_of_their_own_in_the_card_and_flatten_nothing() {
        try (var agent = RealAgent.start(MUSTER, "bytes", "--interval", "1", "--kind", "pump")) {
            var page = device(agent);
            assertThat(page.locator(".values [aria-pressed=true] .key"))
                    .hasText(Pattern.compile("flow_lpm|pressure_bar|vibration_mm_s"));
            page.locator(".values [data-key=mem_available_bytes]").click();
            assertThat(page.locator(".chart g.panel")).hasCount(2);
            assertThat(page.locator(".chart g.panel").nth(1).locator("text").first())
                    .hasText(Pattern.compile("[0-9.,]+ [MG]iB"));
            assertThat(page.evaluate("""
                            (() => {
                              const card = document.querySelector('.chart').getBoundingClientRect();
                              return [...document.querySelectorAll('.chart svg text')]
                                  .every((word) => word.getBoundingClientRect().left >= card.left);
                            })()""")).as("nothing runs out of the card").isEqualTo(true);
            PortalBrowser.picture(page, "device-bytes");
        }
    }

    @Test
    void the_error_badge_leads_to_the_entries_and_goes_when_somebody_marks_them_as_read() {
        var device = WireDevice.enrolled(MUSTER, "badge");
        var body = device.checkInBody();
        body.putObject("errlog").put("seq", 17).put("unread", 2).put("worst", "ERROR");
        body.putArray("events")
                .addObject()
                .put("type", "errlog")
                .put("seq", 1)
                .put("entry", 17)
                .put("source", "guard")
                .put("severity", "ERROR")
                .put("code", "LIGHT-CURTAIN")
                .put("ts", java.time.Instant.now().toString());
        device.checkIn(body).send().answer().expect(200);

        var page = browser.signedIn(browser.page());
        page.navigate("/devices?q=" + device.id);
        var badge = row(page, device.id).locator("a.chip");
        assertThat(badge).hasText("2 unread · error");
        assertThat(badge).hasAttribute("title", Pattern.compile(".*nobody has marked as read.*"));
        badge.click();

        assertThat(page.locator("#tab-log")).hasAttribute("aria-selected", "true");
        assertThat(page.locator("#log .entry")).hasCount(1);
        assertThat(page.locator("#log .entry")).containsText("guard LIGHT-CURTAIN");
        assertThat(page.locator("#log [data-kind=line]")).hasAttribute("aria-pressed", "false");
        assertThat(page.locator("[data-errors-show]")).hasText("2 unread · error");
        PortalBrowser.picture(page, "errors-unread");

        page.locator("[data-errors-read]").click();
        assertThat(page.locator("[data-errors-read]")).isHidden();
        assertThat(page.locator("[data-errors-show]")).isHidden();
        device.checkIn(body).send().answer().expect(200);
        page.navigate("/devices?q=" + device.id);
        assertThat(row(page, device.id)).isVisible();
        assertThat(row(page, device.id).locator("a.chip")).hasCount(0);
    }

    @Test
    void a_refused_command_says_what_to_type_and_stays_out_of_the_history() {
        try (var agent = RealAgent.start(MUSTER, "refused", "--interval", "1")) {
            var page = device(agent);
            page.locator("#command").fill("ping");
            page.keyboard().press("Enter");
            assertThat(page.locator(".dock .last .chip")).hasText("succeeded", text(20));
            page.locator("#command").fill("logs abc");
            page.keyboard().press("Enter");
            assertThat(page.locator("#explain")).hasText(Pattern.compile("refused usage: logs .*"));
            page.locator("#command").fill("");
            page.locator("#command").press("ArrowUp");
            assertThat(page.locator("#command")).hasValue("ping");
            browser.complaints.removeIf(complaint -> complaint.contains("422"));
        }
    }

    @Test
    void a_page_that_outlived_a_restart_is_told_so_and_the_log_is_not() throws java.io.IOException {
        var page = list();
        var answer = page.evaluate("""
                async () => (await fetch('/registry/devices.xhtml', {method: 'POST',
                    headers: {'Faces-Request': 'partial/ajax', 'Content-Type': 'application/x-www-form-urlencoded'},
                    body: 'list=list&jakarta.faces.partial.ajax=true&jakarta.faces.ViewState=1%3A2'})).text()""");
        assertThat(answer.toString()).contains("<error-name>jakarta.faces.application.ViewExpiredException");
        assertThat(java.nio.file.Files.readString(MUSTER.data().resolve("log/server.log")))
                .doesNotContain("ViewExpiredException");
    }

    @Test
    void what_a_device_calls_itself_is_text() {
        var label = "<img src=x onerror=\"document.title='owned'\">\"'&amp;";
        try (var agent = RealAgent.start(MUSTER, "polyglot", "--interval", "1", "--name", label)) {
            var page = list();
            page.navigate("/devices?q=polyglot-"); // however many devices other stories left behind
            assertThat(row(page, agent.id).locator(".name a")).hasText(label, text(30));
            page.navigate("/devices/" + agent.id);
            assertThat(page.locator("h1")).hasText(label);
            assertThat(page.title()).isEqualTo(label + " · Muster");
        }
    }

    @Test
    void a_dropped_feed_is_said_and_comes_back_without_a_reload() {
        var page = browser.page();
        var sockets = new java.util.concurrent.ConcurrentLinkedDeque<com.microsoft.playwright.WebSocketRoute>();
        var open = new java.util.concurrent.atomic.AtomicBoolean(true);
        page.routeWebSocket(Pattern.compile("/ws/dashboard"), socket -> {
            sockets.add(socket);
            if (open.get()) {
                socket.connectToServer();
            } else {
                socket.close();
            }
        });
        browser.signedIn(page);
        assertThat(page.locator(".feed")).hasAttribute("data-state", "open");
        page.evaluate("window.sameDocument = true");

        open.set(false);
        sockets.getLast().close();
        assertThat(page.locator("#offline")).isVisible();
        assertThat(page.locator("#offline")).containsText("No live data since");
        PortalBrowser.picture(page, "offline");
        open.set(true);

        assertThat(page.locator("#offline")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(40_000));
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
    }

    @Test
    void signing_out_ends_the_session_here_and_on_the_server() {
        var page = list();
        page.locator("[aria-controls=person]").click();
        page.locator("#person button[type=submit]").click();
        assertThat(page).hasURL(Pattern.compile("/login$"));
        page.navigate("/devices");
        assertThat(page).hasURL(Pattern.compile("/login\\?to=%2Fdevices$"));
    }

    private static Page list() {
        var page = browser.signedIn(browser.page());
        page.navigate("/devices");
        return page;
    }

    private static Page device(RealAgent agent) {
        var known = Eventually.within(
                Duration.ofSeconds(30),
                () -> MUSTER.admin()
                        .get("/api/v1/devices/" + agent.id + "/state")
                        .data()
                        .path("latest")
                        .isObject());
        assertThat(known).as("a first reading of " + agent.id).isTrue();
        var page = browser.signedIn(browser.page());
        page.navigate("/devices/" + agent.id);
        return page;
    }

    private static Locator row(Page page, String deviceId) {
        return page.locator("tr:has([data-device='" + deviceId + "'])");
    }

    private static Locator.FilterOptions saying(Page page, String text) {
        return new Locator.FilterOptions().setHas(page.getByText(text, new Page.GetByTextOptions().setExact(true)));
    }

    private static LocatorAssertions.IsVisibleOptions patience(int seconds) {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(seconds * 1_000.0);
    }

    private static LocatorAssertions.HasAttributeOptions attribute(int seconds) {
        return new LocatorAssertions.HasAttributeOptions().setTimeout(seconds * 1_000.0);
    }

    private static LocatorAssertions.HasTextOptions text(int seconds) {
        return new LocatorAssertions.HasTextOptions().setTimeout(seconds * 1_000.0);
    }
}
