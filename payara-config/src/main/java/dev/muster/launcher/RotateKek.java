package dev.muster.launcher;

import dev.muster.platform.Kek;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * {@code muster rotate-kek}: another key-encryption key. The server moves the values by itself once it is started with
 * both; {@code --status} and {@code --finish} work beside a running installation and on a stopped one.
 */
@Command(
        name = "rotate-kek",
        description = {
            "Makes a new key-encryption key in the data folder of a stopped Muster and keeps the old one as kek.former.",
            "The next start begins to seal everything anew, beside its work and as often interrupted as need be;",
            "--finish removes the former key when nothing needs it any more.",
            "Backups of the database from before need the key of their time: keep a copy with them."
        },
        mixinStandardHelpOptions = true)
final class RotateKek implements Callable<Integer> {

    private static final class Part {
        @Option(
                names = "--status",
                description = "shows the keys in use and how many values are left under former ones")
        private boolean status;

        @Option(
                names = "--finish",
                description = "retires former keys and deletes kek.former; refused while values are left")
        private boolean finish;
    }

    @ArgGroup
    private Part part = new Part();

    private final Console console = new Console(System.out);

    @Override
    public Integer call() throws IOException {
        var settings = Settings.read(System.getenv(), Home.find().serverSettings(), OptionalInt.empty());
        if (part.status) {
            InstalledDatabase.use(settings, database -> status(settings, new KekTable(database)));
        } else if (part.finish) {
            InstalledDatabase.use(settings, database -> finish(settings, new KekTable(database)));
        } else {
            rotate(settings);
        }
        return ExitCode.OK;
    }

    private void rotate(Settings settings) {
        if (settings.kek().isPresent()) {
            throw new StartRefused(
                    "the key-encryption key is where MUSTER_KEK_PATH says: make a new file beside it, name"
                            + " it there and the old one in MUSTER_KEK_FORMER_PATH (docs/operations.md)");
        }
        try (var data = DataFolder.takeIfFree(settings.data())
                .orElseThrow(() -> new StartRefused("Muster runs on " + settings.data()
                        + ": stop it, rotate, and start it again; it reads its keys at the start"))) {
            var files = new KekFiles(data);
            files.rotate();
            console.line("  New key   " + KekFiles.read(files.current()));
            console.line("  Former    " + KekFiles.read(data.path(KekFiles.FORMER)));
            console.line("  Start Muster: it seals everything anew. Then `./muster rotate-kek --finish`.");
            console.line("  Backups of the database made until then need the former key: keep a copy of it with them.");
        }
    }

    private void status(Settings settings, KekTable table) {
        var files = files(settings);
        var entries = table.entries();
        for (var entry : entries) {
            var file = files.containsKey(entry.id()) ? "   " + files.get(entry.id()) : "";
            if (entry.newest()) {
                console.line("  " + entry.id() + "   in use" + file);
            } else if (entry.isFormer()) {
                console.line("  " + entry.id() + "   former, " + values(entry.left()) + " left" + file);
            }
        }
        var current = current(settings);
        if (entries.stream().noneMatch(entry -> entry.id().equals(current.name()))) {
            console.line("  " + current.name() + "   not known to the database before the next start   "
                    + files.get(current.name()));
        }
    }

    private void finish(Settings settings, KekTable table) {
        var entries = table.entries();
        var current = current(settings);
        if (entries.stream().noneMatch(entry -> entry.newest() && entry.id().equals(current.name()))) {
            throw new StartRefused("the database does not seal under the key-encryption key " + current
                    + " yet: start Muster with it first");
        }
        for (var entry : entries) {
            var left = entry.isFormer() ? table.retire(entry.id()) : 0;
            if (left > 0) {
                throw new StartRefused(values(left) + " still sealed under the former key-encryption key " + entry.id()
                        + ": let Muster run until `./muster rotate-kek --status` says 0");
            }
            if (entry.isFormer()) {
                console.line("  The key-encryption key " + entry.id() + " is retired: nothing is sealed under it.");
            }
        }
        forget(settings, table.entries());
    }

    /** Only a file whose key the database has retired, or that is the key in use once more. */
    private void forget(Settings settings, List<KekTable.Entry> entries) {
        var data = DataFolder.ofRunning(settings.data());
        var files = new KekFiles(data);
        files.former().map(KekFiles::read).ifPresent(former -> {
            if (entries.stream().anyMatch(entry -> entry.id().equals(former.name()) && !entry.isFormer())) {
                files.forgetFormer();
                console.line("  " + data.path(KekFiles.FORMER) + " is deleted.");
            } else {
                console.line("  The database has never known " + former + ": it stays.");
            }
        });
        if (!settings.formerKeks().isEmpty()) {
            console.line("  Take MUSTER_KEK_FORMER_PATH out of the settings before the next start.");
        }
        console.line("  Backups of the database from before need the key of their time: keep a copy with them.");
    }

    private static String values(long count) {
        return count == 1 ? "1 value is" : String.format(Locale.ROOT, "%,d values are", count);
    }

    private static Kek current(Settings settings) {
        return KekFiles.read(settings.kek().orElseGet(() -> settings.data().resolve(KekFiles.CURRENT)));
    }

    /** By the ids of their keys. */
    private static Map<String, Path> files(Settings settings) {
        var data = DataFolder.ofRunning(settings.data());
        var files = new HashMap<String, Path>();
        for (var former : new Secrets(data).formerKeks(settings.formerKeks())) {
            files.put(KekFiles.read(former).name(), former);
        }
        files.put(current(settings).name(), settings.kek().orElseGet(() -> data.path(KekFiles.CURRENT)));
        return files;
    }
}
