package dev.muster.web.portal;

import dev.muster.platform.Permission;
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
     * @param needs what a person needs to have use of it; null where it is for the platform operator alone
     */
    public record Section(String name, String key, String path, String text, Permission needs) {}

    private static final List<Section> SECTIONS = List.of(
            new Section("fleet", "f", "/", "fleet", Permission.VIEW_DEVICES),
            new Section("devices", "d", "/devices", "devices", Permission.VIEW_DEVICES),
            new Section("fleets", "l", "/fleets", "fleets", Permission.VIEW_DEVICES),
            new Section("people", "p", "/people", "people", Permission.MANAGE_PEOPLE),
            new Section("keys", "k", "/keys", "keys.title", Permission.MANAGE_ENROLLMENT),
            new Section("audit", "u", "/audit", "audit", Permission.VIEW_DEVICES),
            new Section("retention", "r", "/retention", "retention", Permission.SET_RETENTION),
            new Section("unclaimed", "n", "/unclaimed", "unclaimed", null),
            new Section("orgs", "o", "/orgs", "orgs", null),
            new Section("accounts", "a", "/accounts", "accounts", null));

    public List<Section> getSections() {
        return SECTIONS;
    }
}
