package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.Answer;
import dev.muster.identity.entity.KeyedRequest;
import dev.muster.mail.boundary.Outbox;
import dev.muster.mail.entity.Letter;
import dev.muster.mail.entity.Waiting;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Kek;
import dev.muster.platform.Role;
import dev.muster.platform.Vault;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.registry.boundary.DeviceCredentials;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.boundary.FactoryKeys;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.Eventually;
import dev.muster.testbed.Keks;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Version1;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values of every kind and org move to another key-encryption key, interrupted or not, and open as before. */
class KekRotationIT extends ServerTest {

    private static final String PASSWORD = "twelve words long";

    @Inject
    private Keks keks;

    @Inject
    private Vault vault;

    @Inject
    private DeviceDoor door;

    @Inject
    private DeviceCredentials credentials;

    @Inject
    private FactoryKeys factoryKeys;

    @Inject
    private Account account;

    @Inject
    private OperatorKeys operatorKeys;

    @Inject
    private RememberedAnswers answers;

    @Inject
    private Outbox outbox;

    @Inject
    private Passwords passwords;

    @Inject
    private Keyring keyring;

    @Test
    void every_value_of_every_column_and_org_moves_and_opens_as_before() {
        var person = personWithEverything();
        var devices = devices(130);
        devices.subList(0, 10).forEach(device -> credentials.rotate(managerOf(device), device.deviceId()));
        var secrets = secretsOf(devices);
        var letter = letter();
        var answer = new Answer(201, Map.of(), new byte[] {'{', '}'});
        once(person, "key", answer);
        var keys = keyring.publicKeys();
        var former = vault.kek().name();
        var next = keks.another();
        for (var column : columns()) {
            assertThat(count(column, former)).as(column + " has values").isPositive();
        }

        keks.startWith(next);
        keks.finish();

        for (var column : columns()) {
            assertThat(count(column, former)).as(column).isZero();
            assertThat(count(column, Kek.read(next).name())).as(column).isPositive();
        }
        assertThat(secretsOf(devices)).isEqualTo(secrets);
        assertThat(open(letter)).isEqualTo(new Letter("to@example.org", "Subject", "Text"));
        assertThat(once(person, "key", null)).isEqualTo(answer);
        assertThat(Refused.with(
                        () -> answers.once(person, new KeyedRequest("key", new byte[] {9}), null, () -> answer)))
                .as("its fingerprint still tells another request")
                .isEqualTo("422 idempotency-key-reused");
        assertThat(keyring.publicKeys()).isEqualTo(keys);
        assertThat(world.texts(
                        "select action || ' ' || target_id from audit_entry where org_id is null and action like 'kek.%'"
                                + " order by id desc limit 2"))
                .containsExactly(
                        "kek.rotation-finished " + former,
                        "kek.rotation-begun " + Kek.read(next).name());
    }

    @Test
    void it_goes_on_where_it_ended() throws SQLException {
        var devices = devices(30);
        var next = keks.another();
        var newest = keks.begunElsewhere(next);
        var all = keks.left();
        moveSome(newest, true);
        assertThat(keks.left()).isEqualTo(all - 10);
        moveSome(newest, false);
        assertThat(keks.left()).as("a batch that was killed").isEqualTo(all - 10);
        devices.forEach(each -> assertThat(secretOf(each.deviceId())).isEqualTo(each.secret()));

        keks.startWith(next);
        keks.finish();
        devices.forEach(each -> assertThat(secretOf(each.deviceId())).isEqualTo(each.secret()));
    }

    /** What another node does in one transaction. */
    private void moveSome(Kek newest, boolean commit) throws SQLException {
        try (var connection = Keks.platform();
                var values = connection.prepareStatement(
                        "select place, purpose, sealed from former_values('device_credential', 'secret', 10)");
                var rows = values.executeQuery()) {
            while (rows.next()) {
                try (var reseal =
                        connection.prepareStatement("select reseal('device_credential', 'secret', ?, ?, ?)")) {
                    var sealed = rows.getBytes("sealed");
                    reseal.setString(1, rows.getString("place"));
                    reseal.setBytes(2, sealed);
                    reseal.setBytes(
                            3, newest.seal(rows.getString("purpose"), vault.unseal(rows.getString("purpose"), sealed)));
                    reseal.execute();
                }
            }
            if (commit) {
                connection.commit();
            }
        }
    }

    @Test
    void two_nodes_at_once_move_different_values_and_wait_for_nobody() throws SQLException {
        devices(20);
        var next = keks.another();
        keks.begunElsewhere(next);
        try (var one = Keks.platform();
                var other = Keks.platform()) {
            var first = some(one);
            assertThat(first).hasSize(10);
            assertThat(some(other)).hasSize(10).doesNotContainAnyElementsOf(first);
        }
        keks.startWith(next);
        keks.finish();
    }

