package dev.muster.testbed;

import dev.muster.identity.boundary.Sessions;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Role;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Moves;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.MovedDevice;
import dev.muster.registry.entity.NewDevice;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Orgs, people and devices for a test to begin with. Names are never used twice, so tests do not meet. */
@ApplicationScoped
public class World {

    public static final String ADDRESS = "192.0.2.7";

    @Inject
    private Sessions sessions;

    @Inject
    private Devices devices;

    @Inject
    private Moves moves;

    @Inject
    private DeviceDoor door;

    /** An org; its {@code id} is the internal key. */
    public record Org(long id, String slug) {}

    public Org org() {
        var slug = name("org");
        return new Org(
                number("insert into org (public_id, slug, name) values (?, ?, ?) returning id", Ids.next(), slug, slug),
                slug);
    }

    /** Somebody with that role in a new org. */
    public Caller person(Role role) {
        return person(org(), role);
    }

    public Caller person(Org org, Role role) {
        var id = personWithHash("no password");
        join(id, org, role);
        return signedIn(id, null);
    }

    /** The platform operator, acting in that org. */
    public Caller operator(Org org) {
        var id = personWithHash("no password");
        change("update person set platform_operator = true where id = ?", id);
        join(id, org, Role.ADMIN);
        return signedIn(id, null);
    }

    /** {@code role} null: a fleet member. */
    public void join(long person, Org org, Role role) {
        change(
                "insert into membership (person_id, org_id, role) values (?, ?, ?)",
                person,
                org.id(),
                role == null ? null : role.name());
    }

    /** Gives somebody that role in one fleet of an org they have joined. */
    public void raise(long person, UUID fleet, Role role) {
        change(
                "insert into fleet_member (person_id, fleet, org_id, role) select ?, id, org_id, ? from fleet"
                        + " where public_id = ?",
                person,
                role.name(),
                fleet);
    }

    public long personWithHash(String hash) {
        return number(
                "insert into person (public_id, email, name, password_hash) values (?, ?, 'Somebody', ?) returning id",
                Ids.next(),
                name("person") + "@example.org",
                hash);
    }

    public String email(long person) {
        return text("select email from person where id = ?", person);
    }

    /** The person in a new session, as a request would bring them. */
    public Caller signedIn(long person, String orgSlug) {
        var grant = sessions.open(person, attempt());
        return sessions.byCookie(grant.credential(), orgSlug).orElseThrow().in(ADDRESS, name("request"));
    }

    public static LoginAttempt attempt() {
        return new LoginAttempt("", "", SessionKind.BROWSER, ADDRESS, "a browser", name("request"));
    }

    /** An active device of the caller's org, as its door knows it. */
    public DoorRecord device(Caller manager) {
        return device(manager, name("device"));
    }

    public DoorRecord device(Caller manager, String id) {
        devices.register(manager, NewDevice.named(id, null));
        return door.claimed(id).orElseThrow();
    }

    public MovedDevice move(Caller caller, String id, DeviceState to, String reason) {
        return moves.move(caller, id, Move.to(to, reason));
    }

    public static DevicePass pass(DoorRecord device) {
        return device.pass(ADDRESS);
    }

    /** An address in a network that no other test has. */
    public static String address() {
        var random = ThreadLocalRandom.current();
        return "fd%02x:%x:%x:%x::7"
                .formatted(random.nextInt(256), random.nextInt(65_536), random.nextInt(65_536), random.nextInt(65_536));
    }

    /** A name that no other test has. */
    public static String name(String kind) {
        return kind + "-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 50), 36);
    }

    public int change(String sql, Object... parameters) {
        return as(Postgres.SUPERUSER, sql, parameters, PreparedStatement::executeUpdate);
    }

    public long number(String sql, Object... parameters) {
        return Long.parseLong(text(sql, parameters));
    }

    /** The one value of the one row, as the superuser sees it; null for null. */
    public String text(String sql, Object... parameters) {
        return texts(sql, parameters).get(0);
    }

    /** The first column, as the superuser sees it. */
    public List<String> texts(String sql, Object... parameters) {
        return as(Postgres.SUPERUSER, sql, parameters, statement -> {
            try (var rows = statement.executeQuery()) {
                var found = new ArrayList<String>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    private static <T> T as(String role, String sql, Object[] parameters, Work<T> work) {
        try (Connection connection = Postgres.connect(role);
                var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return work.on(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
