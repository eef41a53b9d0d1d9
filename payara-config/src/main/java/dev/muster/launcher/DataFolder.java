package dev.muster.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that one installation keeps, readable by its user only:
 *
 * <pre>
 * muster.properties   settings, if the operator wants some          kek, kek.former   key-encryption keys, 32 bytes
 * postgres/           cluster of the embedded PostgreSQL            enrollment-key    first enrollment key
 * log/                server, its console, PostgreSQL               secrets/          passwords of the database roles
 * demo/               queues of the demo devices                    run/              what a running launcher needs
 * </pre>
 */
final class DataFolder implements AutoCloseable {

    private static final String LOCK = "run/launcher.lock";

    private final Path root;
    private final FileLock lock;
    private final Deque<Path> made;

    private DataFolder(Path root, FileLock lock, Deque<Path> made) {
        this.root = root;
        this.lock = lock;
        this.made = made;
    }

    /**
     * Makes the folder where there is none and takes it for this process.
     *
     * @throws StartRefused when it cannot be written, or another launcher has it
     */
    static DataFolder take(Path root) {
        var made = new ArrayDeque<Path>();
        try {
            for (var part : new String[] {"", "run", "log", "secrets", "demo"}) {
                make(root.resolve(part), made);
            }
            var channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new Taken("another muster up is running on the data folder " + root + holder(root));
            }
            channel.truncate(0);
            return new DataFolder(root, lock, made);
        } catch (IOException e) {
            remove(made);
            throw new StartRefused("the data folder " + root + " cannot be written (" + reason(e) + ")", e);
        }
    }

    /** Tells whoever wants the folder too who has it: this process, reached there. */
    void tell(String address) throws IOException {
        var words = "pid " + ProcessHandle.current().pid() + ", " + address;
        ((FileChannel) lock.acquiredBy()).write(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String holder(Path root) throws IOException {
        var words = Files.readString(root.resolve(LOCK)).strip();
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    /** Lets go of the folder, and takes back what taking it has made and nothing has come into. */
    void giveUp() {
        try {
            if (made.contains(path("run"))) {
                Files.deleteIfExists(path(LOCK));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
        remove(made);
    }

    /** The newest first; what is not empty stays, and what it is in. */
    private static void remove(Deque<Path> made) {
        try {
            while (!made.isEmpty()) {
                Files.deleteIfExists(made.pop());
            }
        } catch (IOException e) {
            made.clear();
        }
    }

    /** Takes the folder, unless a launcher has it; then it is there to be read. */
    static Optional<DataFolder> takeIfFree(Path root) {
        try {
            return Optional.of(take(root));
        } catch (Taken running) {
            return Optional.empty();
        }
    }

    /** To read what a running launcher keeps there. */
    static DataFolder ofRunning(Path root) {
        return new DataFolder(root, null, new ArrayDeque<>());
    }

    private static void make(Path folder, Deque<Path> made) throws IOException {
        var missing = new ArrayDeque<Path>();
        for (var each = folder; each != null && !Files.exists(each); each = each.getParent()) {
            missing.push(each);
        }
        for (var each : missing) {
            Files.createDirectory(each);
            made.push(each);
        }
        makePrivate(folder);
    }

    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static final class Taken extends StartRefused {
        private static final long serialVersionUID = 1L;

        Taken(String sentence) {
            super(sentence);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it is not a folder";
        }
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        var said = e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(e.getMessage());
        return said.substring(0, Math.min(1, said.length())).toLowerCase(Locale.ROOT)
                + said.substring(Math.min(1, said.length()));
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** A folder in {@code run/} that begins empty. */
    Path fresh(String name) throws IOException {
        var folder = path("run").resolve(name);
        Trees.delete(folder);
        makePrivate(folder);
        return folder;
    }

    /** The bytes of a secret's file (0600), made at its first use. */
    byte[] secret(String name, Supplier<byte[]> first) {
        var file = path(name);
        try {
            if (!Files.exists(file)) {
                write(file, first.get());
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StartRefused(file + " cannot be read or written (" + reason(e) + ")", e);
        }
    }

    /** The bytes of a file that is there. */
    byte[] read(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new StartRefused(path(name) + " cannot be read (" + reason(e) + ")", e);
        }
    }

    /** Puts these bytes in the place of a secret's file, or makes it (0600). On disk when this returns. */
    void replace(String name, byte[] content) {
        try {
            write(path(name), content);
        } catch (IOException e) {
            throw new StartRefused(path(name) + " cannot be written (" + reason(e) + ")", e);
        }
    }

    void forget(String name) {
        try {
            Files.deleteIfExists(path(name));
            onDisk(root);
        } catch (IOException e) {
            throw new StartRefused(path(name) + " cannot be deleted (" + reason(e) + ")", e);
        }
    }

    /** Written whole or not at all: a half-written key would lock the installation out of its own data. */
    private static void write(Path file, byte[] content) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        onDisk(file.getParent());
    }

    /** The names in a folder, too: a move that a power failure takes back would leave the key before it. */
    private static void onDisk(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
