package dev.muster.cli.tenancy;

import java.util.Set;

/**
 * One question and its twin: the same asked for what is B's and for what exists nowhere.
 *
 * @param kind under which the report counts it
 * @param said what the foreign question names itself, and so may hear again; {@code unsaid}: the same of its twin
 * @param alike whether both have to be answered alike; otherwise only what comes back is looked through
 */
record Probe(
        String kind,
        Outsider who,
        Operation operation,
        Call foreign,
        Call absent,
        Set<String> said,
        Set<String> unsaid,
        boolean alike) {}
