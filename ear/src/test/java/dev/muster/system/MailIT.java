package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Letters that people get, through a real mail server: invitations, and links to a new password. */
class MailIT {

    private static final RunningMuster MUSTER = RunningMuster.get();
    private static final String ASK = "/api/v1/auth/password-reset";
    private static final Pattern LINK = Pattern.compile("(http://\\S+?)#(\\S+)");
    private static PortalBrowser browser;

    private final ProductDatabase database = new ProductDatabase(MUSTER);
    private final Mailbox mailbox = Mailbox.get();

    @BeforeAll
    static void open() {
        MUSTER.data(); // skipped against a server given from outside, which sends its mail elsewhere
        browser = new PortalBrowser(MUSTER);
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @BeforeEach
    void nobody_asked_yet() {
        database.change("delete from password_reset");
    }

    @Test
    void an_invitation_comes_by_mail_and_its_link_opens_it() {
        var email = UUID.randomUUID() + "@system.test";
        var invited = MUSTER.admin()
                .post("/api/v1/users", Map.of("email", email, "name", "New\r\nBcc: all@x", "role", "VIEWER"))
                .expect(201);
        assertThat(invited.data().path("mailed").asBoolean()).isTrue();
        var link = LINK.matcher(mailbox.letter(email, 1));
        assertThat(link.find()).isTrue();
        assertThat(link.group(1)).isEqualTo(MUSTER.base() + "/invitation");
        assertThat(MUSTER.anonymous()
                        .post("/api/v1/auth/invitations/look", Map.of("token", link.group(2)))
                        .expect(200)
                        .data()
                        .path("email")
                        .asText())
                .isEqualTo(email);
    }

    @Test
    void who_forgot_their_password_sets_a_new_one_by_a_link_that_works_once() {
        var email = database.person("VIEWER");
        var before = database.signIn(email);
        var page = browser.page();
        page.navigate("/login");
        page.locator("#forgot").click();
        page.locator("#email").fill(email.toUpperCase(java.util.Locale.ROOT));
        page.locator("[data-step=ask] button").click();
        assertThat(page.locator("[data-step=asked]")).isVisible();
        PortalBrowser.picture(page, "reset-asked");

        var link = LINK.matcher(mailbox.letter(email, 1));
        assertThat(link.find()).isTrue();
        page.navigate(link.group());
        assertThat(page).hasURL(Pattern.compile("/reset$"));
        page.locator("#password").fill("short");
        page.locator("#password").evaluate("(field) => field.removeAttribute('minlength')");
        page.locator("[data-step=set] button").click();
        assertThat(page.locator(".notice")).containsText("12 characters");
        page.locator("#password").fill("another long password");
        page.locator("[data-step=set] button").click();
        assertThat(page.locator("[data-step=done]")).isVisible();
        browser.complaints.removeIf(complaint -> complaint.contains("422"));
        assertThat(browser.complaints).isEmpty();

        assertThat(before.get("/api/v1/auth/me").status()).isEqualTo(401);
        MUSTER.anonymous()
                .signIn(email, "another long password")
                .get("/api/v1/auth/me")
                .expect(200);
        assertThat(accept(link.group(2), "yet another password").code()).isEqualTo("reset");
        assertThat(mailbox.letter(email, 2)).contains("was changed");
    }

    @Test
    void who_changed_their_password_themselves_hears_of_it() {
        var email = database.person("VIEWER");
        var change = Map.of("current", MUSTER.adminPassword(), "new", "another long password");
        database.signIn(email).post("/api/v1/auth/password", change).expect(200);
        assertThat(mailbox.letter(email, 1)).contains("was changed", "knew the old one");
    }

    @Test
    void the_answer_tells_nobody_who_has_an_account() {
        var known = database.person("VIEWER");
        var unknown = UUID.randomUUID() + "@system.test";
        var one = ask(known);
        var other = ask(unknown);
        assertThat(one.status()).isEqualTo(other.status()).isEqualTo(200);
        assertThat(one.body()).isEqualTo(other.body());
        mailbox.letter(known, 1);
        assertThat(mailbox.to(unknown)).isEmpty();
    }

    @Test
    void a_person_gets_three_letters_an_hour_and_an_address_asks_for_ten() {
        var email = database.person("VIEWER");
        for (var i = 0; i < 10; i++) {
            ask(email).expect(200);
        }
        var refused = ask(email);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("resets");
        mailbox.letter(email, 3);
        Eventually.pause(3_000);
        assertThat(mailbox.to(email)).hasSize(3);
        assertThat(Figures.of(MUSTER).refusals("resets-per-person")).isGreaterThanOrEqualTo(7);
    }

    @Test
    void a_link_of_yesterday_and_a_made_up_one_open_nothing() {
        var email = database.person("VIEWER");
        ask(email).expect(200);
        var link = LINK.matcher(mailbox.letter(email, 1));
        assertThat(link.find()).isTrue();
        database.change(
                "update password_reset set expires_at = now() where person_id = (select id from person where email = ?)",
                email);
        assertThat(accept(link.group(2), "another long password").code()).isEqualTo("reset");
        assertThat(accept("AAAA", "another long password").code()).isEqualTo("reset");
        database.signIn(email);
    }

    @Test
    void letters_wait_while_the_mail_server_is_away_and_are_sealed_meanwhile() {
        var email = database.person("VIEWER");
        mailbox.close();
        try {
            ask(email).expect(200);
            Eventually.value(
                    "a try that failed",
                    Duration.ofSeconds(30),
                    () -> database.texts("select last_error from mail_letter where last_error is not null"),
                    failed -> !failed.isEmpty());
            assertThat(database.texts("select encode(content, 'escape') from mail_letter"))
                    .noneMatch(content -> content.contains(email) || content.contains("reset#"));
        } finally {
            mailbox.open();
        }
        assertThat(mailbox.letter(email, 1)).contains("/reset#");
        Eventually.value(
                "nothing is left",
                Duration.ofSeconds(60),
                () -> database.texts("select id from mail_letter"),
                java.util.List::isEmpty);
    }

    @Test
    void T_P09_whoever_is_kept_out_by_guessed_codes_hears_of_it_once() {
        var email = database.person("VIEWER");
        var me = database.signIn(email);
        var secret = me.post("/api/v1/auth/totp", Map.of("password", MUSTER.adminPassword()))
                .expect(200)
                .data();
        var app = new Authenticator(secret.path("secret").asText());
        me.post("/api/v1/auth/totp/confirm", Map.of("code", app.code(0))).expect(200);
        var before = "insert into code_guess (person_id, place) select p.id, g.place from person p,"
                + " (select place from code_guess order by at desc limit 1) g, generate_series(1, 8) where p.email = ?";
        wrongCode(email);
        database.change(before, email);
        wrongCode(email);
        wrongCode(email);
        assertThat(mailbox.letter(email, 1)).contains("many wrong codes", "/reset");
        Eventually.pause(3_000);
        assertThat(mailbox.to(email)).hasSize(1);
    }

    /** Without the wait that wrong ones bring. */
    private void wrongCode(String email) {
        database.change("delete from sign_in_delay");
        var login = Map.of("email", email, "password", MUSTER.adminPassword(), "totp", "000000");
        assertThat(MUSTER.anonymous().post("/api/v1/auth/login", login).status())
                .isEqualTo(401);
    }

    private static Answer ask(String email) {
        return MUSTER.anonymous().post(ASK, Map.of("email", email));
    }

    private static Answer accept(String token, String password) {
        return MUSTER.anonymous().post(ASK + "/accept", Map.of("token", token, "password", password));
    }
}
