package dev.muster.listener;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Completes answers that the application has not written; its own all carry {@code X-Request-Id}. They get the security
 * headers, and a problem document instead of the container's page. The application is deployed at {@code /}: an answer
 * without it that is no refusal (404, 500, a page of the container's) means that it is not there yet, or not any more.
 */
final class AnswerFilter extends BaseFilter {

    private static final Logger LOG = Logger.getLogger(AnswerFilter.class.getName());
    private static final String REQUEST_ID = "X-Request-Id";
    private static final String REPLACED = AnswerFilter.class.getName() + ".replaced";
    private static final String RETRY_AFTER_SEC = "5";
    private static final String WEBSOCKET = "websocket";

    /**
     * An upgrade that nobody here offers is no upgrade (RFC 9110 section 7.8): the request goes on as it is. Left to
     * itself, the codec takes the body of such a request for the other protocol's, and the application waits for it in
     * vain; Java's HTTP client offers h2c with each first request in clear text.
     */
    @Override
    public NextAction handleEvent(FilterChainContext ctx, FilterChainEvent event) {
        if (event instanceof HttpEvents.IncomingHttpUpgradeEvent upgrade && !isHandshake(upgrade.getHttpHeader())) {
            upgrade.getHttpHeader().getUpgradeDC().recycle();
            upgrade.getHttpHeader().setIgnoreContentModifiers(false);
            return ctx.getStopAction();
        }
        return ctx.getInvokeAction();
    }

    /** RFC 6455 section 4.1: a handshake is a GET. */
    private static boolean isHandshake(HttpHeader header) {
        return header instanceof HttpRequestPacket request
                && request.getMethod() == Method.GET
                && WEBSOCKET.equalsIgnoreCase(header.getUpgrade());
    }

    @Override
    public NextAction handleWrite(FilterChainContext ctx) {
        if (ctx.getMessage() instanceof HttpPacket packet && response(packet) instanceof HttpResponsePacket response) {
            if (!response.isCommitted()) {
                complete(ctx, packet, response);
            } else if (response.getRequest().getAttribute(REPLACED) != null) {
                drop(ctx, packet);
            }
        }
        return ctx.getInvokeAction();
    }

    private static HttpPacket response(HttpPacket packet) {
        return packet instanceof HttpContent content ? content.getHttpHeader() : packet;
    }

    private static void complete(FilterChainContext ctx, HttpPacket packet, HttpResponsePacket response) {
        // 100 Continue is no answer yet
        if (response.isAcknowledgement() || response.containsHeader(REQUEST_ID)) {
            return;
        }
        var id = UUID.randomUUID().toString();
        var status = response.getStatus();
        LOG.log(Level.FINE, "{0}: {1} answered {2} by the container", new Object[] {id, response.getRequest(), status});
        var headers = new HashMap<>(Map.of(REQUEST_ID, id));
        if (isAbsent(status)) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
            headers.put("Retry-After", RETRY_AFTER_SEC);
        }
        if (response.getStatus() >= 400) {
            replace(ctx, packet, response, id);
        }
        Headers.complete(response, headers);
    }

    private static boolean isAbsent(int status) {
        return status < 300 || status == 404 || (status >= 500 && status != 505);
    }

    private static void replace(FilterChainContext ctx, HttpPacket packet, HttpResponsePacket response, String id) {
        // with its usual reason phrase
        HttpStatus.getHttpStatus(response.getStatus()).setValues(response);
        var body = problem(response.getHttpStatus(), id).getBytes(StandardCharsets.UTF_8);
        response.setCharacterEncoding(null);
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getRequest().setAttribute(REPLACED, true);
        drop(ctx, packet);
        ctx.setMessage(HttpContent.builder(response)
                .content(Buffers.wrap(ctx.getMemoryManager(), body))
                .last(true)
                .build());
    }

    /** As {@code docs/protocol.md} shapes a refusal. */
    private static String problem(HttpStatus status, String id) {
        var absent = status == HttpStatus.SERVICE_UNAVAILABLE_503;
        var code = absent ? "unavailable" : "refused";
        var detail =
                absent ? "the server is starting or stopping; try again" : "the server takes no request like this one";
        return "{\"type\":\"urn:muster:problem:" + code + "\",\"title\":\"" + status.getReasonPhrase()
                + "\",\"status\":" + status.getStatusCode() + ",\"detail\":\"" + detail
                + "\",\"success\":false,\"code\":\"" + code + "\",\"requestId\":\"" + id + "\"}";
    }

    /** The rest of a page that was replaced; an empty buffer still tells the writer that it is done. */
    private static void drop(FilterChainContext ctx, HttpPacket packet) {
        if (packet instanceof HttpContent content) {
            content.recycle();
        }
        ctx.setMessage(Buffers.EMPTY_BUFFER);
    }
}
