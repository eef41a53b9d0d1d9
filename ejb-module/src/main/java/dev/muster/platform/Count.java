package dev.muster.platform;

import java.util.List;

/** What is counted since the start of this node. The metric's name is the constant's, as {@code muster_…_total}. */
public enum Count {
    LIMIT_REFUSALS("What a limit turned away", "limit"),
    SIGN_INS("Tries to sign in, by what came of them: opened, refused, delayed, halfway", "outcome"),
    CHECKINS("Signed check-ins, by what came of them: stored, refused", "outcome"),
    INGEST_GROUPS("Transactions that stored what devices brought"),
    SQL_STATEMENTS("Statements sent to the database"),
    READINGS_STORED("Readings committed"),
    EVENTS_STORED("Events and log lines committed, readings apart"),
    COMMANDS("Commands by the state they came to, RUNNING apart", "state"),
    ITEMS_REFUSED("Readings, events and messages of devices that were given up, one by one", "code"),
    FRAMES_REFUSED("Frames of devices whose MAC or tag did not hold, or that were none", "door"),
    MQTT_REFUSED("Messages over MQTT that were refused, by why", "code"),
    RETENTION_RUNS("Runs of the retention job, by what came of them: started, finished", "outcome"),
    RETENTION_PARTITIONS("Partitions dropped because nobody keeps their day any longer", "table"),
    RETENTION_ROWS("Rows deleted because their org keeps them no longer, those of dropped partitions apart", "table"),
    MAIL("Letters, by what came of a try: sent, failed, given-up", "outcome"),
    HTTP_ANSWERS("Answers over HTTP, by hundreds of their status", "status");

    private final String help;
    private final List<String> labels;

    Count(String help, String... labels) {
        this.help = help;
        this.labels = List.of(labels);
    }

    String metric() {
        return "muster_" + name().toLowerCase(java.util.Locale.ROOT);
    }

    String help() {
        return help;
    }

    String[] labels() {
        return labels.toArray(String[]::new);
    }
}
