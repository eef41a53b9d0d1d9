package dev.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.muster.cli.tenancy.ProbeFailure;
import dev.muster.cli.tenancy.TenancyProbe;
import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is wrong between this program and its server: one line a check, exit code 1 when one fails. */
@Command(
        name = "doctor",
        description = "Check server, connection, clock and login; with --tenancy, that orgs are kept apart.")
final class Doctor implements Runnable {
    private static final Duration CLOCK_WORTH_SAYING = Duration.ofSeconds(5);

    private enum Finding {
        ok,
        warn,
        fail
    }

    @Option(
            names = "--tenancy",
            description =
                    "Make two orgs on the server and try to get from one into the other, by every address, parameter,"
                            + " socket and page; needs the platform operator's token. The orgs stay, out of use.")
    private boolean tenancy;

    @Option(
            names = "--probes",
            paramLabel = "N",
            defaultValue = "10000",
            description = "With --tenancy: at least so many probes; ${DEFAULT-VALUE} unless told.")
    private int probes;

    private final Muster muster;
    private int failures;

    Doctor(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        if (tenancy) {
            tenancy();
            return;
        }
        var target = muster.target();
        var server = new Server(target);
        transport(target);
        var live = reach(server);
        if (live != null) {
            clock(live);
            ready(server);
            login(server);
            version(server);
        }
        if (failures > 0) {
            throw Failure.failed("doctor", failures == 1 ? "One check failed." : failures + " checks failed.");
        }
    }

    private void tenancy() {
        if (probes < 1 || probes > 1_000_000) {
            throw Failure.usage("--probes is 1 to 1000000.");
        }
        var target = muster.server().target();
        target.checkMaySendSecrets();
        try {
            var lines = TenancyProbe.run(target.url(), target.token().orElseThrow(), probes, muster.out()::note);
            for (var line : lines) {
                failures += line.bad() ? 1 : 0;
                if (muster.out().json()) {
                    muster.out().item(line.json());
                } else {
                    muster.out().line((line.bad() ? "  FOUND  " : "") + line.text());
                }
            }
        } catch (ProbeFailure e) {
            throw Failure.failed("tenancy", Sentence.of(e.getMessage()));
        }
        if (failures > 0) {
            throw Failure.failed("tenancy", failures == 1 ? "One finding." : failures + " findings.");
        }
    }

    private void transport(Target target) {
        if (target.tls()) {
            say("transport", Finding.ok, "TLS to " + target.url() + ".");
        } else if (target.loopback()) {
            say("transport", Finding.ok, "Clear text to " + target.url() + ", which does not leave this machine.");
        } else {
            say(
                    "transport",
                    Finding.warn,
                    "Clear text to " + target.url() + ": whoever listens in between reads and replays it. Use https.");
        }
        if (muster.credentials().exposed()) {
            say(
                    "credentials",
                    Finding.warn,
                    "Others on this machine can read the stored login: chmod 600 "
                            + muster.credentials().file());
        }
    }

    private HttpResponse<String> reach(Server server) {
        try {
            var started = System.nanoTime();
            var live = server.bare("/health/live");
            var took = Times.took(Duration.ofNanos(System.nanoTime() - started));
            if (live.statusCode() == 200 && json(live).path("status").isTextual()) {
                say("reachable", Finding.ok, "Answered in " + took + ".");
                return live;
            }
            say(
                    "reachable",
                    Finding.fail,
                    "Something answers with HTTP " + live.statusCode()
                            + ", but not a Muster server that is up: still starting, or another program on that port.");
        } catch (Failure e) {
            say("reachable", Finding.fail, e.getMessage());
        }
        return null;
    }

    /** Signed requests of devices are refused beyond the skew, and so are this machine's agents. */
    private void clock(HttpResponse<String> live) {
        var date = Server.date(live.headers());
        if (date.isEmpty()) {
            say("clock", Finding.warn, "The server did not say its time.");
            return;
        }
        var off = Duration.between(date.get(), muster.shell().clock().instant());
        var direction = off.isNegative() ? "behind" : "ahead of";
        var text = "This machine is " + Times.span(off.abs().toSeconds()) + " " + direction + " the server";
        if (off.abs().toSeconds() > Limits.CLOCK_SKEW_SEC) {
            say("clock", Finding.fail, text + ": set the clock, signed requests from here are refused.");
        } else if (off.abs().compareTo(CLOCK_WORTH_SAYING) > 0) {
            say("clock", Finding.warn, text + ": set the clock.");
        } else {
            say("clock", Finding.ok, "Agrees with the server's.");
        }
    }

    private void ready(Server server) {
        try {
            var ready = server.bare("/health/ready");
            var body = json(ready);
            if (ready.statusCode() == 200) {
                say("health", Finding.ok, "Ready.");
                return;
            }
            var down = new StringBuilder();
            for (var check : body.path("checks")) {
                if (!"UP".equals(Fields.text(check, "status"))) {
                    var data = StreamSupport.stream(check.path("data").spliterator(), false)
                            .map(Fields::text)
                            .collect(Collectors.joining(", "));
                    down.append(down.isEmpty() ? "" : "; ").append(Fields.text(check, "name"));
                    down.append(data.isEmpty() ? "" : " (" + data + ")");
                }
            }
            say("health", Finding.fail, "Not ready" + (down.isEmpty() ? "." : ": " + down + "."));
        } catch (Failure e) {
            say("health", Finding.fail, e.getMessage());
        }
    }

    private void login(Server server) {
        var target = server.target();
        if (target.token().isEmpty()) {
            say("login", Finding.fail, "You are not logged in at " + target.url() + ": run `muster login`.");
            return;
        }
        try {
            server.get("/auth/sessions", Map.of());
            var stored = target.tokenFromEnvironment()
                    ? Optional.<Credentials.Login>empty()
                    : muster.credentials().find(target.url());
            var now = muster.shell().clock().instant();
            say(
                    "login",
                    Finding.ok,
                    (target.tokenFromEnvironment() ? "MUSTER_TOKEN is accepted" : "The login is accepted")
                            + stored.map(Credentials.Login::email)
                                    .map(email -> ", " + email)
                                    .orElse("")
                            + stored.map(Credentials.Login::expiresAt)
                                    .map(end -> ", ends " + Times.relative(end, now))
                                    .orElse("")
                            + ".");
        } catch (Failure e) {
            say("login", Finding.fail, e.getMessage());
        }
    }

    /** The API's version is in its description; the server's own is nobody's business. */
    private void version(Server server) {
        if (server.target().token().isEmpty()) {
            return;
        }
        try {
            var theirs = server.openApiVersion();
            if (theirs.equals(Server.API_VERSION)) {
                say("version", Finding.ok, "Both speak version " + theirs + " of the API.");
            } else {
                say(
                        "version",
                        Finding.warn,
                        "This speaks version " + Server.API_VERSION + " of the API, the server "
                                + (theirs.isEmpty() ? "does not say which" : theirs)
                                + ": use the command line that came with the server.");
            }
        } catch (Failure e) {
            say("version", Finding.warn, "The server's version cannot be read: " + e.getMessage());
        }
    }

    private void say(String check, Finding finding, String detail) {
        failures += finding == Finding.fail ? 1 : 0;
        var out = muster.out();
        if (out.json()) {
            out.item(Json.object()
                    .put("check", check)
                    .put("result", finding.name())
                    .put("detail", detail));
        } else {
            out.line(String.format("%-4s  %-11s  %s", finding, check, detail));
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
