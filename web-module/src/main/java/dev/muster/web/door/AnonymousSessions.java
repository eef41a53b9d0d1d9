package dev.muster.web.door;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Tells {@link StrangerViews} of every session: until somebody signs in, it is a stranger's. */
@WebListener
public class AnonymousSessions implements HttpSessionListener {

    @Inject
    private StrangerViews strangers;

    public AnonymousSessions() {}

    AnonymousSessions(StrangerViews strangers) {
        this.strangers = strangers;
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        strangers.opened(event.getSession());
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        strangers.closed(event.getSession());
    }
}
