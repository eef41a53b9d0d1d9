package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A group with a search has what that finds at any time. */
@Command(name = "create", description = "Make a group; with --q its devices are what that finds.")
final class CreateGroup extends Named.Create {
    @Option(names = "--q", paramLabel = "TEXT", description = "Its search, e.g. 'tag:north AND model:P-100'.")
    private String q;

    CreateGroup(Muster muster) {
        super(muster, NamedKind.GROUP);
    }

    @Override
    void more(ObjectNode body) {
        if (q != null) {
            body.put("query", q);
        }
    }
}
