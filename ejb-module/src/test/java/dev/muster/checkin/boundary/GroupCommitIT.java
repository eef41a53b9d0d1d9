package dev.muster.checkin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.control.CheckInReader;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.checkin.entity.Outcome;
import dev.muster.checkin.entity.Share;
import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Meters;
import dev.muster.platform.Role;
import dev.muster.platform.Scope;
import dev.muster.protocol.WireCommand;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many devices in one transaction, in the order of the story of one. */
class GroupCommitIT extends ServerTest {

    /** Statements of a group of check-ins with readings: scope, lock, readings, hot rows, due commands. */
    private static final int STATEMENTS = 5;

    private static final int TRIES = 8;

    @Inject
    private GroupCommit commit;

    @Inject
    private GroupWriter writer;

    @Inject
    private CommandQueue queue;

    @Inject
    private Meters meters;

    private Caller manager;
    private long org;
    private final List<DoorRecord> devices = new ArrayList<>();
    private long nonce = 100;
    private long seq = 1;

    @BeforeEach
    void five_devices() {
        manager = world.person(Role.MANAGER);
        for (var i = 0; i < 5; i++) {
            devices.add(world.device(manager));
        }
        org = devices.get(0).orgId();
        group(1); // from here on their secrets are used
    }

    @Test
    void what_many_devices_brought_is_stored_and_each_is_answered() {
        assertThat(group(2)).hasSize(5).allMatch(Outcome.Replied.class::isInstance);
        devices.forEach(each -> assertThat(readings(each)).isEqualTo(2));
    }

    @Test
    void one_that_is_refused_stops_no_other_and_leaves_nothing_behind() {
        world.move(manager, devices.get(1).deviceId(), DeviceState.DISABLED, "a test");
        var shares = shares(2);
        var replayed = checkIn(devices.get(3), "{\"seq\":3}", 1);
        assertThat(commit.accept(Scope.ofOrg(org), List.of(replayed)).get(0)).isInstanceOf(Outcome.Replied.class);
        shares.set(3, replayed);
        var outcomes = commit.accept(Scope.ofOrg(org), shares);
        assertThat(code(outcomes.get(1))).isEqualTo("device-disabled");
        assertThat(code(outcomes.get(3))).isEqualTo("replay");
        assertThat(List.of(outcomes.get(0), outcomes.get(2), outcomes.get(4)))
                .allMatch(Outcome.Replied.class::isInstance);
        assertThat(readings(devices.get(1))).isEqualTo(1);
        assertThat(readings(devices.get(0))).isEqualTo(2);
    }

