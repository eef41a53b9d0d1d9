package dev.muster.cli.tenancy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The portal's pages with B's ids in their addresses, and the actions of their forms: those an outsider's page shows, and
 * those it hides and B's administrator's page shows, with the rows of B. Pages are found by the links of the portal.
 */
final class Pages {

    private static final Pattern LINK = Pattern.compile("href=\"(/[a-z][a-z0-9/.-]*)\"");
    private static final Pattern STATE = Pattern.compile("name=\"jakarta\\.faces\\.ViewState\"[^>]*value=\"([^\"]*)\"");
    private static final Pattern ACTION = Pattern.compile("<form id=\"([^\"]+)\"[^>]*action=\"([^\"]+)\"");
    private static final Pattern SOURCE = Pattern.compile("s:\\s*(?:\"|&quot;|')([A-Za-z0-9_:-]+)(?:\"|&quot;|')");
    private static final Pattern WIDGET = Pattern.compile("id:(?:\"|&quot;|')([A-Za-z0-9_:-]+)(?:\"|&quot;|')");
    private static final Set<String> NEVER = Set.of("logout", "signout", "sign-out");

    private final World world;
    private final Judge judge;
    private final Findings findings;

    Pages(World world, Judge judge, Findings findings) {
        this.world = world;
        this.judge = judge;
        this.findings = findings;
    }

    void all() {
        var paths = paths();
        for (var who : world.outsiders) {
            for (var path : paths) {
                addresses(who, path);
            }
            for (var device : who.b().things(Kind.DEVICE, who.hidden())) {
                for (var under : List.of("/former/", "/unclaimed/")) {
                    var none = Outsider.absent(Kind.DEVICE, device.value());
                    alike(who, under + device.value(), under + none, device.value(), none);
                }
                var nowhere = Outsider.absent(Kind.DEVICE, device.value());
                alike(who, "/devices/" + device.value(), "/devices/" + nowhere, device.value(), nowhere);
                alike(
                        who,
                        "/registry/device.xhtml?id=" + device.value(),
                        "/registry/device.xhtml?id=" + nowhere,
                        device.value(),
                        nowhere);
            }
            if (who.person() != null) {
                var apart = new Outsider(
                        who.name(),
                        world.apart.get(who.name())::signed,
                        who.own(),
                        who.b(),
                        who.hidden(),
                        who.person());
                paths.forEach(path -> actions(apart, path));
            }
        }
    }

    /** What B's administrator can go to. */
    private Set<String> paths() {
        var known = new LinkedHashSet<>(List.of("/", "/devices", "/audit", "/unclaimed"));
        for (var path : List.copyOf(known)) {
            var link = LINK.matcher(
                    world.wire.send(world.b.admin().signed(Call.get(path))).body());
            while (link.find()) {
                var at = link.group(1);
                if (!at.startsWith("/assets") && !at.startsWith("/jakarta") && !at.matches("/devices/.*")) {
                    known.add(at);
                }
            }
        }
        return known;
    }

    /** The page with B's words in each parameter that any page takes. */
    private void addresses(Outsider who, String path) {
        var words = new LinkedHashMap<String, String>();
        who.pairs(Kind.SEARCH).stream()
                .limit(3)
                .forEach(pair -> words.put("q=" + Call.escaped(pair.foreign()), pair.foreign()));
        for (var device : who.b().things(Kind.DEVICE, who.hidden())) {
            for (var under : List.of("/former/", "/unclaimed/")) {
                var none = Outsider.absent(Kind.DEVICE, device.value());
                alike(who, under + device.value(), under + none, device.value(), none);
            }
            words.put("device=" + device.value(), device.value());
            words.put("id=" + device.value(), device.value());
        }
        for (var kind : List.of(Kind.FLEET, Kind.SITE, Kind.GROUP, Kind.USER, Kind.VIEW)) {
            who.pairs(kind).stream().limit(2).forEach(pair -> words.put("id=" + pair.foreign(), pair.foreign()));
        }
        words.put("org=" + world.b.slug, world.b.slug);
        words.put("", "");
        words.forEach((query, word) ->
                ask("pages", who, Call.get(path + (query.isEmpty() ? "" : "?" + query)), Set.of(word)));
    }

