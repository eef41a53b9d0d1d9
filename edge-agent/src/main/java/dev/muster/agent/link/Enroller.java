package dev.muster.agent.link;

import dev.muster.agent.store.Identity;
import dev.muster.agent.store.IdentityFile;
import dev.muster.protocol.Enrollment;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Logger;

/**
 * Gets and renews the identity. At the first contact the enrollment key is the proof, or a secret that the device was
 * given; later the old secret signs the request, and a new identity is believed only where the server signed the answer back. The server keeps the old secret
 * until the new one is first used, so that a lost answer costs nothing. Only used on the loop.
 */
public final class Enroller {

    private static final Duration RENEW = Duration.ofDays(14);

    private final Settings settings;
    private final IdentityFile file;
    private final SignedHttp http;
    private final Clock clock;
    private final Logger log;
    private final Loop loop;
    private Identity identity;
    private CompletableFuture<Identity> underWay;
    private boolean doubted;

    /** @param name proposed label, may be null; {@code version} is the firmware's */
    public record Settings(String deviceId, String enrollmentKey, String name, String version) {
        @Override
        public String toString() {
            return "Settings[" + deviceId + "]";
        }
    }

    /** The server refused; {@code waitSec} says how long to leave it alone. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int waitSec;

        Refused(String message, int waitSec) {
            super(message);
            this.waitSec = waitSec;
        }

        Duration patience() {
            return Duration.ofSeconds(waitSec);
        }
    }

    Enroller(
            Settings settings, Identity known, IdentityFile file, SignedHttp http, Clock clock, Loop loop, Logger log) {
        this.settings = settings;
        this.identity = known;
        this.file = file;
        this.http = http;
        this.clock = clock;
        this.loop = loop;
        this.log = log;
    }

    /** Done when no enrollment is under way. */
    CompletableFuture<?> settled() {
        return underWay == null ? CompletableFuture.completedFuture(null) : underWay.handle((made, e) -> null);
    }

    /** Null before the first enrollment of a device that was given no secret. */
    Identity current() {
        return identity;
    }

    /** The identity, made or renewed first where that is due. A renewal that fails leaves the old one in use. */
    CompletableFuture<Identity> ensure() {
        if (identity == null) {
            return enroll();
        }
        if (!identity.endsWithin(RENEW, clock.instant())) {
            return CompletableFuture.completedFuture(identity);
        }
        var old = identity;
        return enroll().exceptionally(e -> {
            log.warning("the token could not be renewed: " + plain(e));
            return old;
        });
    }

    /** The token was refused by something that did not sign its word. */
    void doubt() {
        doubted = true;
    }

    /** The token opened a socket. */
    void trust() {
        doubted = false;
    }

    /** A signed answer came: the server itself is there and takes the secret, so what it refused is the token. */
    void confirmed() {
        if (!identity.hasToken()) {
            log.info("the server takes the secret that this device was given: asking for a token");
        } else if (doubted) {
            log.warning("the server does not accept the token: asking for a new one");
        } else {
            return;
        }
        doubted = false;
        enroll().exceptionally(e -> {
            log.warning("the token could not be renewed: " + plain(e));
            return null;
        });
    }

    /** Asks for a new token, proving itself with the old secret where there is one. */
    CompletableFuture<Identity> enroll() {
        if (underWay != null) {
            return underWay;
        }
        if (identity == null && settings.enrollmentKey() == null) {
            return CompletableFuture.failedFuture(
                    new Refused("this device needs an enrollment key to get its identity", 30));
        }
        var old = identity;
        var path = "/api/v1/devices/" + settings.deviceId() + "/token";
        underWay = http.post(
                        path,
                        query(),
                        null,
                        settings.enrollmentKey() == null
                                ? Map.of()
                                : Map.of("X-Enrollment-Key", settings.enrollmentKey()),
                        old == null ? null : old.keyId(),
                        old == null ? null : old.key())
                .handleAsync(
                        (answer, e) -> {
                            underWay = null;
                            if (e != null) {
                                throw new CompletionException(e);
                            }
                            return keep(answer, old);
                        },
                        loop);
        return underWay;
    }

    private Identity keep(SignedHttp.Answer answer, Identity old) {
        if (answer.status() / 100 != 2) {
            throw refusal(answer);
        }
        if (old != null && !answer.signed()) {
            throw new Refused(
                    "the answer to the enrollment is not signed with this device's secret and is not believed; if the"
                            + " server was set up anew, move identity.json away",
                    30);
        }
        var made = read(answer);
        try {
            file.write(made);
            identity = made;
            log.info("enrolled as " + made.deviceId() + ", token until " + made.expiresAt());
            return made;
        } catch (IOException e) {
            throw new Refused("the identity could not be kept: " + e.getMessage(), 30);
        }
    }

    private Identity read(SignedHttp.Answer answer) {
        try {
            var envelope = Json.mapper().readTree(answer.body());
            if (!answer.isJson() || !envelope.path("success").asBoolean()) {
                throw notMuster();
            }
            var data = Json.mapper().treeToValue(envelope.path("data"), Enrollment.class);
            return new Identity(
                    settings.deviceId(),
                    data.secret(),
                    Objects.requireNonNull(data.token()),
                    data.expiresAt(),
                    clock.instant(),
                    settings.deviceId());
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw notMuster();
        }
    }

    /** A captive portal answers 200 too: it is worth asking again soon. */
    private static Refused notMuster() {
        return new Refused("what answers there is no Muster server", 0);
    }

    private Refused refusal(SignedHttp.Answer answer) {
        var wait = Math.max(answer.retryAfterSec(), answer.status() == 403 || answer.status() == 401 ? 30 : 0);
        return new Refused("enrollment refused with " + answer.status() + detail(answer), wait);
    }

    private static String detail(SignedHttp.Answer answer) {
        if (!answer.isJson()) {
            return "";
        }
        try {
            var problem = Json.mapper().readTree(answer.body());
            return " (" + problem.path("code").asText() + ": "
                    + problem.path("detail").asText() + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private String query() {
        var version = "version=" + encode(settings.version());
        return settings.name() == null ? version : "name=" + encode(settings.name()) + "&" + version;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Throwable cause(Throwable e) {
        var cause = e;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String plain(Throwable e) {
        var cause = cause(e);
        if (cause instanceof ConnectException) {
            return "nobody answers";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
