package dev.muster.web.door;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Tells {@link StrangerViews} of every session: until somebody signs in, it is a stranger's, and then {@link PersonViews}'. */
@WebListener
public class AnonymousSessions implements HttpSessionListener {

    @Inject
    private StrangerViews strangers;

    @Inject
    private PersonViews people;

    public AnonymousSessions() {}

    AnonymousSessions(StrangerViews strangers, PersonViews people) {
        this.strangers = strangers;
        this.people = people;
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        strangers.opened(event.getSession());
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        strangers.closed(event.getSession());
        people.closed(event.getSession());
    }
}
