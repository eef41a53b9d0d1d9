package dev.muster.mail.control;

import dev.muster.mail.entity.Letter;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The mail server, by one address: {@code smtps://user:password@host:465}, or {@code smtp://user:password@host:587},
 * which insists on STARTTLS unless the host is this machine. User and password are percent-encoded.
 */
@ApplicationScoped
public class Smtp {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    @ConfigProperty(name = "muster.smtp.url")
    private Optional<String> url;

    @Inject
    @ConfigProperty(name = "muster.mail.from")
    private Optional<String> from;

    private URI server;

    public Smtp() {}

    Smtp(String url, String from) {
        this.url = Optional.of(url);
        this.from = Optional.of(from);
        prepare();
    }

    /** @throws IllegalStateException naming the setting that is wrong */
    @PostConstruct
    void prepare() {
        if (url.isEmpty()) {
            return;
        }
        if (from.isEmpty()) {
            throw new IllegalStateException("MUSTER_SMTP_URL is set, and MUSTER_MAIL_FROM is not");
        }
        try {
            new InternetAddress(from.get(), true).validate();
        } catch (MessagingException e) {
            throw new IllegalStateException("MUSTER_MAIL_FROM has to be an e-mail address, not " + from.get(), e);
        }
        server = parse();
    }

    public boolean isConfigured() {
        return server != null;
    }

    /** @throws MessagingException where the mail server cannot be reached or refuses the letter */
    public void send(Letter letter) throws MessagingException {
        var message = new MimeMessage(session());
        message.setFrom(new InternetAddress(from.orElseThrow(), true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to(), true));
        message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
        message.setText(letter.text(), StandardCharsets.UTF_8.name());
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
        message.setSentDate(new Date());
        Transport.send(message);
    }

    private URI parse() {
        try {
            var parsed = URI.create(url.orElseThrow());
            if (parsed.getHost() != null && ("smtp".equals(parsed.getScheme()) || "smtps".equals(parsed.getScheme()))) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            // said below, without the value: it has a password in it
        }
        throw new IllegalStateException("MUSTER_SMTP_URL has to be smtp://user:password@host:587 or smtps://…:465");
    }

    private Session session() {
        var tls = server.getScheme().equals("smtps");
        var here = server.getHost().equals("127.0.0.1") || server.getHost().equals("localhost");
        var settings = new Properties();
        settings.put("mail.smtp.host", server.getHost());
        settings.put("mail.smtp.port", String.valueOf(server.getPort() > 0 ? server.getPort() : tls ? 465 : 587));
        settings.put("mail.smtp.ssl.enable", String.valueOf(tls));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        settings.put("mail.smtp.starttls.enable", String.valueOf(!tls));
        settings.put("mail.smtp.starttls.required", String.valueOf(!tls && !here));
        settings.put("mail.smtp.connectiontimeout", String.valueOf(PATIENCE.toMillis()));
        settings.put("mail.smtp.timeout", String.valueOf(PATIENCE.toMillis()));
        settings.put("mail.smtp.writetimeout", String.valueOf(PATIENCE.toMillis()));
        settings.put("mail.smtp.auth", String.valueOf(server.getRawUserInfo() != null));
        return Session.getInstance(settings, server.getRawUserInfo() == null ? null : login(server.getRawUserInfo()));
    }

    private static Authenticator login(String userInfo) {
        var parts = userInfo.split(":", 2);
        var login = new PasswordAuthentication(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return login;
            }
        };
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