    private void alike(Outsider who, String foreign, String absent, String said, String unsaid) {
        judge.pair(new Probe(
                "pages",
                who,
                new Operation("GET", foreign.replace(said, "{}"), List.of(), null),
                Call.get(foreign),
                Call.get(absent),
                Set.of(said),
                Set.of(unsaid),
                false));
        var one = world.wire.send(who.proof().apply(Call.get(foreign)));
        var other = world.wire.send(who.proof().apply(Call.get(absent)));
        if (one.status() != other.status()) {
            findings.found(
                    "pages",
                    who,
                    foreign.replace(said, "{}"),
                    "tells what is B's from what is nowhere",
                    one.status() + " but " + other.status());
        }
    }

    private void actions(Outsider who, String path) {
        var theirs = world.wire.send(world.b.admin().signed(Call.get(path))).body();
        var page = world.wire.send(who.proof().apply(Call.get(path)));
        var state = STATE.matcher(page.body());
        if (!page.ok() || !state.find()) {
            return;
        }
        var cookies = String.join(
                "; ",
                page.headers().allValues("Set-Cookie").stream()
                        .map(cookie -> cookie.replaceAll(";.*", ""))
                        .toList());
        var sources = new LinkedHashSet<String>();
        for (var html : List.of(page.body(), theirs)) {
            for (var pattern : List.of(SOURCE, WIDGET)) {
                var source = pattern.matcher(html);
                while (source.find()) {
                    sources.add(source.group(1));
                }
            }
        }
        var form = ACTION.matcher(page.body());
        while (form.find()) {
            for (var source : sources) {
                if (NEVER.stream().noneMatch(source.toLowerCase(java.util.Locale.ROOT)::contains)) {
                    for (var post : posts(who, form.group(1), source, state.group(1))) {
                        post(who, path, form.group(2).replace("&amp;", "&"), cookies, post);
                    }
                }
            }
        }
    }

    /** A source's action with B's words as its parameters, with a row of B, and as a page of a table. */
    private List<Map<String, String>> posts(Outsider who, String form, String source, String state) {
        var device = who.b().things(Kind.DEVICE, who.hidden()).get(0).value();
        var search = who.pairs(Kind.SEARCH).get(0).foreign();
        var posts = new ArrayList<Map<String, String>>();
        for (var extra : List.of(
                Map.of("q", search, "id", device, "device", device, "deviceId", device, "org", world.b.slug),
                Map.of(
                        source + "_selection", device,
                        source + "_instantSelectedRowKey", device,
                        source + "_rowKey", device,
                        source + "_rowExpansion", "true",
                        source + "_expandedRowKey", device),
                Map.of(
                        source + "_pagination",
                        "true",
                        source + "_first",
                        "0",
                        source + "_rows",
                        "500",
                        source + "_encodeFeature",
                        "true",
                        source + "_sorting",
                        "true",
                        source + "_filtering",
                        "true",
                        "globalFilter",
                        search))) {
            var post = new LinkedHashMap<String, String>();
            post.put("jakarta.faces.partial.ajax", "true");
            post.put("jakarta.faces.source", source);
            post.put("jakarta.faces.partial.execute", "@all");
            post.put("jakarta.faces.partial.render", "@all");
            post.put(source, source);
            post.put(form, form);
            post.put("jakarta.faces.ViewState", state);
            post.putAll(extra);
            posts.add(post);
        }
        return posts;
    }

    private void post(Outsider who, String page, String action, String cookies, Map<String, String> fields) {
        var body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(Call.escaped(name))
                .append('=')
                .append(Call.escaped(value)));
        var call = new Call(
                "POST",
                action,
                Map.of(
                        "Content-Type", "application/x-www-form-urlencoded",
                        "Faces-Request", "partial/ajax",
                        "Cookie", cookies),
                body.toString());
        ask("page actions", who, call, world.b.marks.wordsIn(String.join(" ", fields.values())));
        findings.count("page actions", 0);
    }

    private void ask(String kind, Outsider who, Call call, Set<String> said) {
        var reply = world.wire.send(who.proof().apply(call));
        findings.count(kind, 1);
        judge.nothingOfB(kind, who, call.method() + " " + call.target().replaceAll("\\?.*", ""), call, reply, said);
    }
}
