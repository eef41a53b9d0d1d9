package dev.muster.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripts of {@code payara-config}, for the tests' server: what runs in production is what is tested. */
final class ServerScripts {

    private static final Path SCRIPTS = Path.of("../payara-config/src/main");
    private static final String CONFIG = "configs.config.server-config";

    private ServerScripts() {}

    static String read(String name) throws IOException {
        return Files.readString(SCRIPTS.resolve(name));
    }

    /** Before the boot: loopback only, and the limits. */
    static String limits() throws IOException {
        return "set " + CONFIG + ".network-config.network-listeners.network-listener.http-listener.address=127.0.0.1\n"
                + read("asadmin/hardening.asadmin")
                        .replace("@config@", CONFIG)
                        .replace("@http@", "http-listener")
                        .replace("@https@", "https-listener");
    }

    /** After the boot: the pool, with the address and login that it would find in the environment. */
    static String pool(int databasePort) throws IOException {
        return read("asadmin/pool.asadmin")
                        .replace("${ENV=MUSTER_DB_URL}", Postgres.url(databasePort))
                        .replace("${ENV=MUSTER_DB_USER}", Postgres.APP)
                        .replace("${ENV=MUSTER_DB_PASSWORD}", Postgres.APP)
                + "\ncreate-jdbc-resource --connectionpoolid=muster-pool jdbc/muster\n";
    }
}
