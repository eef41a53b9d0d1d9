package dev.muster.identity.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.control.Letters;
import dev.muster.identity.control.MemberRows;
import dev.muster.identity.control.SessionRows;
import dev.muster.identity.entity.Invited;
import dev.muster.identity.entity.MemberPatch;
import dev.muster.identity.entity.MemberRemoved;
import dev.muster.identity.entity.NewMember;
import dev.muster.identity.entity.SessionEnded;
import dev.muster.identity.entity.UserView;
import dev.muster.mail.boundary.Outbox;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Limit;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Meters;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The members of an org: who they are and what they may do in it. For its administrators. */
@Stateless
@Scoped
public class People {

    @Inject
    private Sql sql;

    @Inject
    private MemberRows members;

    @Inject
    private AuditLog audit;

    @Inject
    private Outbox outbox;

    @Inject
    private Letters letters;

    @Inject
    @ConfigProperty(name = "muster.invitation.life")
    private Duration invitationLife;

    @Inject
    @ConfigProperty(name = "muster.invitations.per.org.hour")
    private int perHour;

    @Inject
    private Meters meters;

    @Inject
    private SessionRows sessions;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<SessionEnded> ended;

    @Inject
    private Event<MemberRemoved> removed;

    /** By e-mail. */
    public List<UserView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<UserView> list(Caller caller, ListQuery query) {
        caller.require(Permission.MANAGE_PEOPLE);
        return members.list(caller, query);
    }

