package dev.muster.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/**
 * {@code muster database start|stop}: the embedded PostgreSQL without a server, for a Payara Server on the same machine
 * and for tests. What it prints can be sourced by a shell or named as an environment file.
 */
@Command(
        name = "database",
        description = {
            "Starts or stops only the embedded PostgreSQL of the data folder, schema migrated.",
            "start prints the settings that a server on this machine needs."
        },
        mixinStandardHelpOptions = true)
final class DatabaseCommand implements Callable<Integer> {

    private enum Action {
        start,
        stop
    }

    @Parameters(paramLabel = "start|stop", description = "PostgreSQL goes on running after start")
    private Action action;

    @Override
    public Integer call() throws IOException {
        var folder = Path.of(System.getenv().getOrDefault("MUSTER_DATA_DIR", "data"))
                .toAbsolutePath()
                .normalize();
        try (var data = DataFolder.take(folder)) {
            var secrets = new Secrets(data);
            var existing = Postgres.exists(data);
            if (action == Action.stop && !existing) {
                throw new StartRefused("there is no PostgreSQL in " + folder);
            }
            var kek = secrets.kek(Optional.empty(), existing);
            var postgres = Postgres.in(data, secrets.databasePassword(Postgres.SUPERUSER));
            if (action == Action.stop) {
                postgres.stop();
            } else {
                postgres.start();
                Database.prepare(postgres, secrets);
                print(Database.embedded(postgres, secrets), kek, new KekFiles(data).former());
            }
        }
        return ExitCode.OK;
    }

    private static void print(Database database, Path kek, Optional<Path> formerKek) {
        var console = new Console(System.out);
        console.line("MUSTER_DB_URL=" + database.url());
        console.line("MUSTER_DB_USER=" + database.user());
        console.line("MUSTER_DB_PASSWORD=" + database.password());
        console.line("MUSTER_KEK_PATH=" + kek);
        formerKek.ifPresent(former -> console.line("MUSTER_KEK_FORMER_PATH=" + former));
    }
}
