package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.Cookie;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What somebody tries at the pages themselves: fixed sessions, forged view state, floods, and text that wants to be markup. */
class PortalAttacksIT extends PortalStory {

    private static final String FORM = "application/x-www-form-urlencoded";

    @Test
    void T_P01_a_session_that_somebody_else_has_set_is_not_the_one_that_is_signed_in() {
        var page = browser.page();
        page.navigate("/login");
        var planted = page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("muster-view"))
                .findFirst()
                .orElseThrow();
        page.context()
                .addCookies(List.of(new Cookie("muster-session", "A".repeat(43))
                        .setUrl(MUSTER.base().toString())));
        PortalBrowser.signIn(page, MUSTER.adminEmail(), MUSTER.adminPassword());
        assertThat(page).hasURL(Pattern.compile("/(devices)?$"));

        var now = page.context().cookies().stream().collect(Collectors.toMap(each -> each.name, each -> each.value));
        assertThat(now.get("muster-view")).isNotEqualTo(planted.value);
        assertThat(now.values()).doesNotContain("A".repeat(43));
        for (var cookie : List.of("muster-session=" + "A".repeat(43), "muster-view=" + planted.value)) {
            assertThat(MUSTER.anonymous()
                            .with("Cookie", cookie)
                            .get("/api/v1/devices")
                            .status())
                    .as(cookie)
                    .isEqualTo(401);
        }
    }

    @Test
    void T_P03_the_state_of_a_page_stays_on_the_server_and_a_forged_one_is_none() {
        var page = browser.page();
        page.navigate("/login");
        var state = page.locator("input[name='jakarta.faces.ViewState']").first();
        assertThat(state).hasValue(Pattern.compile("-?\\d+:-?\\d+"));
        for (var forged : List.of("1:1", "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==", "-1:-1'\"<x>", "")) {
            var answer =
                    post("/login", "login=login&email=a&password=b&enter=x&jakarta.faces.ViewState=" + encoded(forged));
            assertThat(answer.status()).as(forged).isIn(200, 409);
            assertThat(answer.header("Set-Cookie").orElse("")).doesNotContain("muster-session");
            assertThat(answer.body()).doesNotContain("<x>", "Exception", "java.");
        }
    }

    @Test
    void T_P05_the_language_that_a_browser_asks_for_is_never_repeated() {
        for (var language : List.of("en\"><script>alert(1)</script>", "de-x-<svg/onload=alert(1)>", "'+alert(1)+'")) {
            var answer = MUSTER.anonymous().with("Accept-Language", language).get("/login");
            assertThat(answer.body())
                    .as(language)
                    .doesNotContain("alert(1)", "onload")
                    .containsPattern("<html lang=\"(en|de)\"");
        }
    }

    @Test
    void T_P08_a_flood_of_logins_that_nobody_completes_is_bounded_and_lets_others_in() {
        var threads = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(() -> {
                    for (var i = 0; i < 200; i++) {
                        MUSTER.anonymous().get(i % 2 == 0 ? "/login" : "/reset");
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        threads.forEach(PortalAttacksIT::join);
        assertThat(Figures.of(MUSTER).value("muster_views_anonymous")).isBetween(1.0, 100.0);
        assertThat(Figures.of(MUSTER).refusals("views-anonymous-per-address")).isPositive();
        browser.signedIn(browser.page());
    }

    @Test
    void what_a_form_sends_is_utf_8_from_its_first_reading() {
        var email = email("umlaut");
        MUSTER.anonymous()
                .post(
                        "/api/v1/auth/invitations/accept",
                        Map.of("token", invite(email, "VIEWER"), "password", "Grüße aus Köln 77", "name", "Jörg"))
                .expect(200);
        var page = browser.page();
        page.navigate("/login");
        PortalBrowser.signIn(page, email, "Grüße aus Köln 77");
        assertThat(page).hasURL(Pattern.compile("/(devices)?$"));
    }

    @Test
    void T_R07_more_parameters_than_are_read_are_refused_and_not_cut_off() {
        var many = IntStream.range(0, 20_000).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));
        assertThat(post("/login", many).status()).isEqualTo(400);
        assertThat(post("/registry/devices.xhtml", many).status()).isIn(302, 400);
        var some = IntStream.range(0, 501).mapToObj(i -> "p" + i).collect(Collectors.joining("&"));
        assertThat(MUSTER.admin().get("/api/v1/devices?" + some).status()).isEqualTo(400);
        assertThat(MUSTER.admin()
                        .get("/api/v1/devices?" + some.substring(0, some.lastIndexOf('&')))
                        .status())
                .isEqualTo(200);
        assertThat(post("/api/v1/auth/login", many).status()).isEqualTo(415);
    }

    @Test
    void T_L07_what_the_audit_tells_of_is_text_there() {
        var device = WireDevice.enrolled(MUSTER, "audited");
        MUSTER.admin()
                .patch("/api/v1/devices/" + device.id, Map.of("label", POLYGLOT))
                .expect(200);
        MUSTER.admin()
                .post("/api/v1/devices/" + device.id + "/move", Map.of("state", "disabled", "reason", POLYGLOT))
                .expect(200);
        post("/api/v1/auth/login", "{}");
        MUSTER.anonymous()
                .post(
                        "/api/v1/auth/login",
                        Map.of("email", "<img src=x onerror=\"document.title='owned'\">", "password", "x"));
        var page = at("/audit?device=" + device.id);
        page.locator(".audit summary").first().click();
        assertThat(page.locator(".audit pre").first()).containsText("onerror");
        page.navigate("/audit");
        assertThat(page.locator(".audit tbody tr").first()).isVisible();
        assertThat(page.title()).doesNotContain("owned");
        assertThat(page.locator(".audit img")).hasCount(0);
    }

    private static Answer post(String path, String body) {
        return MUSTER.anonymous()
                .send(MUSTER.anonymous()
                        .request(path)
                        .header("Content-Type", FORM)
                        .POST(BodyPublishers.ofString(body)));
    }

    private static String encoded(String words) {
        return java.net.URLEncoder.encode(words, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
