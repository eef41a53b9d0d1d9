package dev.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** The server's refusals (RFC 9457 problem documents) as sentences that say what to do next. */
final class Problems {
    private Problems() {}

    static Failure of(Target target, int status, HttpHeaders headers, String text) {
        var problem = parse(text);
        var code = problem.path("code").asText(null);
        var requestId = problem.path("requestId").asText(null);
        if (code == null) {
            return withoutProblem(target, status, headers);
        }
        var detail = detail(problem, status);
        var sentence = switch (status) {
            case 401 -> unauthorised(target, detail);
            case 429, 503 -> detail.replaceFirst("[;,] try again\\.$", ".") + retryAfter(headers);
            default -> detail;
        };
        return Failure.refused(status, code, sentence, requestId);
    }

    /** An answer that no Muster server gives: something else listens there, or the server has only begun to start. */
    static Failure notMuster(Target target) {
        return Failure.failed(
                "not-muster",
                "What answers at " + target.url() + " does not speak like a Muster server: check the URL with `muster"
                        + " doctor`.");
    }

    /** The connection failed, or no whole answer came. */
    static Failure unreachable(Target target, IOException e) {
        var url = target.url();
        if (e instanceof HttpTimeoutException) {
            return Failure.failed("timeout", "The server at " + url + " did not answer in time: run `muster doctor`.");
        }
        if (e instanceof SSLException) {
            return Failure.failed("tls", "No trusted TLS connection to " + url + ": " + e.getMessage() + ".");
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return Failure.failed("unreachable", "The host of " + url + " is not known: check the URL.");
            }
        }
        return e instanceof ConnectException
                ? Failure.failed(
                        "unreachable",
                        "No server answers at " + url
                                + ": is it running? Start it with `muster up`, or name another with"
                                + " --url or MUSTER_URL.")
                : Failure.failed("broken-connection", "The connection to " + url + " broke off: try again.");
    }

    private static Failure withoutProblem(Target target, int status, HttpHeaders headers) {
        if (status / 100 == 3) {
            var location = headers.firstValue("Location").orElse("another address");
            return Failure.refused(
                    status,
                    "redirect",
                    target.url() + " sends you to " + location
                            + ", which is not followed with a token: name that one with" + " --url.",
                    null);
        }
        if (status == 401) {
            return Failure.refused(status, "unauthorized", unauthorised(target, ""), null);
        }
        if (status == 404 || status == 502 || status == 503) {
            return Failure.refused(
                    status,
                    "not-ready",
                    "The server at " + target.url() + " is not ready (HTTP " + status
                            + "): if it is starting, wait a few seconds; else run `muster doctor`.",
                    null);
        }
        return Failure.refused(
                status, "http-" + status, "The server at " + target.url() + " answered HTTP " + status + ".", null);
    }

    private static String unauthorised(Target target, String detail) {
        if (target.token().isEmpty()) {
            return detail.isEmpty() ? "You are not logged in at " + target.url() + ": run `muster login`." : detail;
        }
        return target.tokenFromEnvironment()
                ? "The token in MUSTER_TOKEN is not accepted at " + target.url() + ": it ended, was revoked, or is for"
                        + " another server. Set a new one, or unset it and run `muster login`."
                : "Your login at " + target.url() + " ended or was revoked: run `muster login`.";
    }

    /** What the server says before the one wrong member of a request; a person has made no request. */
    private static final String MEMBER = "the request has a wrong member: ";

    /** The detail, and each wrong member that it does not name already. */
    private static String detail(JsonNode problem, int status) {
        var detail = problem.path("detail").asText(problem.path("title").asText("Refused with HTTP " + status));
        var errors = problem.path("errors");
        if (errors.size() == 1
                && detail.equals(MEMBER + errors.path(0).path("detail").asText())) {
            return about(errors.path(0));
        }
        var all = new StringBuilder(Sentence.of(detail));
        for (var error : errors) {
            if (!detail.contains(error.path("detail").asText(""))) {
                all.append(' ').append(about(error));
            }
        }
        return all.toString();
    }

    private static String about(JsonNode error) {
        var pointer = error.path("pointer").asText("");
        var member = pointer.matches("/[A-Za-z]+") ? pointer.substring(1) : pointer;
        return Sentence.of(
                (member.isEmpty() ? "" : member + ": ") + error.path("detail").asText(""));
    }

    private static String retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                .map(seconds -> " Try again in " + seconds + " s.")
                .orElse(" Try again in a moment.");
    }

    private static JsonNode parse(String text) {
        try {
            var node = Json.mapper().readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
