package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/** What fleets, groups and sites have in common on the command line: a name, a short name, and devices. */
enum NamedKind {
    FLEET("fleet", "/fleets", "/devices", "Fleets: which devices belong together, and who sees them."),
    GROUP("group", "/device-groups", "/members", "Groups: devices to act on together."),
    SITE("site", "/sites", null, "Sites: places where devices are.");

    private final String word;
    private final String path;
    private final String devices;
    private final String what;

    NamedKind(String word, String path, String devices, String what) {
        this.word = word;
        this.path = path;
        this.devices = devices;
        this.what = what;
    }

    /** As in "there is no such …"; the verb is its plural. */
    String word() {
        return word;
    }

    String verb() {
        return word + "s";
    }

    String path() {
        return path;
    }

    /** Where the devices of one of them are added and removed. */
    String devicesOf(String id) {
        return path + "/" + id + devices;
    }

    String what() {
        return what;
    }

    /** The one with that short name or id. @throws Failure where there is none */
    JsonNode find(Muster muster, String wanted) {
        return muster.server()
                .first(path, each -> wanted.equals(Fields.text(each, "slug")) || wanted.equals(Fields.text(each, "id")))
                .orElseThrow(() -> Failure.failed(
                        "not-found",
                        "There is no " + word + " \"" + SafeText.line(wanted) + "\": `muster " + verb()
                                + "` lists them."));
    }

    /** Path of the one with that short name or id, with what is behind it. */
    String at(Muster muster, String wanted) {
        return path + "/" + UUID.fromString(Fields.text(find(muster, wanted), "id"));
    }

    Table table() {
        var table = new Table().column("SHORT NAME").flexible("NAME", 10).column("DEVICES");
        return switch (this) {
            case FLEET -> table.column("MADE");
            case GROUP -> table.flexible("SEARCH", 12).column("MADE");
            case SITE -> table.column("TIME ZONE").flexible("ADDRESS", 10);
        };
    }

    String[] row(JsonNode each, Instant now) {
        var slug = Fields.text(each, "slug");
        var name = Fields.text(each, "name");
        var many = Fields.text(each, "devices");
        return switch (this) {
            case FLEET -> new String[] {slug, name, many, Fields.ago(each, "createdAt", now)};
            case GROUP ->
                new String[] {slug, name, many, Fields.text(each, "query"), Fields.ago(each, "createdAt", now)};
            case SITE -> new String[] {slug, name, many, Fields.text(each, "timeZone"), Fields.text(each, "address")};
        };
    }
}
