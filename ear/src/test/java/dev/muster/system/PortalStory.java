package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** What stories of the portal share: the running product, a browser for each class, and that it has nothing to complain about. */
abstract class PortalStory {

    static final RunningMuster MUSTER = RunningMuster.get();
    static final String PASSWORD = "seven blue lanterns";
    static final String POLYGLOT = "\"'><img src=x onerror=\"document.title='owned'\">{name}#{1+1}&amp;";

    static PortalBrowser browser;

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

    /** A refusal that the story asked for; the browser writes it down all the same. */
    static void expect(String status) {
        browser.complaints.removeIf(complaint -> complaint.contains("status of " + status));
    }

    static Page at(String path) {
        var page = browser.signedIn(browser.page());
        page.navigate(path);
        atWork(page);
        return page;
    }

    /** Buttons work once the scripts run; the feed's dot says when. */
    static void atWork(Page page) {
        assertThat(page.locator(".feed")).hasAttribute("data-state", "open");
    }

    static void fits(Page page, String name, ColorScheme scheme) {
        PortalBrowser.picture(page, name + "-phone-" + scheme.name().toLowerCase(Locale.ROOT));
        assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .as("width of " + name)
                .isLessThanOrEqualTo(390);
    }

    static String fresh(String word) {
        return word + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    static Locator person(Page page, String email) {
        return page.locator("[data-person='" + email + "']");
    }

    static String email(String who) {
        return who + "-" + UUID.randomUUID() + "@system.test";
    }

    /** The token of an invitation. */
    static String invite(String email, String role) {
        return MUSTER.admin()
                .post("/api/v1/users", Map.of("email", email, "role", role))
                .expect(201)
                .data()
                .path("invitation")
                .path("token")
                .asText();
    }

    /** The e-mail of somebody who has accepted. */
    static String joined(String role) {
        var email = email("joined");
        MUSTER.anonymous()
                .post(
                        "/api/v1/auth/invitations/accept",
                        Map.of("token", invite(email, role), "password", PASSWORD, "name", "Jo Ined"))
                .expect(200);
        return email;
    }

    static String slug() {
        return "f" + UUID.randomUUID().toString().substring(0, 8);
    }

    static String fleet(String name, WireDevice device) {
        var id = MUSTER.admin()
                .post("/api/v1/fleets", Map.of("name", name, "slug", slug()))
                .expect(201)
                .data()
                .path("id")
                .asText();
        MUSTER.admin()
                .post("/api/v1/fleets/" + id + "/devices", Map.of("deviceIds", List.of(device.id)))
                .expect(200);
        return id;
    }
}
