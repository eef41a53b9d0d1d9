package dev.muster.listener;

import java.util.Map;
import java.util.regex.Pattern;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpProbe;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.Header;

/**
 * Sees the head of each request before anything is done with it, and each head that the codec cannot read. The codec
 * answers what it cannot read at once with 400, below all filters; whatever is thrown here counts as such.
 */
final class HeadProbe extends HttpProbe.Adapter {

    /**
     * Paths that the container reads in its own way before any application does, on which it breaks off with an empty 200
     * or 500 (a broken percent-encoding), or which it redirects: no address of ours has any of this.
     */
    private static final Pattern TREACHEROUS =
            Pattern.compile("%(?![0-9A-Fa-f]{2})|%2[EeFf]|%5[Cc]|%00|[;\\\\]|//|/\\.\\.?(/|$)");

    /** RFC 3986 section 3.2.2, with what registered names have in practice; the container breaks off at an empty one. */
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._~-]{1,255})(:[0-9]{0,5})?");

    private final TrustedProxy proxy;

    HeadProbe(TrustedProxy proxy) {
        this.proxy = proxy;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void onHeaderParseEvent(Connection connection, HttpHeader header, int size) {
        if (header instanceof HttpRequestPacket request) {
            proxy.apply(request);
            var host = request.getHeader(Header.Host);
            if (host != null && !HOST.matcher(host.strip()).matches()) {
                throw new IllegalArgumentException("Host is no host");
            }
            if (TREACHEROUS.matcher(request.getRequestURI()).find()) {
                throw new IllegalArgumentException("the path has characters that no address of ours has");
            }
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void onErrorEvent(Connection connection, HttpPacket packet, Throwable error) {
        var header = packet instanceof HttpContent content ? content.getHttpHeader() : packet;
        if (header instanceof HttpRequestPacket request
                && !request.getResponse().isCommitted()) {
            Headers.complete(request.getResponse(), Map.of());
        }
    }
}