    /** @throws Refusal 404 for whoever is no member */
    public UserView get(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_PEOPLE);
        return members.find(caller, id).orElseThrow(() -> Refusal.notFound("user"));
    }

    /**
     * Invites somebody. They are a member once they accept; until then inviting them again makes a new link, and the old
     * one opens nothing.
     *
     * @throws Refusal 409 {@code user-exists} for somebody who is a member; 429 {@code invitations} where the org invited
     *     too many within the hour
     */
    public Invited invite(Caller caller, NewMember member) {
        caller.require(Permission.MANAGE_PEOPLE);
        var id = Ids.next();
        var person = members.person(member.email(), member.name(), id);
        if (members.isMember(caller, person)) {
            throw Refusal.conflict("user-exists", member.email() + " is a member: change what they may do instead");
        }
        members.write(caller, person, id, member.role(), member.fleets());
        members.name(caller, person, member.name());
        requireRoom(caller);
        var secret = Ids.secret();
        var expiresAt = Instant.now().plus(invitationLife);
        sql.update("delete from invitation where person_id = ? and org_id = ?", person, caller.orgId());
        sql.update(
                "insert into invitation (id, person_id, org_id, token_hash, expires_at) values (?, ?, ?, ?, ?)",
                Ids.next(),
                person,
                caller.orgId(),
                ContentDigest.sha256(secret),
                expiresAt);
        var user = members.find(caller, members.publicId(person)).orElseThrow();
        record(caller, "user.invited", user.id(), rights(user));
        var token = Base64Url.encode(secret);
        if (outbox.isOn()) {
            outbox.send(letters.invitation(member.email(), caller.orgName(), caller.name(), token, expiresAt));
        }
        return new Invited(user, token, expiresAt, outbox.isOn());
    }

    /**
     * Other rights for a member, from their next request on, or another name.
     *
     * @param patch merge patch: what is absent stays
     * @throws Refusal 409 {@code last-admin} where nobody would be left to administer the org; 409 {@code name-theirs} for
     *     the name of somebody who is not of this org alone; 422 for another e-mail address
     */
    public UserView change(Caller caller, UUID id, JsonNode patch, Integer ifVersion) {
        caller.require(Permission.MANAGE_PEOPLE);
        members.hold(caller);
        var before = get(caller, id);
        Refusal.unlessVersion("user", before.version(), ifVersion);
        var wanted = MemberPatch.on(before, patch);
        if (!wanted.email().equals(before.email())) {
            throw Refusal.invalid(
                    "/email", "the address is how they sign in: remove them here and invite them by the other one");
        }
        var person = members.key(caller, id);
        members.write(caller, person, id, wanted.role(), wanted.fleets());
        requireAnAdmin(caller);
        if (!wanted.name().equals(before.name())) {
            rename(caller, person, before, wanted.name());
        }
        var now = get(caller, id);
        record(caller, "user.changed", id, Map.of("from", facts(before), "to", facts(now)));
        return now;
    }

    /**
     * Ends a membership at once, and with it their API keys for this org alone; the person and their other orgs stay.
     *
     * @throws Refusal 409 {@code last-admin}
     */
    public void remove(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_PEOPLE);
        members.hold(caller);
        var before = get(caller, id);
        var person = members.key(caller, id);
        endKeys(caller, person, before.email());
        sql.update("delete from membership where org_id = ? and person_id = ?", caller.orgId(), person);
        requireAnAdmin(caller);
        record(caller, "user.removed", id, rights(before));
        removed.fire(new MemberRemoved(caller, person));
    }

    /** What opens this org alone must not open it again once they are invited anew. */
    private void endKeys(Caller caller, long person, String email) {
        transaction.become(Scope.ofPerson(person));
        var keys = sessions.endKeys(person, caller.orgId());
        transaction.become(caller);
        var details = new LinkedHashMap<String, Map<String, ?>>();
        keys.forEach((key, name) -> details.put(key.toString(), Map.of("name", name, "of", email)));
        audit.recordAll(Actor.of(caller), caller.orgId(), "api-key.revoked", "api-key", details);
        keys.keySet().forEach(key -> ended.fire(new SessionEnded(key)));
    }

    /** Until they accept, the name is the org's word for them; then it is theirs, and shown in all their orgs. */
    private void rename(Caller caller, long person, UserView before, String name) {
        if (before.status().equals("invited")) {
            members.name(caller, person, name);
            return;
        }
        transaction.become(Scope.ofPerson(person));
        if (!members.isOfOneOrg(person)) {
            throw Refusal.conflict(
                    "name-theirs",
                    "this person is not of this org alone: they change their name themselves, on their account page");
        }
        members.rename(person, name);
        transaction.become(caller);
    }

    /** Each may be a letter to a stranger, so withdrawn ones count too: the audit remembers them all. */
    private void requireRoom(Caller caller) {
        sql.query(
                "select pg_advisory_xact_lock(hashtextextended('invitations:' || ?, 8))", row -> null, caller.orgId());
        var invited = sql.one(
                        "select count(*) as n from audit_entry"
                                + " where org_id = ? and action = 'user.invited' and at > now() - interval '1 hour'",
                        row -> row.number("n"),
                        caller.orgId())
                .orElse(0L);
        if (invited >= perHour) {
            meters.refused(Limit.INVITATIONS);
            throw Refusal.tooMany(
                    "invitations", "this org invited " + invited + " people within the hour: go on in a while", 600);
        }
    }

    private void requireAnAdmin(Caller caller) {
        if (!members.hasAdmin(caller)) {
            throw Refusal.conflict("last-admin", "an org keeps one administrator: make somebody else one first");
        }
    }

    private void record(Caller caller, String action, UUID id, Map<String, ?> detail) {
        audit.record(Actor.of(caller), caller.orgId(), action, "person", id.toString(), detail);
    }

    private static Map<String, Object> facts(UserView user) {
        var facts = rights(user);
        facts.put("name", user.name());
        return facts;
    }

    private static Map<String, Object> rights(UserView user) {
        var rights = new LinkedHashMap<String, Object>();
        rights.put("email", user.email());
        rights.put("role", Objects.toString(user.role(), "fleets only"));
        user.fleets().forEach(fleet -> rights.put("fleet " + fleet.slug(), fleet.role()));
        return rights;
    }
}
