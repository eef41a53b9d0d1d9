package dev.muster.cli.tenancy;

import java.util.List;
import java.util.Set;

/**
 * The portal's pages as this program knows them. A page, parameter or action that does not stand here fails the build
 * ({@code PageCatalogueTest}): whoever adds one says here what it names.
 */
final class PageCatalogue {

    /** What can be done in each page's frame. */
    static final Set<String> EVERYWHERE = Set.of("leave");

    /** Paths that lead out or in: they take a session, or are for whoever has none. */
    private static final Set<String> FOR_STRANGERS = Set.of("/login", "/reset", "/invitation");

    /**
     * A page.
     *
     * @param file below the web application's root
     * @param paths its addresses; {@code {}} stands for the name of one thing
     * @param thing what such a name is; null where the address names nothing
     * @param parameters of its address
     * @param actions ids and names of what its forms can do
     */
    record Page(String file, List<String> paths, Kind thing, Set<String> parameters, Set<String> actions) {

        boolean forStrangers() {
            return FOR_STRANGERS.containsAll(paths);
        }

        /** Its address; of one thing where it shows one. */
        String at(String name) {
            return paths.get(0).replace("{}", Call.escaped(name));
        }

        /** Its address behind the portal's own, where the name is a parameter. */
        String behind(String name) {
            return "/" + file + "?id=" + Call.escaped(name);
        }
    }

    static final List<Page> PAGES = List.of(
            list(
                    "registry/devices.xhtml",
                    List.of("/devices"),
                    Set.of("q", "sort", "status"),
                    Set.of("musterLoad", "musterCounts", "table")),
            list("registry/overview.xhtml", List.of("/"), Set.of(), Set.of()),
            list("registry/former.xhtml", List.of("/former"), Set.of("start"), Set.of()),
            new Page("registry/pooled.xhtml", List.of("/unclaimed/{}"), Kind.DEVICE, Set.of("id"), Set.of()),
            new Page("registry/formerdevice.xhtml", List.of("/former/{}"), Kind.DEVICE, Set.of("id"), Set.of()),
            list("registry/fleets.xhtml", List.of("/fleets"), Set.of(), Set.of()),
            list("registry/groups.xhtml", List.of("/groups"), Set.of(), Set.of()),
            list("registry/sites.xhtml", List.of("/sites"), Set.of(), Set.of()),
            list("registry/import.xhtml", List.of("/import"), Set.of(), Set.of()),
            list("registry/keys.xhtml", List.of("/keys"), Set.of(), Set.of()),
            list("registry/unclaimed.xhtml", List.of("/unclaimed"), Set.of("find"), Set.of("musterPool", "table")),
            list("identity/people.xhtml", List.of("/people"), Set.of(), Set.of()),
            list("identity/accounts.xhtml", List.of("/accounts"), Set.of("q", "cursor"), Set.of()),
            list("identity/orgs.xhtml", List.of("/orgs"), Set.of(), Set.of()),
            list("identity/account.xhtml", List.of("/account"), Set.of(), Set.of()),
            list("identity/login.xhtml", List.of("/login"), Set.of(), Set.of("enter", "confirm", "restart")),
            list("identity/reset.xhtml", List.of("/reset"), Set.of(), Set.of()),
            list("identity/invitation.xhtml", List.of("/invitation"), Set.of(), Set.of()),
            list(
                    "audit/audit.xhtml",
                    List.of("/audit"),
                    Set.of("scope", "actor", "action", "device", "from", "to"),
                    Set.of("table")),
            list("retention/retention.xhtml", List.of("/retention"), Set.of(), Set.of()),
            new Page("registry/device.xhtml", List.of("/devices/{}"), Kind.DEVICE, Set.of("id"), Set.of()),
            new Page("registry/fleet.xhtml", List.of("/fleets/{}"), Kind.FLEET_SLUG, Set.of("id", "start"), Set.of()),
            new Page("registry/group.xhtml", List.of("/groups/{}"), Kind.GROUP_SLUG, Set.of("id", "start"), Set.of()));

    private PageCatalogue() {}

    private static Page list(String file, List<String> paths, Set<String> parameters, Set<String> actions) {
        return new Page(file, paths, null, parameters, actions);
    }
}
