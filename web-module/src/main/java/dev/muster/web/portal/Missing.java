package dev.muster.web.portal;

import dev.muster.platform.Refusal;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** What a page is about, or the page of what is not there: to whom a page is closed there is no such page. */
public final class Missing {

    private Missing() {}

    /** Null, and the answer is 404, where the boundary refuses. */
    public static <T> T unless(Supplier<T> question) {
        try {
            return question.get();
        } catch (Refusal e) {
            var faces = FacesContext.getCurrentInstance();
            try {
                faces.getExternalContext().responseSendError(e.status() == 403 ? 404 : e.status(), null);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
            faces.responseComplete();
            return null;
        }
    }
}
