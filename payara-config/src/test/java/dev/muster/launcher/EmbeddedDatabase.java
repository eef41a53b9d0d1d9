package dev.muster.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL that the launcher knows only by its address, as an operator's own. */
final class EmbeddedDatabase {

    private final DataFolder folder;
    private final Postgres postgres;
    private final Database database;

    EmbeddedDatabase(Path path) throws IOException {
        folder = DataFolder.take(path);
        var secrets = new Secrets(folder);
        postgres = Postgres.in(folder, secrets.databasePassword(Postgres.SUPERUSER));
        postgres.start();
        Database.prepare(postgres, secrets);
        database = Database.embedded(postgres, secrets);
    }

    Map<String, String> settings(String password) {
        return Map.of(
                "MUSTER_DB_URL", database.url(), "MUSTER_DB_USER", database.user(), "MUSTER_DB_PASSWORD", password);
    }

    void stop() throws IOException {
        postgres.stop();
        folder.close();
    }
}
