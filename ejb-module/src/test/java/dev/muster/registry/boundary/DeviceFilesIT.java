package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.Enrollment;
import dev.muster.registry.entity.ImportReport;
import dev.muster.registry.entity.NewDevice;
import dev.muster.testbed.Eventually;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceFilesIT extends ServerTest {

    @Inject
    private DeviceFiles files;

    @Inject
    private Devices devices;

    @Inject
    private Sites sites;

    @Inject
    private EnrollmentKeys keys;

    @Inject
    private Enrollments enrollments;

    @Resource
    private ManagedExecutorService threads;

    private World.Org org;
    private Caller manager;
    private String a;
    private String b;

    @BeforeEach
    void an_org_with_a_site() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
        sites.create(manager, "Plant 2", null, null, null);
        a = World.name("a");
        b = World.name("b");
    }

    @Test
    void T_C06_a_file_registers_and_changes_devices_and_doing_it_again_changes_nothing() throws IOException {
        devices.register(manager, NewDevice.named(b, "Old"));
        var csv = "id,label,tags,site,attr.line,attr.code\n" + a + ",\"Pump, north\",wet hot,plant-2,3,\"\"\"3\"\"\"\n"
                + b + ",New,,,,\n";
        var report = load(csv, false);
        assertThat(report.mistakes()).isEmpty();
        assertThat(List.of(report.created(), report.updated(), report.unchanged()))
                .containsExactly(1, 1, 0);
        var device = devices.get(manager, a);
        assertThat(device.label()).isEqualTo("Pump, north");
        assertThat(device.tags()).containsExactly("wet", "hot");
        assertThat(device.site()).isEqualTo("plant-2");
        assertThat(device.attributes().toString()).isEqualTo("{\"code\":\"3\",\"line\":3}");
        assertThat(device.state()).isEqualTo("active");
        assertThat(devices.get(manager, b).label()).isEqualTo("New");
        assertThat(world.texts(
                        "select action from audit_entry where org_id = ? and target_id = any(array[?, ?]) order by id",
                        org.id(),
                        a,
                        b))
                .containsExactly("device.registered", "device.registered", "device.changed");
        var again = load(csv, false);
        assertThat(List.of(again.created(), again.updated(), again.unchanged()))
                .as("T-C06")
                .containsExactly(0, 0, 2);
    }

    @Test
    void T_C05_a_dry_run_and_a_file_with_a_mistake_change_nothing() throws IOException {
        var good = "id,label\n" + a + ",One\n";
        var dry = load(good, true);
        assertThat(dry.created()).isEqualTo(1);
        assertThat(Refused.with(() -> devices.get(manager, a))).isEqualTo("404 not-found");
        var report = load(good + b + "," + "x".repeat(201) + "\n", false);
        assertThat(report.mistakes()).hasSize(1);
        assertThat(Refused.with(() -> devices.get(manager, a))).isEqualTo("404 not-found");
        assertThat(world.number("select count(*) from audit_entry where org_id = ? and target_id = ?", org.id(), a))
                .isZero();
    }

    @Test
    void every_mistake_is_named_with_line_and_column() throws IOException {
        var csv = "id,label,site,sim,attr.x\r\n" // line 1
                + a + ",\"two\r\nlines\",,,\r\n" // 2 and 3
                + "bad id,L,,,\r\n" // 4
                + b + ",L,nowhere,,\r\n" // 5
                + World.name("c") + ",L,,12,\r\n" // 6
                + a + ",L,,,\r\n" // 7
                + World.name("d") + ",L\r\n" // 8
                + World.name("e") + ",L,,," + "y".repeat(501) + "\r\n"; // 9
        assertThat(where(load(csv, true)))
                .containsExactly(
                        "line 4, column 1 (id)",
                        "line 7, column 1 (id)",
                        "line 8",
                        "line 5, column 3 (site)",
                        "line 6, column 4 (sim)",
                        "line 9, column 5 (attr.x)");
    }

    @Test
    void blank_lines_are_passed_over_and_counted() throws IOException {
        var csv = "\n\r\nid,label\n\n" + a + ",One\n\n   \n\n" + b + "," + "x".repeat(201) + "\n\nbad id,L\n\n";
        assertThat(where(load(csv, true))).containsExactly("line 11, column 1 (id)", "line 9, column 2 (label)");
        assertThat(where(load("\n\nid,nothing\n", true))).containsExactly("line 3, column 2 (nothing)");
        assertThat(load("\n\nid;label\n\n" + a + ";One\n\n\n" + b + ";Two\n\n", false)
                        .created())
                .isEqualTo(2);
        assertThat(load("id\n\n" + a + "\n\n", true).unchanged()).isEqualTo(1);
    }

    @Test
    void what_looks_like_a_number_is_one_unless_the_cell_itself_has_quotes() throws IOException {
        load("id,attr.n,attr.q,attr.t,attr.z,attr.b\n" + a + ",3,\"3\",\"\"\"3\"\"\",007,true\n", false);
        assertThat(devices.get(manager, a).attributes().toString())
                .as("the quotes of CSV are no part of a cell: a text needs quotes that a spreadsheet shows")
                .isEqualTo("{\"b\":true,\"n\":3,\"q\":3,\"t\":\"3\",\"z\":\"007\"}");
    }

    @Test
    void an_edit_that_was_made_while_a_file_is_read_is_not_lost() throws Exception {
        load("id,label,notes\n" + a + ",One,old\n", false);
        try (var edit = Postgres.connect(Postgres.SUPERUSER)) {
            edit.setAutoCommit(false);
            edit.createStatement().executeUpdate("update device set label = 'Edited' where device_id = '" + a + "'");
            var load = threads.submit(() -> load("id,notes\n" + a + ",new\n", false));
            Eventually.holds(
                    "the import waits for the edit",
                    Duration.ofSeconds(20),
                    () -> world.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0);
            edit.commit();
            assertThat(load.get().updated()).isEqualTo(1);
        }
        assertThat(devices.get(manager, a).label()).isEqualTo("Edited");
        assertThat(devices.get(manager, a).notes()).isEqualTo("new");
    }

    @Test
    void T_C02_T_C03_headers_that_do_not_fit_are_refused() throws IOException {
        assertThat(where(load("id,org_id,role\n" + a + ",1,ADMIN\n", false)))
                .containsExactly("line 1, column 2 (org_id)", "line 1, column 3 (role)");
        assertThat(where(load("id,label,label\n", false))).containsExactly("line 1, column 3 (label)");
        assertThat(where(load("label\nx\n", false))).containsExactly("line 1");
        assertThat(where(load("", false))).containsExactly("line 1");
        assertThat(Refused.with(() -> devices.get(manager, a))).isEqualTo("404 not-found");
    }

    @Test
    void T_C03_byte_order_mark_semicolons_and_mixed_line_ends_are_read_other_encodings_refused() throws IOException {
        assertThat(load("\uFEFFid;label\r\n" + a + ";One\n" + b + ";Two\r\n", false)
                        .created())
                .isEqualTo(2);
        assertThat(where(load("id,label\nx,\0\n", false))).containsExactly("line 2");
        var utf16 = ("id,label\n" + World.name("x") + ",Ä\n").getBytes(StandardCharsets.UTF_16);
        assertThat(files.load(manager, new ByteArrayInputStream(utf16), false).mistakes())
                .hasSize(1);
        var latin = "id,label\nx,Ä\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(files.load(manager, new ByteArrayInputStream(latin), false).mistakes())
                .hasSize(1);
    }

    @Test
    void T_C01_an_unclosed_quote_too_many_rows_columns_and_bytes_are_refused() throws IOException {
        assertThat(load("id,label\nx,\"open\ny,z\n", false).mistakes()).isNotEmpty();
        var columns = IntStream.range(0, 101).mapToObj(i -> "attr.a" + i).collect(Collectors.joining(","));
        assertThat(where(load("id," + columns + "\n", false))).containsExactly("line 1");
        var rows = new StringBuilder("id\n");
        IntStream.rangeClosed(0, 50_000).forEach(i -> rows.append("r").append(i).append('\n'));
        assertThat(load(rows.toString(), true).mistakes()).isNotEmpty();
        var big = new ByteArrayInputStream(new byte[16 * 1024 * 1024 + 1]);
        assertThat(Refused.with(() -> files.load(manager, big, false))).isEqualTo("413 too-large");
    }

    @Test
    void T_C07_a_device_of_another_org_is_a_mistake_and_is_not_touched() throws IOException {
        var stranger = world.person(Role.ADMIN);
        var foreign = world.device(stranger).deviceId();
        var report = load("id,label\n" + a + ",Mine\n" + foreign + ",Taken\n", false);
        assertThat(where(report)).containsExactly("line 3, column 1 (id)");
        assertThat(report.mistakes().get(0).detail()).doesNotContain(stranger.orgSlug());
        assertThat(devices.get(stranger, foreign).label()).isEqualTo(foreign);
        assertThat(Refused.with(() -> devices.get(manager, a))).isEqualTo("404 not-found");
    }

    @Test
    void T_E04_an_imported_device_enrolls_once_with_a_key_of_its_org_and_with_no_other() throws IOException {
        load("id\n" + a + "\n" + b + "\n", false);
        var key = keys.create(manager, "key", null, null, true).key();
        var stranger =
                keys.create(world.person(Role.ADMIN), "key", null, null, true).key();
        assertThat(Refused.with(() -> enroll(a, stranger))).isEqualTo("403 known-device");
        assertThat(enroll(a, key).secret()).isNotEmpty();
        assertThat(devices.get(manager, a).state()).isEqualTo("active");
        assertThat(Refused.with(() -> enroll(a, key))).isEqualTo("403 known-device");
        devices.get(manager, b);
        world.change("update device set state = 'retired' where device_id = ?", b);
        assertThat(Refused.with(() -> enroll(b, key))).isEqualTo("403 known-device");
    }

    private Enrollment enroll(String id, String key) {
        return enrollments.enroll(new Enrollments.Application(id, key, null, null, null, "192.0.2.1"), "request");
    }

    @Test
    void T_C04_T_P13_an_export_holds_no_formula_and_is_imported_again_unchanged() throws IOException {
        var csv = "id,label,tags,notes,attr.n,attr.t,attr.f,attr.b\n" + a
                + ",=1+1,x y,\"@cmd\nnext\",-5,'=quoted,\"\"\"true\"\"\",true\n";
        load(csv.replace(",=1+1", ",'=1+1"), false);
        assertThat(devices.get(manager, a).label()).isEqualTo("=1+1");
        var header = files.header(manager);
        var piece = files.piece(manager, "id:" + a, header, null);
        assertThat(piece.next()).isNull();
        var row = piece.rows().get(0);
        assertThat(row)
                .filteredOn(cell -> cell != null && cell.matches("(?s)[=+\\-@\t\r].*"))
                .isEmpty();
        assertThat(row.get(header.indexOf("attr.n"))).isEqualTo("'-5");
        assertThat(row.get(header.indexOf("attr.f"))).isEqualTo("\"true\"");
        var again = String.join(",", header) + "\n"
                + row.stream()
                        .map(cell -> cell == null ? "" : '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(","))
                + "\n";
        assertThat(load(again, true).unchanged()).isEqualTo(1);
    }

    @Test
    void less_than_a_manager_of_the_org_imports_nothing() {
        for (var role : List.of(Role.VIEWER, Role.OPERATOR)) {
            var person = world.person(org, role);
            assertThat(Refused.with(() -> files.load(person, stream("id\n" + a + "\n"), false)))
                    .isEqualTo("403 forbidden");
        }
    }

    private ImportReport load(String csv, boolean dryRun) throws IOException {
        return files.load(manager, stream(csv), dryRun);
    }

    private static ByteArrayInputStream stream(String csv) {
        return new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> where(ImportReport report) {
        return report.mistakes().stream().map(ImportReport.Mistake::where).toList();
    }
}
