package dev.muster.launcher;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * The line that starts an agent on this machine: printed once the server is ready, and told to the server for the device
 * list. The enrollment key is named by its file, so that it does not stand in the process list.
 */
record AgentLine(Home home, Settings settings, DataFolder data) {

    /** For the terminal that {@code muster up} runs in: paths relative to its working folder. */
    String here() {
        return line(settings.localUrl(), AgentLine::near);
    }

    /** For any terminal; {@code {server}} stands for the address under which the reader reached the server. */
    String anywhere() {
        return line("{server}", path -> path.toAbsolutePath().toString());
    }

    /** Of a device registered by hand; {@code {id}} and {@code {secret}} stand for what it was given. */
    String registered() {
        return "MUSTER_DEVICE_SECRET={secret} java -jar "
                + quoted(home.agent().toAbsolutePath().toString()) + " --server {server} --id {id} --data "
                + quoted(data.path("agents").toAbsolutePath() + "/{id}");
    }

    private String line(String server, Function<Path, String> path) {
        var configured = settings.enrollmentKey().isPresent();
        return (configured ? "MUSTER_ENROLLMENT_KEY=KEY " : "") + "java -jar " + quoted(path.apply(home.agent()))
                + " --server " + server + " --id pump-7"
                + (configured ? "" : " --enrollment-key-file " + quoted(path.apply(data.path("enrollment-key"))))
                + " --data " + quoted(path.apply(data.path("agents/pump-7")));
    }

    /** Relative to the working folder where that is shorter. */
    static String near(Path path) {
        var relative =
                Path.of("").toAbsolutePath().relativize(path.toAbsolutePath()).toString();
        return relative.length() < path.toString().length() ? relative : path.toString();
    }

    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9._/+@%:={}-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
