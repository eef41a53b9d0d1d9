package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.SameSiteAttribute;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What comes back from the provider and is not taken; sign-ins that others begin; a provider that is away. */
class OidcRefusalsIT extends OidcStory {

    /** RFC 9207: this provider names itself. */
    private static final String ISS = "&iss=" + URLEncoder.encode(KEYCLOAK.issuer(), StandardCharsets.UTF_8);

    @BeforeAll
    static void people() {
        MUSTER.data(); // skipped, aloud, against a server given from outside
        people(REGULAR);
    }

    @Test
    void an_answer_counts_once_and_in_the_browser_that_began() {
        var seen = new CopyOnWriteArrayList<String>();
        var page = browser.page();
        page.onRequest(request -> {
            if (request.url().contains("/callback?")) {
                seen.add(request.url());
            }
        });
        begin(page, "/login");
        var cookie = page.context().cookies(MUSTER.base().toString()).stream()
                .filter(each -> each.name.equals("muster-oidc"))
                .findFirst()
                .orElseThrow();
        assertThat(cookie.httpOnly).isTrue();
        assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.LAX);
        assertThat(cookie.expires - System.currentTimeMillis() / 1e3).isBetween(500.0, 601.0);
        enter(page, REGULAR);
        assertThat(page).hasURL(Pattern.compile("/$"));
        atWork(page);
        var callback = seen.get(0).substring(MUSTER.base().toString().length());

        var replayed =
                MUSTER.anonymous().with("Cookie", "muster-oidc=" + cookie.value).get(callback);
        assertThat(replayed.status()).isEqualTo(400);
        assertThat(replayed.body()).contains("was used already");
        assertThat(replayed.header("Set-Cookie").orElse("")).doesNotContain("muster-session");
        assertThat(MUSTER.anonymous().get(callback).status())
                .as("another browser")
                .isEqualTo(400);
    }

    @Test
    void what_was_tampered_with_opens_nothing() {
        var begun = MUSTER.anonymous().get("/login/oidc?to=%2Faccount");
        assertThat(begun.status()).isEqualTo(302);
        assertThat(begun.header("Location").orElse(""))
                .startsWith(KEYCLOAK.issuer())
                .contains("code_challenge_method=S256");
        var cookie = begun.header("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        assertThat(begun.header("Set-Cookie").orElse(""))
                .contains("HttpOnly")
                .containsOnlyOnce("SameSite")
                .contains("SameSite=Lax")
                .contains("Max-Age=600");
        var state = state(begun);
        var browser = browserOf(begun);

        assertThat(answer(browser, "?code=x&state=another" + ISS)).isEqualTo(400);
        assertThat(answer(browser, "?code=x" + ISS)).isEqualTo(400);
        assertThat(answer(MUSTER.anonymous(), "?code=x&state=" + state + ISS))
                .as("no cookie")
                .isEqualTo(400);
        assertThat(answer(
                        MUSTER.anonymous().with("Cookie", cookie.substring(0, cookie.length() - 4) + "AAAA"),
                        "?code=x&state=" + state + ISS))
                .as("a cookie of one's own making")
                .isEqualTo(400);
        assertThat(answer(browser, "?code=x&state=" + state + "&iss=https%3A%2F%2Fevil.example"))
                .as("RFC 9207: another issuer")
                .isEqualTo(502);
        assertThat(answer(browser, "?code=x&state=" + state + ISS))
                .as("the state was used by that")
                .isEqualTo(400);

        var again = MUSTER.anonymous().get("/login/oidc");
        assertThat(answer(browserOf(again), "?code=made-up&state=" + state(again) + ISS))
                .as("a code that the provider does not know")
                .isEqualTo(502);
        var third = MUSTER.anonymous().get("/login/oidc");
        var cancelled = browserOf(third)
                .get("/login/oidc/callback?error=access_denied&error_description=%3Cscript%3E&state=" + state(third)
                        + ISS);
        assertThat(cancelled.status()).isEqualTo(403);
        assertThat(cancelled.body()).contains("was cancelled").doesNotContain("<script>");
    }

    @Test
    void no_other_site_begins_a_sign_in_or_is_where_it_leads() {
        var crossed = MUSTER.anonymous().with("Sec-Fetch-Site", "cross-site").get("/login/oidc?to=%2Faccount");
        assertThat(crossed.status()).isEqualTo(302);
        assertThat(crossed.header("Location").orElse("")).endsWith("/login?to=%2Faccount");
        assertThat(crossed.header("Set-Cookie").orElse("")).doesNotContain("muster-oidc");

        var elsewhere = MUSTER.anonymous()
                .request("/login/oidc?to=%2Faccount")
                .uri(URI.create(
                        MUSTER.base().toString().replace("127.0.0.1", "localhost") + "/login/oidc?to=%2Faccount"));
        var moved = MUSTER.anonymous().send(elsewhere);
        assertThat(moved.header("Location").orElse("")).isEqualTo(MUSTER.base() + "/login/oidc?to=%2Faccount&moved=1");

        for (var to : List.of("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")) {
            var page = browser.page();
            page.navigate("/login?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
            page.locator("#oidc").click();
            enter(page, REGULAR);
            assertThat(page).hasURL(MUSTER.base() + "/");
            atWork(page);
        }
    }

    @Test
    void a_provider_that_is_away_stops_nothing_but_signing_in_there() {
        var away = KEYCLOAK.whileAway();
        assertThat(away.status()).as("before it was started").isEqualTo(503);
        assertThat(away.body()).contains(Keycloak.LABEL + " does not answer").contains("sign in with your password");
        assertThat(away.header("Retry-After")).isPresent();
        assertThat(away.all("Set-Cookie")).isEmpty();

        var begun = MUSTER.anonymous().get("/login/oidc");
        var state = state(begun);
        KEYCLOAK.signal("STOP");
        try {
            var began = System.nanoTime();
            assertThat(answer(browserOf(begun), "?code=x&state=" + state + ISS)).isEqualTo(503);
            assertThat((System.nanoTime() - began) / 1e9).as("seconds").isLessThan(8);
            MUSTER.signIn().get("/api/v1/auth/me").expect(200);
        } finally {
            KEYCLOAK.signal("CONT");
        }
    }

    /** The browser that got this answer. */
    private static Rest browserOf(Answer begun) {
        return MUSTER.anonymous()
                .with("Cookie", begun.header("Set-Cookie").orElseThrow().replaceAll(";.*", ""));
    }

    private static String state(Answer begun) {
        return begun.header("Location").orElseThrow().replaceAll(".*[?&]state=([^&]+).*", "$1");
    }

    private static int answer(Rest browserOf, String query) {
        var answer = browserOf.get("/login/oidc/callback" + query);
        assertThat(answer.header("Set-Cookie").orElse("")).doesNotContain("muster-session");
        return answer.status();
    }
}
