package dev.muster.web.registry;

import dev.muster.registry.boundary.SavedViews;
import dev.muster.registry.entity.SavedView;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The views above the device list: this person's own, and those that others share. */
@Named
@RequestScoped
public class ViewsPage {

    @Inject
    private SavedViews known;

    @Inject
    private CurrentCaller current;

    private List<SavedView> views;

    public List<SavedView> getViews() {
        if (views == null) {
            views = known.list(current.get());
        }
        return views;
    }

    /** Where a view opens, behind the path of the list. */
    public String address(SavedView view) {
        return "?q=" + encoded(view.query()) + (view.sort() == null ? "" : "&sort=" + encoded(view.sort()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
