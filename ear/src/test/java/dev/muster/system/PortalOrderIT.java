package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What reaches a page in another order than it happened: answers behind events, and what nobody told of. */
class PortalOrderIT extends PortalStory {

    /** The page's socket connects when the story says {@code connectNow()}. */
    private static final String HELD_SOCKET = """
            const Real = WebSocket;
            window.WebSocket = class {
              static OPEN = 1;
              readyState = 0;
              constructor(url) {
                window.connectNow = () => {
                  const real = new Real(url);
                  real.onopen = () => { this.readyState = 1; this.onopen(); };
                  real.onmessage = (event) => this.onmessage(event);
                  real.onclose = (event) => this.onclose(event);
                  this.send = (words) => real.send(words);
                  this.close = (code) => real.close(code);
                };
              }
              close() {}
            };""";

    /** Answers about commands reach the page when the story says {@code answerNow()}; what they say is older than that. */
    private static final String HELD_ANSWERS = """
            const real = window.fetch;
            window.held = 0;
            const released = new Promise((release) => { window.answerNow = release; });
            window.fetch = async (address, options) => {
              const answer = await real(address, options);
              if (/\\/commands(\\?|$)/.test(address)) { window.held++; await released; }
              return answer;
            };""";

    @Test
    void a_device_that_came_between_the_list_and_its_feed_is_shown() {
        var page = browser.signedIn(browser.page());
        page.addInitScript(HELD_SOCKET);
        page.navigate("/devices?q=between-");
        assertThat(page.locator(".feed")).hasAttribute("data-state", "connecting");
        var device = WireDevice.enrolled(MUSTER, "between");
        var row = page.locator("tr:has([data-device='" + device.id + "'])");
        assertThat(row).isHidden();
        page.evaluate("window.connectNow()");
        assertThat(row).isVisible();
    }

    @Test
    void a_command_that_ended_between_the_page_and_its_feed_is_shown_as_ended() {
        var device = WireDevice.enrolled(MUSTER, "ended");
        var command = queue(device);
        var page = browser.signedIn(browser.page());
        page.addInitScript(HELD_SOCKET);
        page.navigate("/devices/" + device.id + "#commands");
        stands(page, "queued");
        cancel(device, command);
        page.evaluate("window.connectNow()");
        stands(page, "cancelled");
    }

    @Test
    void the_answer_to_a_command_does_not_take_back_what_the_feed_told() {
        var device = WireDevice.enrolled(MUSTER, "overtaken");
        var page = browser.signedIn(browser.page());
        page.navigate("/devices/" + device.id + "#commands");
        atWork(page);
        page.evaluate("(() => {" + HELD_ANSWERS + "})()");
        page.locator("#command").fill("ping");
        page.keyboard().press("Enter");
        held(page);
        cancel(device, newest(device));
        stands(page, "cancelled");
        page.evaluate("window.answerNow()");
        assertThat(page.locator(".dock .last .chip")).hasText("cancelled");
        stands(page, "cancelled");
    }

    @Test
    void the_commands_of_the_past_do_not_take_back_what_the_feed_told() {
        var device = WireDevice.enrolled(MUSTER, "past");
        var command = queue(device);
        var page = browser.signedIn(browser.page());
        page.addInitScript(HELD_ANSWERS);
        page.navigate("/devices/" + device.id + "#commands");
        atWork(page);
        held(page);
        cancel(device, command);
        stands(page, "cancelled");
        page.evaluate("window.answerNow()");
        assertThat(page.locator("#commands tbody td.mono").first()).hasText("ping");
        stands(page, "cancelled");
    }

    private static void stands(Page page, String state) {
        assertThat(page.locator("#commands tbody tr")).hasCount(1);
        assertThat(page.locator("#commands tbody .chip")).hasText(state);
    }

    private static void held(Page page) {
        assertThat(Eventually.within(Duration.ofSeconds(20), () -> (boolean) page.evaluate("window.held > 0")))
                .as("an answer about commands that is held back")
                .isTrue();
    }

    private static String queue(WireDevice device) {
        return MUSTER.admin()
                .post(commands(device), Map.of("line", "ping"))
                .expect(200)
                .data()
                .path("commandId")
                .asText();
    }

    private static String newest(WireDevice device) {
        return MUSTER.admin()
                .get(commands(device) + "?limit=1")
                .expect(200)
                .data()
                .path(0)
                .path("id")
                .asText();
    }

    private static void cancel(WireDevice device, String command) {
        MUSTER.admin().delete(commands(device) + "/" + command).expect(200);
    }

    private static String commands(WireDevice device) {
        return "/api/v1/devices/" + device.id + "/commands";
    }
}
