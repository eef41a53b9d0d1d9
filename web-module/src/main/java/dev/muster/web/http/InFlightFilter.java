package dev.muster.web.http;

import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
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
        try {
            chain.doFilter(request, response);
        } finally {
            Runnable leave = () -> {
                drain.leave();
                meters.add(Count.HTTP_ANSWERS, 1, response.getStatus() / 100 + "xx");
            };
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Leave(leave));
            } else {
                leave.run();
            }
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
