package dev.muster.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code muster migrate}: brings the schema of an operator's database to this version, before the server starts. */
@Command(
        name = "migrate",
        description = "Migrates the database of MUSTER_DB_URL as MUSTER_DB_OWNER_USER.",
        mixinStandardHelpOptions = true)
final class Migrate implements Callable<Integer> {

    @Override
    public Integer call() {
        var home = Home.find();
        var settings = Settings.read(System.getenv(), home.serverSettings(), OptionalInt.empty());
        var database = settings.database().orElseThrow(() -> new StartRefused("MUSTER_DB_URL is not set"));
        Database.external(database, new Console(new PrintStream(System.out, false, StandardCharsets.UTF_8)));
        return ExitCode.OK;
    }
}
