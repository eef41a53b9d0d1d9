package dev.muster.agent;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The agent as a program: runs until it is stopped. Exit codes: 0 stopped, 1 cannot run, 2 wrong usage. */
public final class Main {

    /** Loggers are only weakly held by the platform; a lost one would lose its level. */
    private static final Logger LOGGER = Logger.getLogger("dev.muster");

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        CommandLine line;
        AgentConfig config;
        try {
            line = CommandLine.parse(arguments, System.getenv());
            if (line.wantsHelp()) {
                System.out.print(CommandLine.USAGE);
                return;
            }
            if (line.wantsVersion()) {
                System.out.println("muster-agent " + Version.number());
                return;
            }
            config = line.config();
        } catch (IllegalArgumentException e) {
            leave(2, e.getMessage());
            return;
        }
        logToStandardError(line.isVerbose());
        run(config);
    }

    private static void run(AgentConfig config) throws InterruptedException {
        var agent = new Agent(config);
        try {
            agent.start();
        } catch (IOException | RuntimeException e) {
            leave(1, e.getMessage());
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "muster-stop"));
        new CountDownLatch(1).await();
    }

    /** Without the logger: the platform throws its handlers out as soon as a shutdown begins. */
    private static void stop(Agent agent) {
        agent.close();
        System.err.println("muster-agent: stopped");
    }

    private static void logToStandardError(boolean verbose) {
        LogManager.getLogManager().reset();
        var handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        handler.setLevel(Level.ALL);
        LOGGER.addHandler(handler);
        LOGGER.setLevel(verbose ? Level.FINE : Level.INFO);
    }

    private static void leave(int code, String why) {
        System.err.println("muster-agent: " + why);
        System.exit(code);
    }
}
