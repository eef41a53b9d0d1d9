package dev.muster.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The agent's own folder, held for one agent at a time by a lock that a crash releases. */
public final class DataFolder implements AutoCloseable {

    private final FileChannel lock;

    private DataFolder(FileChannel lock) {
        this.lock = lock;
    }

    /** @throws IOException saying why the folder cannot be had */
    public static DataFolder take(Path dir) throws IOException {
        FileChannel channel;
        try {
            Files.createDirectories(dir, ownerOnly(dir));
            channel = FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return readOnly(dir, e);
        }
        try {
            if (channel.tryLock() != null) {
                return new DataFolder(channel);
            }
        } catch (OverlappingFileLockException sameProcess) {
            channel.close();
            throw inUse(dir);
        }
        channel.close();
        throw inUse(dir);
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the data folder's lock cannot be released", e);
        }
    }

    /** A device that knows who it is goes on when its disk has become read-only; a new one cannot begin there. */
    private static DataFolder readOnly(Path dir, IOException e) throws IOException {
        if (Files.isReadable(dir.resolve("identity.json"))) {
            return new DataFolder(null);
        }
        throw new IOException("the data folder " + dir + " cannot be written: " + e.getMessage(), e);
    }

    private static IOException inUse(Path dir) {
        return new IOException("the data folder " + dir + " is in use by another agent");
    }

    private static FileAttribute<?>[] ownerOnly(Path dir) {
        if (!dir.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        };
    }
}
