package dev.muster.web.http;

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

/** Lets a stop wait for what is under way, asynchronous answers included; sockets are closed by their own side. */
public class InFlightFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Inject
    private transient Drain drain;

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
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Leave(drain));
            } else {
                drain.leave();
            }
        }
    }

    private record Leave(Drain drain) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            drain.leave();
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
