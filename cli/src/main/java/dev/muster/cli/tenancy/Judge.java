package dev.muster.cli.tenancy;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Puts the questions and looks through the answers: nothing of B's, and what is B's answered like what is nobody's. */
final class Judge {

    /** Different with every answer, whoever asks. */
    private static final Set<String> FRESH = Set.of(
            "date",
            "x-request-id",
            "content-length",
            "connection",
            "set-cookie",
            "keep-alive",
            "etag",
            "content-digest",
            "signature",
            "signature-input");

    private static final Pattern FRESH_VALUES = Pattern.compile(
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}" // ids, of requests too
                    + "|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"
                    + "|\"version\":\\d+|probe-[a-z0-9]{8}"
                    + "|(?<=\"(?:secret|token|key)\":\")[^\"]*");

    private final Wire wire;
    private final Findings findings;
    private final Timing timing;
    private final Set<String> spoken = new HashSet<>();
    private boolean foreignFirst;

    Judge(Wire wire, Findings findings, Timing timing) {
        this.wire = wire;
        this.findings = findings;
        this.timing = timing;
    }

    void pair(Probe probe) {
        foreignFirst = !foreignFirst;
        Reply foreign;
        Reply absent;
        if (foreignFirst) {
            foreign = send(probe.who(), probe.foreign());
            absent = send(probe.who(), probe.absent());
        } else {
            absent = send(probe.who(), probe.absent());
            foreign = send(probe.who(), probe.foreign());
        }
        findings.count(probe.kind(), 2);
        nothingOfB(probe.kind(), probe.who(), probe.operation(), probe.foreign(), foreign, probe.said());
        if (foreign.ok() && probe.operation().writes()) {
            spoken.addAll(probe.said());
        }
        nothingOfB(probe.kind(), probe.who(), probe.operation(), probe.absent(), absent, probe.unsaid());
        if (probe.alike()) {
            alike(probe, foreign, absent);
            timing.add(probe, foreign.nanos(), absent.nanos());
        }
    }

    private Reply send(Outsider who, Call call) {
        return wire.send(who.proof().apply(call));
    }

    /**
     * Looks through one answer. What an outsider has written down in an org of their own, they read there again: words of
     * a write that was carried out are no finding from then on. So reading comes before writing.
     */
    void nothingOfB(String kind, Outsider who, Object where, Call call, Reply reply, Set<String> said) {
        var known = new HashSet<>(spoken);
        known.addAll(said);
        var head = new StringBuilder();
        reply.headers()
                .map()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values).append('\n'));
        for (var text : new String[] {head.toString(), reply.body()}) {
            who.b()
                    .marks
                    .in(Marks.without(text, known), who.hidden())
                    .ifPresent(
                            leak -> findings.found(kind, who, where, "shows " + leak, call + " -> " + reply.status()));
        }
        if (reply.status() >= 500 && reply.status() != 503) {
            findings.found(kind, who, where, "fails with " + reply.status(), call.toString());
        }
    }

    void spoken(Collection<String> words) {
        spoken.addAll(words);
    }

    private void alike(Probe probe, Reply foreign, Reply absent) {
        var one = shape(foreign, probe.said());
        var other = shape(absent, probe.unsaid());
        if (!one.equals(other)) {
            findings.found(
                    probe.kind(),
                    probe.who(),
                    probe.operation(),
                    "tells what is B's from what is nowhere",
                    probe.foreign() + " -> " + brief(one) + " but " + brief(other));
        }
    }

    /** What two answers have to have in common. */
    private static String shape(Reply reply, Set<String> said) {
        var headers = new TreeMap<String, Object>();
        reply.headers().map().forEach((name, values) -> {
            if (!FRESH.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name.toLowerCase(Locale.ROOT), values);
            }
        });
        var text = reply.status() + " " + reply.body() + " " + headers;
        return Marks.without(FRESH_VALUES.matcher(text).replaceAll("#"), said);
    }

    private static String brief(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
