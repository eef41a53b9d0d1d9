package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code PUT}: name and search as they shall be. */
@Command(name = "change", description = "Change a group's name or search; the short name stays.")
final class ChangeGroup extends Named.Change {
    @Option(names = "--q", paramLabel = "TEXT", description = "Another search; empty for devices chosen one by one.")
    private String q;

    ChangeGroup(Muster muster) {
        super(muster, NamedKind.GROUP);
    }

    @Override
    void more(ObjectNode body) {
        if (q != null) {
            body.put("query", q);
        }
    }

    @Override
    JsonNode send(String path, ObjectNode body) {
        return muster.server().put(path, body).data();
    }
}
