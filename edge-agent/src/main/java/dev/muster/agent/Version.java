package dev.muster.agent;

import java.io.IOException;
import java.util.Properties;

/** The version of this agent, put into the jar by the build. */
final class Version {

    private static final String NUMBER = read();

    private Version() {}

    static String number() {
        return NUMBER;
    }

    private static String read() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("agent.properties")) {
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException("the agent's jar is incomplete", e);
        }
    }
}
