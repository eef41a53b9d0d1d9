package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole way by a real provider, on every server that Muster runs on: the library it takes has to load there. */
@Tag("smoke")
@Order(4)
class OidcSmokeIT extends OidcStory {

    @Test
    void somebody_who_is_invited_accepts_at_the_provider_and_comes_back_without_a_password() {
        var page = browser.page();
        page.navigate("/invitation#" + invite(NEWCOMER.email(), "VIEWER"));
        page.locator("[data-step=new] [data-oidc]").click();
        enter(page, NEWCOMER);
        assertThat(page).hasURL(Pattern.compile("/$"));
        atWork(page);

        var again = begin(browser.page(), "/login?to=%2Faccount");
        enter(again, NEWCOMER);
        assertThat(again).hasURL(Pattern.compile("/account$"));
        assertThat(again.locator("#oidc .chip")).hasText("tied");
        assertThat(MUSTER.admin().get("/api/v1/audit?action=session.opened").body())
                .contains(NEWCOMER.email())
                .contains(KEYCLOAK.issuer());
    }
}
