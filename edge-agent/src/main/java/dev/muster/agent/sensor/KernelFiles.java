package dev.muster.agent.sensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Small kernel files; one that is not there (another system, a container) is simply empty. */
public final class KernelFiles {

    private KernelFiles() {}

    public static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | SecurityException notHere) {
            return List.of();
        }
    }

    public static Optional<String> first(Path file) {
        return lines(file).stream().findFirst().map(String::strip).filter(text -> !text.isEmpty());
    }

    public static Optional<Long> number(Path file) {
        return first(file).filter(text -> text.matches("-?\\d{1,18}")).map(Long::valueOf);
    }

    public static List<Path> children(Path directory) {
        try (var found = Files.list(directory)) {
            return found.sorted().toList();
        } catch (IOException | SecurityException notHere) {
            return List.of();
        }
    }
}
