package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceSheetsTest {
    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("POST /api/v1/devices/import", """
                    {"dryRun":false,"rows":3,"created":1,"updated":2,"unchanged":0,"mistakes":[]}""")
            .on("GET /api/v1/devices/export", r -> FakeServer.ok("id,label\r\npump-7,'=cmd\r\n"));

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    private Path sheet(String csv) throws Exception {
        return Files.writeString(home.resolve("devices.csv"), csv);
    }

    @Test
    void a_file_is_imported() throws Exception {
        var result =
                types("devices", "import", sheet("id,label\npump-7,Pümpe\n").toString());
        assertThat(result.out()).isEqualTo("Imported 3 rows: 1 new, 2 changed, 0 as they are.\n");
        assertThat(server.only().query()).isEqualTo("dryRun=false");
        assertThat(server.only().body()).isEqualTo("id,label\npump-7,Pümpe\n");
    }

    @Test
    void a_dry_run_says_what_it_would_do() throws Exception {
        var result = types("devices", "import", "--dry-run", sheet("id\n").toString());
        assertThat(result.out()).startsWith("Would import 3 rows");
        assertThat(server.only().query()).isEqualTo("dryRun=true");
    }

    @Test
    void standard_input_is_a_file_too() {
        var result = new Person(home).at(server).pipes("id\npump-8\n").types("devices", "import", "-", "--json");
        assertThat(result.out()).contains("\"created\":1");
        assertThat(server.only().body()).isEqualTo("id\npump-8\n");
    }

    @Test
    void mistakes_are_named_with_their_place_and_fail() throws Exception {
        server.on("POST /api/v1/devices/import", r -> new FakeServer.Answer(422, java.util.Map.of(), """
                {"status":422,"code":"invalid","detail":"2 mistakes; nothing is changed","requestId":"r-1","errors":[
                 {"pointer":"line 2, column 1 (id)","detail":"that is no id"},
                 {"pointer":"line 4","detail":"too short"}]}"""));
        var result = types("devices", "import", sheet("id\n?\n").toString());
        assertThat(result.err())
                .contains(
                        "2 mistakes; nothing is changed",
                        "Line 2, column 1 (id): that is no id.",
                        "Line 4: too short.");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void a_file_that_is_not_there_is_said() {
        var result = types("devices", "import", home.resolve("none.csv").toString());
        assertThat(result.err()).startsWith("Cannot read ").contains("none.csv");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void an_export_is_written_byte_for_byte() throws Exception {
        var file = home.resolve("out.csv");
        assertThat(types("devices", "export", "--q", "site:plant-2", "-o", file.toString())
                        .exit())
                .isZero();
        assertThat(Files.readString(file)).isEqualTo("id,label\r\npump-7,'=cmd\r\n");
        assertThat(server.only().query()).isEqualTo("q=site%3Aplant-2");
        assertThat(types("devices", "export").out()).isEqualTo("id,label\r\npump-7,'=cmd\r\n");
    }
}
