package dev.muster.web.portal;

import dev.muster.protocol.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** What a row is about, for the dialogs that act on it ({@code data-item}, js/forms.js): as REST writes it. */
@Named
@ApplicationScoped
public class Items {

    public String of(Object row) {
        return Json.write(row);
    }
}
