package dev.muster.web.repeat;

import dev.muster.identity.boundary.RememberedAnswers;
import dev.muster.identity.entity.Answer;
import dev.muster.identity.entity.KeyedRequest;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.RestApplication;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Finds the {@code Idempotency-Key} of a request, and puts answers into the form in which they are remembered. */
@ApplicationScoped
public class KeyedWrites {

    /** Set on an answer that was given before. */
    public static final String REPLAYED = "Idempotent-Replayed";

    private static final Logger LOG = Logger.getLogger(KeyedWrites.class.getName());

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    @Inject
    private RememberedAnswers answers;

    @Inject
    private CurrentCaller caller;

    @Inject
    private HttpServletRequest http;

    /** A write with its key and whose it is; it outlives the request where its answer comes later. */
    public record Keyed(Caller caller, KeyedRequest request) {}

    /** Of the request under way; empty where its client sent no key, only reads, or has not signed in. */
    public Optional<Keyed> keyed() {
        var sent = Collections.list(http.getHeaders(RestApplication.IDEMPOTENCY_KEY));
        if (sent.isEmpty() || READS.contains(http.getMethod()) || !caller.isSignedIn()) {
            return Optional.empty();
        }
        if (sent.size() > 1) {
            throw Refusal.of(400, "idempotency-key", "send one Idempotency-Key");
        }
        return Optional.of(new Keyed(caller.get(), new KeyedRequest(unquoted(sent.get(0)), hash())));
    }

    /**
     * Runs the effect where the key is new.
     *
     * @param waits see {@link RememberedAnswers#once}
     * @param effect gives what the resource answers: a {@link Response}, or a body for a 200
     * @return the first answer again; empty where the effect has run now
     */
    public Optional<Response> once(Keyed keyed, Duration waits, Supplier<Object> effect) {
        return answers.once(keyed.caller(), keyed.request(), waits, () -> answer(effect.get()))
                .map(KeyedWrites::response);
    }

    /**
     * What the caller is told in the end, where {@link #once} had to keep something for the meantime. Where that cannot be
     * stored the caller is told all the same, and a repeat gets what was kept.
     */
    public void ended(Keyed keyed, Object said) {
        try {
            answers.ended(keyed.caller(), keyed.request(), answer(said));
        } catch (SqlFailure | EJBException e) {
            LOG.log(Level.WARNING, "the end of a keyed request is not remembered", e);
        }
    }

    private byte[] hash() {
        var asked = String.join(
                "\n",
                http.getMethod(),
                http.getRequestURI(),
                String.valueOf(http.getQueryString()),
                String.valueOf(http.getHeader(HttpHeaders.IF_MATCH)),
                String.valueOf(RequestInfo.bodyHash(http)));
        return ContentDigest.sha256(asked.getBytes(StandardCharsets.UTF_8));
    }

    /** The draft says a structured string, {@code "…"}; many clients send the bare text, which means the same here. */
    private static String unquoted(String sent) {
        var text = sent.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static Answer answer(Object said) {
        if (!(said instanceof Response response)) {
            return new Answer(200, java.util.Map.of(), Json.writeBytes(said));
        }
        var headers = new TreeMap<String, String>();
        for (var name : new String[] {HttpHeaders.LOCATION, HttpHeaders.ETAG}) {
            if (response.getHeaderString(name) != null) {
                headers.put(name, response.getHeaderString(name));
            }
        }
        var body = response.getEntity() == null ? new byte[0] : Json.writeBytes(response.getEntity());
        return new Answer(response.getStatus(), headers, body);
    }

    private static Response response(Answer answer) {
        var again = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(answer.body())
                .header(REPLAYED, "true");
        answer.headers().forEach(again::header);
        return again.build();
    }
}
