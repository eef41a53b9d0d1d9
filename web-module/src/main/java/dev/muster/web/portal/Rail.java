package dev.muster.web.portal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;

/** The sections of the portal in the order of the rail. A new one is one line here, one text and one icon. */
@Named
@ApplicationScoped
public class Rail {

    /**
     * One section.
     *
     * @param name what a page passes as {@code section}, and the symbol in {@code assets/icons.svg}
     * @param key the letter behind {@code g}
     * @param path below the context root
     * @param text key in the bundle
     * @param platform whether only the platform operator has it
     */
    public record Section(String name, String key, String path, String text, boolean platform) {}

    private static final List<Section> SECTIONS = List.of(
            new Section("devices", "d", "/devices", "devices", false),
            new Section("unclaimed", "n", "/unclaimed", "unclaimed", true),
            new Section("audit", "u", "/audit", "audit", false));

    public List<Section> getSections() {
        return SECTIONS;
    }
}
