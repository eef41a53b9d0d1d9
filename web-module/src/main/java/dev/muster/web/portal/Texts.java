package dev.muster.web.portal;

import dev.muster.protocol.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.primefaces.context.PrimeFacesContext;

/** The bundle for what is not a page: beans, and the scripts, which get the keys they use as JSON. */
@Named
@ApplicationScoped
public class Texts {

    private static final String BUNDLE = "dev.muster.web.messages";

    /** First part of the keys that scripts use. */
    private static final List<String> FOR_SCRIPTS = List.of(
            "unit.",
            "history.",
            "audit.actor.",
            "unclaimed.select.",
            "status.",
            "time.",
            "value.",
            "transport.",
            "feed.",
            "offline.",
            "load.",
            "errors.",
            "newer.",
            "copied",
            "copy.failed",
            "evidence.",
            "chart.",
            "log.",
            "command.",
            "danger.",
            "state.",
            "move.",
            "signing.",
            "select.",
            "account.",
            "role.",
            "refused.",
            "form.",
            "invitation.",
            "fleets.",
            "groups.",
            "views.",
            "settings.",
            "import.");

    private final Map<Locale, String> scripts = new ConcurrentHashMap<>();

    /** The view's locale, always one of the supported ones. */
    public Locale getLocale() {
        var context = FacesContext.getCurrentInstance();
        return context.getApplication().getViewHandler().calculateLocale(context);
    }

    public String getJson() {
        return scripts.computeIfAbsent(getLocale(), Texts::forScripts);
    }

    /** The nonce of the page's script policy, for forms on pages without PrimeFaces' own script. */
    public String getNonce() {
        return PrimeFacesContext.getCspState(FacesContext.getCurrentInstance()).getNonce();
    }

    /** The server's clock, so that "14 s ago" is right in a browser whose clock is wrong. */
    public long getNowMillis() {
        return System.currentTimeMillis();
    }

    /** A text with {0}, {1}… filled in. */
    public String get(String key, Object... values) {
        var pattern = bundle(getLocale()).getString(key);
        return values.length == 0 ? pattern : new MessageFormat(pattern.replace("'", "''"), getLocale()).format(values);
    }

    /** The text of a key, or {@code otherwise} for a word that only a device knows. */
    public String orElse(String key, String otherwise) {
        var bundle = bundle(getLocale());
        return bundle.containsKey(key) ? bundle.getString(key) : otherwise;
    }

    static boolean isForScripts(String key) {
        return FOR_SCRIPTS.stream().anyMatch(key::startsWith);
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(BUNDLE, locale, Texts.class.getClassLoader());
    }

    private static String forScripts(Locale locale) {
        var bundle = bundle(locale);
        var texts = new TreeMap<String, String>();
        bundle.keySet().stream().filter(Texts::isForScripts).forEach(key -> texts.put(key, bundle.getString(key)));
        return Json.write(texts);
    }
}
