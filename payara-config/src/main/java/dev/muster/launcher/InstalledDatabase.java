package dev.muster.launcher;

import java.io.IOException;
import java.util.function.Consumer;

/** The database of an installation for a command beside it, whether the installation runs or not. */
final class InstalledDatabase {

    private InstalledDatabase() {}

    /**
     * Works on the operator's database, or on the embedded one, which is started for it where nothing runs.
     *
     * @throws StartRefused where there is no installation
     */
    static void use(Settings settings, Consumer<Database> work) throws IOException {
        if (settings.database().isPresent()) {
            var external = settings.database().get();
            work.accept(new Database(external.url(), external.user(), external.password()));
            return;
        }
        var taken = DataFolder.takeIfFree(settings.data());
        try (var data = taken.orElseGet(() -> DataFolder.ofRunning(settings.data()))) {
            if (!Postgres.exists(data)) {
                throw new StartRefused("there is no installation in " + settings.data());
            }
            var secrets = new Secrets(data);
            var postgres = Postgres.in(data, secrets.databasePassword(Postgres.SUPERUSER));
            var ours = taken.isPresent() && !postgres.running();
            if (ours) {
                postgres.start();
            }
            try {
                work.accept(Database.embedded(postgres, secrets));
            } finally {
                if (ours) {
                    postgres.stop();
                }
            }
        }
    }
}
