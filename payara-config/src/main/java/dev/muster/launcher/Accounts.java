package dev.muster.launcher;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** People in the database, changed from beside the server and as its own role, with the same audit. */
record Accounts(Database database) {

    static Accounts of(Database database) {
        return new Accounts(database);
    }

    private record Person(long id, String publicId, boolean disabled) {}

    /**
     * Replaces a password, lifts the wait after wrong ones and ends all sessions and API keys, in one transaction.
     *
     * @param withoutCode whether they sign in without a code from then on
     * @param untied whether nobody at the OpenID provider is them any more
     * @return how many sessions ended
     * @throws StartRefused where nobody has that address, or the person is disabled
     */
    int setPassword(String email, String hash, boolean withoutCode, boolean untied) {
        var address = email.strip().toLowerCase(Locale.ROOT);
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            scope(connection, "app.email", address);
            var person = find(connection, address);
            scope(connection, "app.person_id", String.valueOf(person.id()));
            change(connection, """
                    update muster.person set password_hash = ?, updated_at = now(), version = version + 1
                    where id = ?""", hash, person.id());
            change(connection, "delete from muster.sign_in_delay where person_id = ?", person.id());
            var ended = change(
                    connection,
                    "update muster.person_session set ended_at = now() where person_id = ? and ended_at is null",
                    person.id());
            if (withoutCode) {
                change(connection, "delete from muster.person_totp where person_id = ?", person.id());
            }
            if (untied) {
                change(connection, "delete from muster.person_link where person_id = ?", person.id());
            }
            audit(connection, person, address, ended, withoutCode, untied);
            connection.commit();
            return ended;
        } catch (SQLException e) {
            throw new StartRefused(
                    "the password could not be set: " + e.getMessage().replaceAll("\\s+", " "), e);
        }
    }

    private static Person find(Connection connection, String address) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select id, public_id, disabled_at is not null as disabled from muster.person where email = ?")) {
            statement.setString(1, address);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new StartRefused("nobody signs in as " + address);
                }
                var person = new Person(rows.getLong("id"), rows.getString("public_id"), rows.getBoolean("disabled"));
                if (person.disabled()) {
                    throw new StartRefused(address + " is disabled, and a new password would not change that");
                }
                return person;
            }
        }
    }

    /** An entry in each org that the person belongs to; without one, an entry of the platform. */
    private static void audit(
            Connection connection, Person person, String address, int ended, boolean withoutCode, boolean untied)
            throws SQLException {
        scope(connection, "app.person_id", String.valueOf(person.id()));
        var orgs = new ArrayList<Long>(orgsOf(connection, person));
        if (orgs.isEmpty()) {
            orgs.add(null);
        }
        for (var org : orgs) {
            scope(connection, "app.org_id", org == null ? "" : String.valueOf(org));
            change(connection, """
                    insert into muster.audit_entry (org_id, actor_kind, actor_id, actor_name, action, target_kind,
                                                    target_id, detail)
                    values (?, 'SYSTEM', 'launcher', 'muster reset-password', 'person.password-reset', 'person', ?,
                            jsonb_build_object('email', ?::text, 'sessionsEnded', ?::int, 'totpDisabled', ?::boolean, 'oidcRemoved', ?::boolean))""", org, person.publicId(), address, ended, withoutCode, untied);
        }
    }

    private static List<Long> orgsOf(Connection connection, Person person) throws SQLException {
        try (var statement =
                connection.prepareStatement("select org_id from muster.membership where person_id = ? order by 1")) {
            statement.setLong(1, person.id());
            try (var rows = statement.executeQuery()) {
                var orgs = new ArrayList<Long>();
                while (rows.next()) {
                    orgs.add(rows.getLong(1));
                }
                return orgs;
            }
        }
    }

    /** As the server does at the start of a transaction: the policies of the tables read it. */
    private static void scope(Connection connection, String name, String value) throws SQLException {
        try (var statement = connection.prepareStatement("select set_config(?, ?, true)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.execute();
        }
    }

    private static int change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                if (values[i] == null) {
                    statement.setNull(i + 1, java.sql.Types.BIGINT);
                } else {
                    statement.setObject(i + 1, values[i]);
                }
            }
            return statement.executeUpdate();
        }
    }
}
