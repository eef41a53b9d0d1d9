package dev.muster.agent.link;

import java.net.URI;

/** Where the server is, without a slash at the end. */
public record ServerAddress(URI base) {

    public ServerAddress {
        var text = base.toString();
        base = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
    }

    /** The address of that path of the contract. */
    URI at(String path, String query) {
        return URI.create(base + path + (query == null ? "" : "?" + query));
    }

    /** {@code @path} as the server sees it: behind a proxy it may have a prefix. */
    String path(String path) {
        return at(path, null).getRawPath();
    }

    URI socket() {
        return URI.create(base.toString().replaceFirst("^http", "ws") + "/ws/device");
    }

    /** Whether the way there never leaves this machine. */
    public boolean isLoopback() {
        var host = base.getHost();
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
