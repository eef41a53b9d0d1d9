package dev.muster.checkin.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.SqlFailure;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.DeviceTest;
import dev.muster.testbed.Eventually;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the way of one device, one day or one piece of work is in nobody else's way. */
class ApartIT extends DeviceTest {

    /** Below {@code lock_timeout}, 2 s: whoever waits for a lock is slower. */
    private static final Duration AT_ONCE = Duration.ofMillis(1_800);

    @Inject
    private DeviceStream stream;

    @Resource
    private ManagedExecutorService threads;

    private DoorRecord other;

    @BeforeEach
    void another_device_of_the_same_org() {
        other = world.device(manager);
        say(device, 1);
        say(other, 1);
    }

    @Test
    void a_device_whose_row_is_locked_is_told_to_come_again_and_the_others_do_not_wait_for_it() throws Exception {
        try (var holder = holding("select 1 from device_channel where device = " + device.device() + " for update")) {
            var waiting = threads.submit(
                    (Callable<SqlFailure>) () -> catchThrowableOfType(SqlFailure.class, () -> say(device, 2)));
            Eventually.holds("it waits", Duration.ofSeconds(2), () -> waitingForLocks("0") > 0);

            assertThat(timed(() -> say(other, 2))).isLessThan(AT_ONCE);

            assertThat(waiting.get().isUnavailable()).isTrue();
            holder.rollback();
        }
        say(device, 2);
        assertThat(stored(device)).isEqualTo(2);
        assertThat(stored(other)).isEqualTo(2);
    }

    @Test
    void a_locked_partition_of_another_day_is_in_nobodys_way() throws SQLException {
        var day = LocalDate.now(ZoneOffset.UTC).minusDays(5).format(DateTimeFormatter.BASIC_ISO_DATE);
        try (var holder = holding("lock table reading_" + day + " in access exclusive mode")) {
            assertThat(timed(() -> say(device, 2))).isLessThan(AT_ONCE);
            holder.rollback();
        }
        assertThat(stored(device)).isEqualTo(2);
    }

    @Test
    void partitions_that_cannot_be_made_behind_a_long_reader_are_given_up_before_anybody_else_is() throws Exception {
        try (var reader = holding("select count(*) from reading")) {
            var making = threads.submit(
                    (Callable<SQLException>) () -> catchThrowableOfType(SQLException.class, ApartIT::makePartitions));
            Eventually.holds("it has waited", Duration.ofSeconds(2), () -> waitingForLocks("300 ms") > 0);

            assertThat(timed(() -> say(device, 2))).isLessThan(Duration.ofSeconds(5));

            assertThat(making.get().getSQLState()).isEqualTo("55P03");
            reader.rollback();
        }
        assertThat(stored(device)).isEqualTo(2);
    }

    private void say(DoorRecord from, long seq) {
        stream.accept(World.pass(from), List.of(Talk.message(Talk.reading(seq, 20))));
    }

    private long stored(DoorRecord of) {
        return world.number("select count(*) from reading where device = ?", of.device());
    }

    /** A transaction that has done this and stays open. */
    private static Connection holding(String sql) throws SQLException {
        var connection = Postgres.connect(Postgres.SUPERUSER);
        connection.setAutoCommit(false);
        connection.createStatement().execute(sql);
        return connection;
    }

    private static void makePartitions() throws SQLException {
        try (var connection = Postgres.connect(Postgres.APP);
                var statement = connection.createStatement()) {
            statement.execute("select ensure_partitions(20)");
        }
    }

    private long waitingForLocks(String longerThan) {
        return world.number(
                "select count(*) from pg_locks where not granted and waitstart < clock_timestamp() - ?::interval",
                longerThan);
    }

    private static Duration timed(Runnable work) {
        var began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