    @Test
    void a_device_of_another_org_is_not_stored_in_this_one() {
        var stranger = world.device(world.person(Role.MANAGER));
        var outcomes = commit.accept(Scope.ofOrg(org), List.of(share(devices.get(0), 2), share(stranger, 2)));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Replied.class);
        assertThat(code(outcomes.get(1))).isEqualTo("signature");
        assertThat(readings(stranger)).isZero();
    }

    @Test
    void each_gets_its_own_commands_and_they_count_as_sent() {
        var first = queue.queue(manager, devices.get(0).deviceId(), NewCommand.parse("ping"));
        var third = queue.queue(manager, devices.get(2).deviceId(), NewCommand.parse("ping"));
        var outcomes = group(2);
        assertThat(commands(outcomes.get(0))).containsExactly(first.id());
        assertThat(commands(outcomes.get(1))).isEmpty();
        assertThat(commands(outcomes.get(2))).containsExactly(third.id());
        assertThat(queue.get(manager, devices.get(2).deviceId(), third.id()).state())
                .isEqualTo(CommandState.SENT);
    }

    @Test
    void a_group_of_five_costs_as_many_statements_as_a_group_of_one() {
        var alone = fewestStatements(() -> {}); // asking for the figure costs some by itself
        var group = fewestStatements(() -> assertThat(group(++seq)).allMatch(Outcome.Replied.class::isInstance));
        assertThat(group - alone).isEqualTo(STATEMENTS);
    }

    /** Of several tries, because the server's own work only adds. */
    private long fewestStatements(Runnable work) {
        var fewest = Long.MAX_VALUE;
        for (var i = 0; i < TRIES; i++) {
            var before = statements();
            work.run();
            fewest = Math.min(fewest, statements() - before);
        }
        return fewest;
    }

    @Test
    void one_that_makes_the_statement_fail_is_found_and_the_others_are_kept() throws Exception {
        var bad = devices.get(2);
        world.change("""
                create or replace function muster.fails_for_test() returns trigger language plpgsql as
                $$ begin raise exception 'not this one'; end $$""");
        world.change("create trigger fails_for_test before insert on muster.reading for each row when (new.device = "
                + bad.device() + ") execute function muster.fails_for_test()");
        try {
            var outcomes = devices.stream()
                    .map(each -> writer.checkIn(each, World.ADDRESS, Talk.signed(each, ++nonce, body(2)), plain(2)))
                    .toList();
            for (var i = 0; i < outcomes.size(); i++) {
                var failed = outcomes.get(i)
                        .handle((outcome, failure) -> failure != null)
                        .get(30, TimeUnit.SECONDS);
                assertThat(failed).as("device %s", i).isEqualTo(i == 2);
            }
        } finally {
            world.change("drop trigger fails_for_test on muster.reading");
        }
        assertThat(readings(bad)).isEqualTo(1);
        assertThat(readings(devices.get(1))).isEqualTo(2);
        assertThat(readings(devices.get(3))).isEqualTo(2);
    }

    @Test
    void check_ins_of_one_device_that_come_together_are_as_if_one_came_after_the_other() throws Exception {
        var device = devices.get(0);
        var outcomes = new ArrayList<java.util.concurrent.CompletableFuture<Outcome>>();
        for (var seq = 2; seq < 12; seq++) {
            outcomes.add(writer.checkIn(device, World.ADDRESS, Talk.signed(device, ++nonce, body(seq)), plain(seq)));
            outcomes.add(writer.checkIn(device, World.ADDRESS, Talk.signed(device, ++nonce, body(seq)), plain(seq)));
        }
        for (var each : outcomes) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Replied.class);
        }
        assertThat(readings(device)).isEqualTo(11);
    }

    @Test
    void messages_of_sockets_and_check_ins_share_a_transaction() {
        Share socket = new dev.muster.checkin.entity.SocketShare(
                World.pass(devices.get(1)), List.of(Talk.message(Talk.reading(7, 20))), false, 10);
        var outcomes = commit.accept(Scope.ofOrg(org), List.of(share(devices.get(0), 2), socket));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Replied.class);
        assertThat(((Outcome.Acknowledged) outcomes.get(1)).seq()).isEqualTo(7);
    }

    private List<Outcome> group(long seq) {
        return commit.accept(Scope.ofOrg(org), shares(seq));
    }

    private List<Share> shares(long seq) {
        var shares = new ArrayList<Share>();
        devices.forEach(each -> shares.add(share(each, seq)));
        return shares;
    }

    private Share share(DoorRecord device, long seq) {
        return CheckInReader.share(World.pass(device), Talk.signed(device, ++nonce, body(seq)), plain(seq));
    }

    private static Share checkIn(DoorRecord device, String body, long nonce) {
        var bytes = Talk.bytes(body);
        return CheckInReader.share(World.pass(device), Talk.signed(device, nonce, bytes), CheckInBody.plain(bytes));
    }

    private static byte[] body(long seq) {
        return Talk.bytes(
                "{\"seq\":" + seq + ",\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":1}}]}");
    }

    private static CheckInBody plain(long seq) {
        return CheckInBody.plain(body(seq));
    }

    private static String code(Outcome outcome) {
        return ((Outcome.Refused) outcome).why().code();
    }

    private static List<java.util.UUID> commands(Outcome outcome) {
        return ((Outcome.Replied) outcome)
                .reply().commands().stream().map(WireCommand::id).toList();
    }

    private long readings(DoorRecord device) {
        return world.number("select count(*) from reading where device = ?", device.device());
    }

    private long statements() {
        var text = new ByteArrayOutputStream();
        try {
            meters.write(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("muster_sql_statements_total "))
                .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
                .findFirst()
                .orElseThrow();
    }
}
