package dev.muster.cli.tenancy;

import dev.muster.cli.tenancy.PageCatalogue.Page;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The portal's pages with B's words in their addresses: those of lists, and those of one thing by its name. */
final class Pages {

    private static final String KIND = "pages";

    /** So many of the things of a kind are put into each address of a list. */
    private static final int FEW = 3;

    /** The platform's pages, and those of what B's administrator has none of, or has as figures only. */
    private static final Set<String> NOTHING_TO_SHOW =
            Set.of("/", "/accounts", "/orgs", "/unclaimed", "/unclaimed/{}", "/former", "/former/{}");

    private static final Set<String> FRAME_ONLY = Set.of("/import", "/account", "/retention");

    private final World world;
    private final Judge judge;
    private final Findings findings;

    Pages(World world, Judge judge, Findings findings) {
        this.world = world;
        this.judge = judge;
        this.findings = findings;
    }

    void all() {
        PageCatalogue.PAGES.forEach(this::shown);
        for (var who : world.outsiders) {
            for (var page : PageCatalogue.PAGES) {
                if (page.thing() == null) {
                    addresses(who, page, page.at(""));
                    page.paths().stream().skip(1).forEach(path -> asked(who, path, own(who, page)));
                    asked(who, "/" + page.file(), own(who, page));
                } else {
                    things(who, page);
                }
            }
        }
        new PageActions(world, judge, findings).all();
    }

    /** B's administrator sees B there, where outsiders must not; what is the platform's or shows nothing is left out. */
    private void shown(Page page) {
        if (page.forStrangers() || NOTHING_TO_SHOW.containsAll(page.paths())) {
            return;
        }
        var names = page.thing() == null
                ? List.of(page.at(""))
                : world.b.things(page.thing(), Outsider.all()).stream()
                        .map(thing -> page.at(thing.value()))
                        .toList();
        // the frame names the org on each page; these have nothing else of it to show
        var expected = FRAME_ONLY.containsAll(page.paths())
                ? Outsider.all()
                : EnumSet.complementOf(EnumSet.of(Zone.EVERYBODY));
        for (var path : names) {
            var reply = world.wire.send(world.b.admin().signed(Call.get(path)));
            findings.count("controls", 1);
            if (!reply.ok() || world.b.marks.in(reply.body(), expected).isEmpty()) {
                findings.found("controls", "admin of B", "page " + page.file(), "shows nothing of B", path);
            }
        }
    }

    /** B's devices in each parameter of the page. */
    private static Map<String, String> own(Outsider who, Page page) {
        var words = new LinkedHashMap<String, String>();
        words.put("", "");
        who.b().things(Kind.DEVICE, who.hidden()).stream()
                .limit(FEW)
                .forEach(device -> page.parameters()
                        .forEach(parameter -> words.put(parameter + "=" + device.value(), device.value())));
        return words;
    }

    /** The page with B's words in each parameter that it takes, and in those that any page might take. */
    private void addresses(Outsider who, Page page, String path) {
        var words = own(who, page);
        for (var kind : List.of(
                Kind.DEVICE,
                Kind.FLEET,
                Kind.FLEET_SLUG,
                Kind.GROUP_SLUG,
                Kind.SITE,
                Kind.GROUP,
                Kind.USER,
                Kind.VIEW)) {
            who.pairs(kind).stream().limit(1).forEach(pair -> words.put("id=" + pair.foreign(), pair.foreign()));
        }
        who.pairs(Kind.SEARCH).stream()
                .limit(1)
                .forEach(pair -> words.put("q=" + Call.escaped(pair.foreign()), pair.foreign()));
        words.put("org=" + world.b.slug, world.b.slug);
        words.put("scope=platform", "");
        asked(who, path, words);
    }

    private void asked(Outsider who, String path, Map<String, String> words) {
        words.forEach((query, word) -> {
            var call = Call.get(path + (query.isEmpty() ? "" : "?" + query));
            var reply = world.wire.send(who.proof().apply(call));
            findings.count(KIND, 1);
            judge.nothingOfB(KIND, who, "GET " + path, call, reply, Walk.words(word));
        });
    }

    private void things(Outsider who, Page page) {
        for (var pair : who.pairs(page.thing())) {
            alike(who, page.at(pair.foreign()), page.at(pair.absent()), pair);
            alike(who, page.behind(pair.foreign()), page.behind(pair.absent()), pair);
        }
    }

    private void alike(Outsider who, String foreign, String absent, Outsider.Pair pair) {
        judge.pair(new Probe(
                KIND,
                who,
                new Operation("GET", foreign.replace(pair.foreign(), "{}"), List.of(), null),
                Call.get(foreign),
                Call.get(absent),
                Set.of(pair.foreign()),
                Set.of(pair.absent()),
                false));
        var one = world.wire.send(who.proof().apply(Call.get(foreign)));
        var other = world.wire.send(who.proof().apply(Call.get(absent)));
        if (one.status() != other.status()) {
            findings.found(
                    KIND,
                    who,
                    foreign.replace(pair.foreign(), "{}"),
                    "tells what is B's from what is nowhere",
                    one.status() + " but " + other.status());
        }
    }
}
