package dev.muster.cli.tenancy;

import dev.muster.cli.tenancy.PageCatalogue.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the forms of the portal's pages can do: what an outsider's page shows, and what it hides and B's administrator's page
 * shows, with the rows of B. B's administrator does the same first: an action that shows them nothing proves nothing.
 */
final class PageActions {

    private static final String KIND = "page actions";
    private static final Pattern STATE = Pattern.compile("name=\"jakarta\\.faces\\.ViewState\"[^>]*value=\"([^\"]*)\"");
    private static final Pattern FORM = Pattern.compile("<form id=\"([^\"]+)\"[^>]*action=\"([^\"]+)\"");
    private static final Pattern SOURCE = Pattern.compile("s:\\s*(?:\"|&quot;|')([A-Za-z0-9_:-]+)(?:\"|&quot;|')");
    private static final Pattern WIDGET = Pattern.compile("id:(?:\"|&quot;|')([A-Za-z0-9_:-]+)(?:\"|&quot;|')");
    /** The state of a page that nobody was given. */
    private static final String MADE_UP = "-4711:4711";

    private static final Set<String> NEVER = Set.of("logout", "signout", "sign-out", "leave");

    private final World world;
    private final Judge judge;
    private final Findings findings;

    /** A page as somebody was given it. */
    private record Opened(Reply page, String state, String cookies, Map<String, String> forms) {}

    PageActions(World world, Judge judge, Findings findings) {
        this.world = world;
        this.judge = judge;
        this.findings = findings;
    }

    void all() {
        for (var page : PageCatalogue.PAGES) {
            if (page.thing() == null && !page.actions().isEmpty() && !page.forStrangers()) {
                of(page);
            }
        }
    }

    private void of(Page page) {
        var path = page.at("");
        var insider = world.b.admin();
        var theirs = open(insider::signed, path);
        var sources = new LinkedHashSet<>(page.actions());
        if (theirs == null) {
            // the platform's page: nobody of an org is given it, so there is nothing to compare with
            if (world.wire.send(insider.signed(Call.get(path))).ok()) {
                findings.found("controls", "admin of B", "page " + page.file(), "has no form or state to send", path);
            }
        } else {
            sources.addAll(sources(theirs.page().body()));
            shown(page, theirs, insider, sources);
        }
        for (var who : world.outsiders) {
            if (who.person() != null) {
                by(page, path, apart(who), theirs, sources);
            }
        }
    }

    /** One action at least shows B's administrator what outsiders must not see. */
    private void shown(Page page, Opened theirs, Person insider, Set<String> sources) {
        var shown = 0;
        for (var source : sources) {
            for (var fields :
                    posts(world.b.things(Kind.DEVICE, Outsider.all()).get(0).value(), "", source)) {
                for (var form : theirs.forms().entrySet()) {
                    if (NEVER.stream().noneMatch(form.getKey()::contains) && !never(source)) {
                        var reply = world.wire.send(insider.signed(post(form, theirs, fields)));
                        findings.count("controls", 1);
                        var rows = reply.body().contains("<partial-response")
                                && world.b
                                        .marks
                                        .in(reply.body(), Outsider.all())
                                        .isPresent();
                        shown += reply.ok() && rows ? 1 : 0;
                    }
                }
            }
        }
        if (shown == 0) {
            findings.found(
                    "controls",
                    "admin of B",
                    "page " + page.file(),
                    "shows B nothing by any of its actions: outsiders who are shown nothing prove nothing",
                    String.join(", ", sources));
        }
    }

    private void by(Page page, String path, Outsider who, Opened theirs, Set<String> known) {
        var opened = open(who.proof(), path);
        var sources = new LinkedHashSet<>(known);
        if (opened == null) {
            if (theirs == null || !mayLackIt(who, path)) {
                if (theirs != null) {
                    findings.found("controls", who, "page " + page.file(), "has no form or state to send", path);
                }
                return;
            }
            opened = new Opened(null, MADE_UP, "", theirs.forms()); // they try it all the same
        } else {
            sources.addAll(sources(opened.page().body()));
        }
        var search = who.pairs(Kind.SEARCH).get(0).foreign();
        for (var form : opened.forms().entrySet()) {
            for (var source : sources) {
                if (!never(source) && !never(form.getKey())) {
                    for (var device : who.b().things(Kind.DEVICE, who.hidden())) {
                        for (var fields : posts(device.value(), search, source)) {
                            send(who, post(form, opened, fields), fields);
                        }
                    }
                }
            }
        }
    }

    /** Whether they are refused, and not given a page without a form. */
    private boolean mayLackIt(Outsider who, String path) {
        return !world.wire.send(who.proof().apply(Call.get(path))).ok();
    }

    /** With a session of their own: an action might end it. */
    private Outsider apart(Outsider who) {
        return new Outsider(
                who.name(), world.apart.get(who.name())::signed, who.own(), who.b(), who.hidden(), who.person());
    }

    private static boolean never(String source) {
        return NEVER.stream().anyMatch(source.toLowerCase(Locale.ROOT)::contains);
    }

    /** Null where they are not given the page, or nothing on it can be sent. */
    private Opened open(java.util.function.UnaryOperator<Call> proof, String path) {
        var page = world.wire.send(proof.apply(Call.get(path)));
        var state = STATE.matcher(page.body());
        if (!page.ok() || !state.find()) {
            return null;
        }
        var cookies = String.join(
                "; ",
                page.headers().allValues("Set-Cookie").stream()
                        .map(cookie -> cookie.replaceAll(";.*", ""))
                        .toList());
        var forms = new LinkedHashMap<String, String>();
        var form = FORM.matcher(page.body());
        while (form.find()) {
            forms.put(form.group(1), form.group(2).replace("&amp;", "&"));
        }
        return forms.isEmpty() ? null : new Opened(page, state.group(1), cookies, forms);
    }

    private static Set<String> sources(String html) {
        var sources = new LinkedHashSet<String>();
        for (var pattern : List.of(SOURCE, WIDGET)) {
            var source = pattern.matcher(html);
            while (source.find()) {
                sources.add(source.group(1));
            }
        }
        return sources;
    }

    /** A source's action with B's words as its parameters, with a row of B, and as a page of a table. */
    private List<Map<String, String>> posts(String device, String search, String source) {
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
            post.putAll(extra);
            posts.add(post);
        }
        return posts;
    }

    private static Call post(Map.Entry<String, String> form, Opened opened, Map<String, String> fields) {
        var all = new LinkedHashMap<>(fields);
        all.put(form.getKey(), form.getKey());
        all.put("jakarta.faces.ViewState", opened.state());
        var body = new StringBuilder();
        all.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(Call.escaped(name))
                .append('=')
                .append(Call.escaped(value)));
        return new Call(
                "POST",
                form.getValue(),
                Map.of(
                        "Content-Type", "application/x-www-form-urlencoded",
                        "Faces-Request", "partial/ajax",
                        "Cookie", opened.cookies()),
                body.toString());
    }

    private void send(Outsider who, Call call, Map<String, String> fields) {
        var reply = world.wire.send(who.proof().apply(call));
        findings.count(KIND, 1);
        judge.nothingOfB(
                KIND,
                who,
                "POST " + call.target().replaceAll("\\?.*", ""),
                call,
                reply,
                world.b.marks.wordsIn(String.join(" ", fields.values())));
    }
}