    private static List<String> some(Connection connection) throws SQLException {
        try (var values = connection.prepareStatement(
                        "select purpose from former_values('device_credential', 'secret', 10)");
                var rows = values.executeQuery()) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Test
    void a_value_that_somebody_is_changing_is_left_to_them_and_their_change_stays() throws Exception {
        var device = devices(1).get(0);
        var purpose = "device-secret:" + device.device();
        var next = keks.another();
        var newest = keks.begunElsewhere(next);
        var before = sealed(device);
        var place = world.text("select ctid::text from device_credential where device = ?", device.device());
        var changed = new byte[32];
        Arrays.fill(changed, (byte) 5);
        try (var other = Postgres.connect(Postgres.SUPERUSER);
                var update = other.prepareStatement("update device_credential set secret = ? where device = ?")) {
            other.setAutoCommit(false);
            update.setBytes(1, vault.seal(purpose, changed));
            update.setLong(2, device.device());
            update.execute();

            try (var connection = Keks.platform();
                    var values = connection.prepareStatement(
                            "select purpose from former_values('device_credential', 'secret', 100000)");
                    var rows = values.executeQuery()) {
                while (rows.next()) {
                    assertThat(rows.getString(1)).isNotEqualTo(purpose);
                }
            }
            other.commit();
        }
        try (var connection = Keks.platform();
                var reseal = connection.prepareStatement("select reseal('device_credential', 'secret', ?, ?, ?)")) {
            reseal.setString(1, place);
            reseal.setBytes(2, before);
            reseal.setBytes(3, newest.seal(purpose, device.secret()));
            try (var rows = reseal.executeQuery()) {
                rows.next();
                assertThat(rows.getBoolean(1)).isFalse();
            }
            connection.commit();
        }
        keks.startWith(next);
        keks.finish();
        assertThat(secretOf(device.deviceId())).isEqualTo(changed);
    }

    /** An installation of before ids: one row without an id, values of version 1. */
    @Test
    void values_of_version_1_move_with_the_first_rotation() {
        var device = devices(1).get(0);
        var former = vault.kek();
        var next = keks.another();
        world.change("update kek set version_1 = false");
        world.change("update kek set version_1 = true where retired_at is null");
        var purpose = "device-secret:" + device.device();
        world.change(
                "update device_credential set secret = ? where device = ?",
                Version1.seal(keks.current(), purpose, device.secret()),
                device.device());
        world.change("update kek set key_id = null where retired_at is null");
        keks.startOnlyWith(keks.current());
        assertThat(world.text("select encode(key_id, 'hex') from kek where retired_at is null"))
                .isEqualTo(former.name());
        assertThat(secretOf(device.deviceId())).isEqualTo(device.secret());

        keks.startWith(next);
        assertThat(keks.left()).isPositive();
        keks.finish();
        assertThat(sealed(device)).startsWith(2);
        assertThat(secretOf(device.deviceId())).isEqualTo(device.secret());
        assertThatThrownBy(() -> world.change(
                        "update device_credential set secret = ? where device = ?",
                        Version1.seal(next, purpose, device.secret()),
                        device.device()))
                .rootCause()
                .hasMessageContaining("not sealed under a key-encryption key in use");
    }

    @Test
    void values_that_cannot_be_opened_are_passed_over_and_hold_nothing_up() {
        var damaged = devices(KekRotation.BATCH + 5);
        damaged.forEach(each -> flipLastByte(each));
        var healthy = devices(10);
        var next = keks.another();
        keks.startWith(next);
        Eventually.holds(
                "all but the damaged ones have moved", Duration.ofSeconds(60), () -> keks.left() == damaged.size());
        healthy.forEach(each -> assertThat(secretOf(each.deviceId())).isEqualTo(each.secret()));
        damaged.forEach(each -> flipLastByte(each));
        keks.finish();
        assertThat(secretOf(damaged.get(0).deviceId())).isEqualTo(damaged.get(0).secret());
    }

    private void flipLastByte(DoorRecord device) {
        world.change(
                "update device_credential set secret = set_byte(secret, length(secret) - 1,"
                        + " get_byte(secret, length(secret) - 1) # 255) where device = ?",
                device.device());
    }

    private Caller personWithEverything() {
        var org = world.org();
        var id = world.personWithHash(passwords.hash(PASSWORD));
        world.join(id, org, Role.ADMIN);
        var person = world.signedIn(id, null);
        account.beginTotp(person, PASSWORD);
        operatorKeys.register(person, UUID.randomUUID(), Base64Url.encode(Ids.secret()), PASSWORD, null);
        factoryKeys.create(person, "batch", null, null, null);
        return person;
    }

    private List<DoorRecord> devices(int count) {
        var manager = world.person(Role.MANAGER);
        return IntStream.range(0, count).mapToObj(i -> world.device(manager)).toList();
    }

    private Caller managerOf(DoorRecord device) {
        var person = world.personWithHash("no password");
        var slug = world.text("select slug from org where id = ?", device.orgId());
        world.join(person, new World.Org(device.orgId(), slug), Role.MANAGER);
        return world.signedIn(person, slug);
    }

    private UUID letter() {
        var id = Ids.next();
        world.change(
                "insert into mail_letter (id, content, next_at) values (?, ?, now() + interval '1 day')",
                id,
                vault.seal("mail:" + id, Json.writeBytes(new Letter("to@example.org", "Subject", "Text"))));
        return id;
    }

    private Letter open(UUID letter) {
        var sealed = world.text("select encode(content, 'hex') from mail_letter where id = ?", letter);
        return outbox.open(new Waiting(letter, HexFormat.of().parseHex(sealed), 1));
    }

    private Answer once(Caller person, String key, Answer answer) {
        return answers.once(person, new KeyedRequest(key, new byte[] {1}), null, () -> answer)
                .orElse(answer);
    }

    private List<String> secretsOf(List<DoorRecord> devices) {
        return devices.stream()
                .map(each -> HexFormat.of().formatHex(secretOf(each.deviceId())))
                .toList();
    }

    private byte[] secretOf(String deviceId) {
        return door.claimed(deviceId).orElseThrow().secret();
    }

    private byte[] sealed(DoorRecord device) {
        return HexFormat.of()
                .parseHex(world.text(
                        "select encode(secret, 'hex') from device_credential where device = ?", device.device()));
    }

    private List<String> columns() {
        return world.texts("select table_name || '.' || column_name from sealed_column");
    }

    private long count(String column, String kek) {
        var parts = column.split("\\.");
        return world.number(
                "select count(*) from " + parts[0] + " where sealed_key(" + parts[1] + ") = decode(?, 'hex')", kek);
    }
}
