package dev.muster.web.http;

import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets a stop wait for what is under way, asynchronous answers included, and counts answers; sockets are closed by their
 * own side.
 */
public class InFlightFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Inject
    private transient Drain drain;

    @Inject
    private transient Meters meters;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (RequestInfo.path(request).startsWith("/ws/")) {
            chain.doFilter(request, response);
            return;
        }
        if (!drain.enter()) {
            response.setHeader("Connection", "close");
            Problems.send(request, response, Refusal.unavailable("stopping", "the server is restarting; try again", 5));
            return;
        }
        var leave = new Leave(() -> {
            drain.leave();
            meters.add(Count.HTTP_ANSWERS, 1, response.getStatus() / 100 + "xx");
        });
        var watched = new Watched(request, leave);
        try {
            chain.doFilter(watched, response);
        } finally {
            if (!watched.started) {
                leave.leave.run();
            }
        }
    }

    /** Listens from the start of an asynchronous answer on: it may be complete before the chain returns. */
    private static final class Watched extends HttpServletRequestWrapper {
        private final Leave leave;
        private boolean started;

        Watched(HttpServletRequest request, Leave leave) {
            super(request);
            this.leave = leave;
        }

        @Override
        public AsyncContext startAsync() {
            return watched(super.startAsync());
        }

        @Override
        public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
            return watched(super.startAsync(request, response));
        }

        private AsyncContext watched(AsyncContext context) {
            if (!started) {
                started = true;
                context.addListener(leave);
            }
            return context;
        }
    }

    private record Leave(Runnable leave) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            leave.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // onComplete follows
        }

        @Override
        public void onError(AsyncEvent event) {
            // onComplete follows
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
