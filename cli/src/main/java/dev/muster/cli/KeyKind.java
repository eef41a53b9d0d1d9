package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** Keys that are made, shown once and revoked: where each kind lives, what it is called, and what a list says of it. */
enum KeyKind {
    ENROLLMENT("enrollment-keys", "/enrollment-keys", "Key", "Keys that let new devices into the org."),
    FACTORY(
            "factory-keys",
            "/factory-keys",
            "Factory key",
            "Keys of product batches, whose devices register themselves in the unclaimed pool."),
    PROVISION(
            "provision-tokens",
            "/provision-tokens",
            "Token",
            "Tokens that let one device in, once; for a known device, the permit to enroll again."),
    API(
            "api-keys",
            "/auth/api-keys",
            "API key",
            "Your keys for programs; one goes into MUSTER_TOKEN or Authorization: Bearer.");

    private final String verb;
    private final String path;
    private final String word;
    private final String what;

    KeyKind(String verb, String path, String word, String what) {
        this.verb = verb;
        this.path = path;
        this.word = word;
        this.what = what;
    }

    String verb() {
        return verb;
    }

    String path() {
        return path;
    }

    /** As a sentence about one begins. */
    String word() {
        return word;
    }

    String what() {
        return what;
    }

    /** What is shown once, in the answer that makes one. */
    String secretOf(JsonNode made) {
        return Fields.text(made, this == PROVISION ? "token" : "key");
    }

    Table table() {
        var table = new Table().column("ID").flexible("NAME", 10);
        return switch (this) {
            case ENROLLMENT ->
                table.column("USES")
                        .column("LETS IN")
                        .column("ENDS")
                        .column("REVOKED")
                        .optional("MADE");
            case FACTORY ->
                table.optional("MODEL").column("DEVICES").column("ENDS").column("REVOKED");
            case PROVISION ->
                table.column("FOR").column("ENDS").column("USED BY").column("REVOKED");
            case API ->
                table.optional("ORG").optional("AT MOST").column("LAST USED").column("ENDS");
        };
    }

    String[] row(JsonNode key, Instant now) {
        var id = Fields.text(key, "id");
        var name = Fields.text(key, "name");
        var ends = Fields.ago(key, "expiresAt", now);
        var revoked = Fields.ago(key, "revokedAt", now);
        return switch (this) {
            case ENROLLMENT -> {
                var entry = key.path("autoApprove").asBoolean() ? "at once" : "when accepted";
                yield new String[] {id, name, uses(key), entry, ends, revoked, Fields.ago(key, "createdAt", now)};
            }
            case FACTORY -> new String[] {id, name, Fields.text(key, "model"), uses(key), ends, revoked};
            case PROVISION ->
                new String[] {id, name, Fields.text(key, "deviceId"), ends, Fields.text(key, "usedBy"), revoked};
            case API -> {
                var used = Fields.ago(key, "lastUsedAt", now);
                yield new String[] {id, name, Fields.text(key, "org"), Fields.text(key, "role"), used, ends};
            }
        };
    }

    private static String uses(JsonNode key) {
        var most = Fields.text(key, "maxUses");
        return Fields.text(key, "uses") + (most.isEmpty() ? "" : " of " + most);
    }
}
