package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The credential of a device in its Settings. */
class PortalCredentialIT extends PortalStory {

    @Test
    void a_new_secret_is_shown_once_and_the_old_one_works_beside_it() {
        var device = WireDevice.enrolled(MUSTER, "rotated");
        device.checkIn(device.checkInBody()).send();
        var page = at("/devices/" + device.id + "#settings");
        assertThat(page.locator(".credential [data-version]")).hasText("1");
        assertThat(page.locator(".credential [data-previous]")).hasCount(0);
        page.locator("[data-open=credential-rotate]").click();
        assertThat(page.locator("#credential-rotate h2")).containsText(device.id);
        page.locator("#credential-rotate [type=submit]").click();
        assertThat(page.locator("#secret .what").first())
                .hasText("Version 2 for " + device.id + ". Put it on the device.");
        PortalBrowser.picture(page, "credential-shown-light");
        var secret = page.locator("#secret code").first().textContent();
        page.locator("#secret [data-close]").last().click();
        assertThat(page.locator(".credential [data-version]")).hasText("2");
        assertThat(page.locator(".credential [data-previous]")).hasCount(1);
        assertThat(page.content()).doesNotContain(secret);
        PortalBrowser.picture(page, "credential-light");

        var anew = device.checkIn(device.checkInBody())
                .withSecret(Base64.getDecoder().decode(secret));
        assertThat(anew.send().status()).isEqualTo(200);
        assertThat(device.checkIn(device.checkInBody()).send().status()).isEqualTo(200);
        var known = MUSTER.admin().get(device.path("/credentials")).expect(200);
        assertThat(known.data().path("version").asInt()).isEqualTo(2);
        assertThat(known.data().path("usedAt").isTextual()).isTrue();
        assertThat(known.body()).doesNotContain(secret);
    }

    @Test
    void a_revocation_wants_the_label_and_a_permit_lets_the_device_in_again() {
        var device = WireDevice.enrolled(MUSTER, "shut");
        var page = at("/devices/" + device.id + "#settings");
        page.locator("[data-open=credential-revoke]").click();
        page.locator("#credential-revoke-typed").fill("something else");
        page.locator("#credential-revoke [type=submit]").click();
        assertThat(page.locator("#credential-revoke [role=alert]")).containsText(device.id);
        PortalBrowser.picture(page, "credential-revoke-light");
        page.locator("#credential-revoke-typed").fill(device.id);
        page.locator("#credential-revoke [type=submit]").click();
        assertThat(page.locator(".credential .chip")).hasText("revoked");
        assertThat(page.locator("[data-open=credential-revoke]")).hasCount(0);
        assertThat(device.checkIn(device.checkInBody()).send().status()).isEqualTo(401);

        page.locator("[data-open=credential-permit]").click();
        page.locator("#permit-name").fill("lost its disk");
        page.locator("#credential-permit [type=submit]").click();
        assertThat(page.locator("#secret")).isVisible();
        var permit = page.locator("#secret code").first().textContent();
        assertThat(permit).startsWith("mpt_");
        page.locator("#secret [data-close]").last().click();
        MUSTER.anonymous()
                .post("/api/v1/provision", Map.of("provisionToken", permit, "deviceId", device.id))
                .expect(200);
        assertThat(MUSTER.admin()
                        .get(device.path("/credentials"))
                        .data()
                        .path("revokedAt")
                        .isTextual())
                .isFalse();
    }

    @Test
    void who_may_only_look_sees_the_credential_and_no_button() {
        var device = WireDevice.enrolled(MUSTER, "looked-at");
        var page = browser.page();
        page.navigate("/login");
        PortalBrowser.signIn(page, joined("VIEWER"), PASSWORD);
        atWork(page);
        page.navigate("/devices/" + device.id + "#settings");
        assertThat(page.locator(".credential [data-version]")).hasText("1");
        assertThat(page.locator(".credential button, #secret, #credential-rotate, #credential-permit"))
                .hasCount(0);
    }

    @Test
    void the_credential_reads_well_on_a_phone_in_german() {
        var device = WireDevice.enrolled(MUSTER, "phone");
        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            var page = browser.signedIn(browser.page(390, 844, scheme, "de-DE"));
            page.navigate("/devices/" + device.id + "#settings");
            assertThat(page.locator("#credential-title")).hasText("Zugangsdaten");
            page.locator(".credential").scrollIntoViewIfNeeded();
            fits(page, "credential", scheme);
            page.locator("[data-open=credential-permit]").click();
            fits(page, "credential-permit", scheme);
        }
    }
}
