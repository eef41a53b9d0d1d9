package dev.muster.identity.boundary;

import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.SessionRows;
import dev.muster.identity.entity.ApiKeyView;
import dev.muster.identity.entity.NewApiKey;
import dev.muster.identity.entity.SessionEnded;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Limit;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Meters;
import dev.muster.platform.Page;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A person's keys for programs: 256 random bits behind a prefix, shown once; a session each, so they end like sessions. */
@Stateless
@Scoped
public class ApiKeys {

    /** Says what it is where it is found, e.g. to a scanner of published files. */
    public static final String PREFIX = "muster_";

    /** How far the clock of a client may be ahead that asks for the longest life. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    @Inject
    private Sql sql;

    @Inject
    private SessionRows rows;

    @Inject
    private PersonAudit audit;

    @Inject
    private Meters meters;

    @Inject
    private Event<SessionEnded> ended;

    @Inject
    @ConfigProperty(name = "muster.token.life.max")
    private Duration longestLife;

    @Inject
    @ConfigProperty(name = "muster.api.keys.per.person")
    private int most;

    /**
     * A new key; this answer is the only one that shows it.
     *
     * @throws Refusal 403 {@code api-key} to a key; 422 for an org one is no member of and a life that is too long;
     *     429 {@code api-keys}
     */
    public ApiKeyView create(Caller caller, NewApiKey wanted) {
        caller.requireSignedIn();
        if (!rows.hold(caller.personId(), null) || rows.open(caller.sessionId()).isEmpty()) {
            throw Refusal.of(401, "unauthenticated", "your session has ended: sign in again");
        }
        if (rows.keys(caller.personId()).size() >= most) {
            meters.refused(Limit.API_KEYS);
            throw Refusal.of(429, "api-keys", "you have " + most + " API keys: revoke one that is not needed any more");
        }
        var now = Instant.now();
        var end = now.plus(longestLife);
        if (wanted.expiresAt() != null && wanted.expiresAt().isAfter(end.plus(SKEW))) {
            throw Refusal.invalid("/expiresAt", "a key lives at most " + longestLife.toDays() + " days");
        }
        var secret = Ids.secret();
        var key = new SessionRows.New(
                Ids.next(),
                caller.personId(),
                SessionKind.API_KEY,
                ContentDigest.sha256(secret),
                caller.address(),
                null,
                now,
                wanted.expiresAt() == null || wanted.expiresAt().isAfter(end) ? end : wanted.expiresAt());
        var made = rows.insertKey(
                key, wanted.name(), wanted.org() == null ? null : org(caller, wanted.org()), wanted.role());
        audit.record(
                Actor.of(caller),
                caller.personId(),
                "api-key.created",
                "api-key",
                key.id().toString(),
                Map.of(
                        "name",
                        wanted.name(),
                        "org",
                        Objects.toString(wanted.org(), "all"),
                        "role",
                        Objects.toString(wanted.role(), "as the person"),
                        "expiresAt",
                        key.expiresAt().toString()));
        return new ApiKeyView(
                key.id(),
                wanted.name(),
                wanted.org(),
                wanted.role(),
                1,
                made,
                made,
                null,
                key.expiresAt(),
                PREFIX + Base64Url.encode(secret));
    }

    /** Those that still open something, used last first. */
    public List<ApiKeyView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<ApiKeyView> list(Caller caller, ListQuery query) {
        caller.requireSignedIn();
        return rows.keys(caller.personId(), query);
    }

    /** @throws Refusal 404 where it is not the caller's, or opens nothing any more */
    public ApiKeyView get(Caller caller, UUID id) {
        return list(caller).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("API key"));
    }

    /**
     * Ends a key at once, open sockets included.
     *
     * @throws Refusal 404 where it is not the caller's, or ended before
     */
    public void revoke(Caller caller, UUID id) {
        if (!id.equals(caller.sessionId())) {
            caller.requireSignedIn();
        }
        var key = rows.keys(caller.personId()).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .filter(each -> rows.end(caller.personId(), id))
                .orElseThrow(() -> Refusal.notFound("API key"));
        audit.record(
                Actor.of(caller),
                caller.personId(),
                "api-key.revoked",
                "api-key",
                id.toString(),
                Map.of("name", key.name()));
        ended.fire(new SessionEnded(id));
    }

    private long org(Caller caller, String slug) {
        return sql.one("""
                        select o.id from org o join membership m on m.org_id = o.id
                        where m.person_id = ? and m.accepted_at is not null and o.slug = ?""", row -> row.number("id"), caller.personId(), slug)
                .orElseThrow(() -> Refusal.invalid("/org", "you are no member of such an org"));
    }
}
