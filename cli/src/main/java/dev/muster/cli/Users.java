package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code /users}: who may do what in the org. */
@Command(
        name = "users",
        description = "List the people of the org, or change who they are.",
        synopsisSubcommandLabel = "[VERB]")
final class Users implements Runnable {
    @Mixin
    private Paging paging;

    private final Muster muster;

    Users(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var table = new Table()
                .column("E-MAIL")
                .flexible("NAME", 10)
                .column("ROLE")
                .flexible("FLEETS", 10)
                .column("LAST SEEN");
        paging.list(muster, "/users", new LinkedHashMap<>(), table, Users::row);
    }

    private static String[] row(JsonNode user, Instant now) {
        var fleets = StreamSupport.stream(user.path("fleets").spliterator(), false)
                .map(fleet -> Fields.text(fleet, "slug") + "=" + Fields.text(fleet, "role"))
                .collect(Collectors.joining(", "));
        return new String[] {
            Fields.text(user, "email"),
            Fields.text(user, "name"),
            Fields.text(user, "role"),
            fleets,
            Fields.text(user, "status").equals("active")
                    ? Fields.ago(user, "lastSeen", now)
                    : Fields.text(user, "status")
        };
    }

    /** The link goes alone to standard output. */
    @Command(
            name = "invite",
            description = "Invite somebody, or make a new link for somebody invited. It is shown this once.")
    static final class Invite implements Runnable {
        @Parameters(paramLabel = "E-MAIL", description = "Whom.")
        private String email;

        @Option(names = "--name", paramLabel = "NAME", description = "What they are called.")
        private String name;

        @Mixin
        private MemberRights.All rights;

        private final Muster muster;

        Invite(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object().put("email", email);
            if (name != null) {
                body.put("name", name);
            }
            rights.into(muster, body);
            var invited = muster.server().post("/users", body, Server.PATIENCE).data();
            if (muster.out().json()) {
                muster.out().item(invited);
                return;
            }
            muster.out()
                    .note((invited.path("mailed").asBoolean() ? "A letter is on its way to " : "Send this link to ")
                            + email + ". It opens once, and is shown this once:");
            muster.out()
                    .line(muster.server().target().url() + "/invitation#"
                            + Fields.text(invited.path("invitation"), "token"));
        }
    }

    @Command(name = "change", description = "Say what somebody may do from now on; what you do not say stays.")
    static final class Change implements Runnable {
        @Parameters(paramLabel = "E-MAIL", description = "Whom.")
        private String email;

        @Mixin
        private MemberRights.Other rights;

        private final Muster muster;

        Change(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var id = find(muster, email);
            var changed =
                    muster.server().patch("/users/" + id, rights.patch(muster)).data();
            if (muster.out().json()) {
                muster.out().item(changed);
            } else {
                muster.out().line(email + " is changed.");
            }
        }
    }

    @Command(name = "remove", description = "End a membership, at once; the account stays.")
    static final class Remove implements Runnable {
        @Parameters(paramLabel = "E-MAIL", description = "Whom.")
        private String email;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        private final Muster muster;

        Remove(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var id = find(muster, email);
            if (!yes) {
                Typed.confirm(muster, "This takes all of this org from " + email + ".", "the e-mail address", email);
            }
            muster.server().delete("/users/" + id);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("email", email).put("removed", true));
            } else {
                muster.out().line(email + " is removed.");
            }
        }
    }

    @Command(name = "reset-totp", description = "Let somebody who lost their authenticator app sign in without a code.")
    static final class ResetTotp implements Runnable {
        @Parameters(paramLabel = "E-MAIL", description = "Whom.")
        private String email;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        private final Muster muster;

        ResetTotp(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var id = find(muster, email);
            if (!yes) {
                Typed.confirm(
                        muster,
                        email + " signs in with the password alone then: be sure that it is they who ask.",
                        "the e-mail address",
                        email);
            }
            muster.server().delete("/users/" + id + "/totp");
            if (muster.out().json()) {
                muster.out().item(Json.object().put("email", email).put("totp", false));
            } else {
                muster.out().line(email + " signs in without a code.");
            }
        }
    }

    private static String find(Muster muster, String email) {
        return muster.server()
                .first("/users", user -> email.strip().equalsIgnoreCase(Fields.text(user, "email")))
                .map(user -> Server.segment(Fields.text(user, "id")))
                .orElseThrow(() -> Failure.failed(
                        "not-found",
                        "Nobody here has the address " + SafeText.line(email) + ": `muster users` lists them."));
    }
}
