package dev.muster.identity.control;

import dev.muster.mail.entity.Letter;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What people are written. Links begin with {@code muster.public.url}, never with what a request said of its host: whoever
 * asks for a letter to somebody else must not choose where its link leads. Their secret stands behind the {@code #}, where
 * no server on the way logs it.
 */
@ApplicationScoped
public class Letters {

    /** The server does not know where its reader is. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @Inject
    @ConfigProperty(name = "muster.public.url")
    private Optional<String> publicUrl;

    @Inject
    @ConfigProperty(name = "muster.smtp.url")
    private Optional<String> smtp;

    private String base;

    public Letters() {}

    Letters(String publicUrl) {
        this.publicUrl = Optional.of(publicUrl);
        this.smtp = Optional.empty();
        prepare();
    }

    /** @throws IllegalStateException where mail is on and nobody said where this installation is */
    @PostConstruct
    void prepare() {
        if (publicUrl.isEmpty()) {
            if (smtp.isPresent()) {
                throw new IllegalStateException("MUSTER_SMTP_URL is set, and MUSTER_PUBLIC_URL is not: links need it");
            }
            return;
        }
        base = publicUrl.get().replaceAll("/+$", "");
        var parsed = URI.create(base);
        if (parsed.getHost() == null || !("https".equals(parsed.getScheme()) || "http".equals(parsed.getScheme()))) {
            throw new IllegalStateException("MUSTER_PUBLIC_URL has to be like https://muster.example, not " + base);
        }
    }

    public Letter invitation(String to, String org, String by, String token, Instant until) {
        return new Letter(to, "Invitation to " + line(org) + " at Muster", """
                %s invites you to %s.

                Accept until %s:
                %s/invitation#%s

                The link works once. If you do not know why you got this, leave it be.
                """.formatted(
                        line(by), line(org), TIME.format(until), base, token));
    }

    public Letter reset(String to, String token, Instant until) {
        return new Letter(to, "A new password for Muster", """
                Somebody, perhaps you, asked for a new password for %s.

                Set it until %s:
                %s/reset#%s

                The link works once. If it was not you, leave it be: nothing has changed.
                """.formatted(to, TIME.format(until), base, token));
    }

    public Letter passwordChanged(String to, String how) {
        return new Letter(to, "Your password at Muster was changed", """
                The password of %s was changed %s. Whoever was signed in with the old one is signed out.

                If it was not you, set a new one at once: %s/reset
                """.formatted(to, how, base));
    }

    /** To whoever is kept out by somebody who has their password and guesses codes. */
    public Letter codesGuessed(String to) {
        return new Letter(to, "Wrong codes for your account at Muster", """
                Somebody who knows the password of %s gave many wrong codes. No further code is looked at from where they
                are until tomorrow; from a network that you have signed in from before, and with a recovery code, you sign in
                as always.

                If it was not you, set a new password at once: %s/reset
                """.formatted(to, base));
    }

    /** One line without an address in it and not a long one, whatever a name holds: a name must not be the message. */
    private static String line(String words) {
        var line = words.replaceAll("\\p{Cntrl}+", " ")
                .replace("://", " ")
                .replace("www.", " ")
                .strip();
        return line.length() <= 60 ? line : line.substring(0, 60).strip() + "…";
    }
}
