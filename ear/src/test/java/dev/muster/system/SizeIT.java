package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.crypto.Base64Url;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Many devices in twenty orgs, half of them in the first ({@code -Dmuster.size.first}): how long an import takes, a page of the list in every order and
 * under every kind of search, and what row-level security costs. Devices come through the import; what they told last is
 * written into the database, because a hundred thousand check-ins would say nothing more about a list. {@code
 * -Dmuster.size=100000} makes figures; they fail no build unless {@code -Dmuster.goals=true} asks that each 95th percentile
 * of a list keeps the goal.
 */
@Order(95)
class SizeIT extends SystemTest {

    private static final int SIZE = Integer.getInteger("muster.size", 1_000);
    private static final boolean FIGURES = SIZE >= 10_000;
    private static final int ORGS = 20;
    private static final int FIRST = Integer.getInteger("muster.size.first", SIZE / 2);
    private static final int ROWS = 10_000;
    private static final boolean GOALS = Boolean.getBoolean("muster.goals");
    private static final double GOAL_MS = 50;
    private static final int SAMPLES = FIGURES ? 60 : 2;
    private static final List<String> WITH_POLICY =
            List.of("device", "device_channel", "device_connection", "site", "org", "fleet", "fleet_device");

    private final ProductDatabase database = new ProductDatabase(muster);
    private final String run = Long.toString(System.currentTimeMillis() / 1_000, 36);

    @Test
    void lists_of_many_devices() {
        for (var org = 0; org < ORGS; org++) {
            fill(org, org == 0 ? FIRST : (SIZE - FIRST) / (ORGS - 1));
        }
        told();
        var operator = admin.with("X-Muster-Org", slug(0));
        var lists = lists(FIRST);
        lists.forEach((what, path) -> {
            var seen = operator.get(path.apply(0)).expect(200).data();
            assertThat(seen).as(what).isNotEmpty();
        });
        assertThat(operator.get(page(FIRST - 7, "")).expect(200).data()).hasSize(7);
        if (FIGURES) {
            say("GET /health/live", millis(admin, i -> "/health/live"));
            var slow = new ArrayList<String>();
            lists.forEach((what, path) -> {
                var millis = millis(operator, path);
                say(what, millis);
                if (at(millis, 95) > GOAL_MS) {
                    slow.add(what);
                }
            });
            say("a fleet member's list", millis(member(operator), i -> page(0, "")));
            var portal = portal();
            say("GET /devices, the page with its counts", millis(portal, i -> "/devices"));
            say("GET /devices?q=label:, likewise", millis(portal, i -> "/devices?q=label:Pump*" + i % 10));
            var small = admin.with("X-Muster-Org", slug(1));
            for (var sort : List.of("label", "status", "firmware", "-lastSeen")) {
                say("a small org, sort=" + sort, millis(small, i -> page(0, "&sort=" + sort)));
            }
            policies(operator, lists);
            assertThat(GOALS ? slow : List.of())
                    .as("lists above %s ms", GOAL_MS)
                    .isEmpty();
        }
    }

    /** Somebody who sees one fleet of the large org, with a tenth of its devices at most. */
    private Rest member(Rest operator) {
        var ids = new ArrayList<String>();
        for (var i = 0; i < Math.min(5_000, SIZE / 20); i++) {
            ids.add(slug(0) + "-" + i);
        }
        var fleet = operator.post("/api/v1/fleets", Map.of("name", "Bench", "slug", "bench-" + run))
                .expect(201)
                .data()
                .path("id")
                .asText();
        for (var from = 0; from < ids.size(); from += 500) {
            operator.post(
                            "/api/v1/fleets/" + fleet + "/devices",
                            Map.of("deviceIds", ids.subList(from, Math.min(ids.size(), from + 500))))
                    .expect(200);
        }
        var email = "member-" + run + "@system.test";
        var invitation = operator.post(
                        "/api/v1/users",
                        Map.of("email", email, "fleets", List.of(Map.of("fleet", fleet, "role", "VIEWER"))))
                .expect(201)
                .data()
                .path("invitation")
                .path("token")
                .asText();
        nobody.post(
                        "/api/v1/auth/invitations/accept",
                        Map.of("token", invitation, "password", PortalStory.PASSWORD, "name", "Jo Ined"))
                .expect(200);
        return nobody.signIn(email, PortalStory.PASSWORD);
    }

    /** The administrator's browser session, in the large org. */
    private Rest portal() {
        try (var browser = new PortalBrowser(muster)) {
            var page = browser.signedIn(browser.page());
            var session = page.context().cookies().stream()
                    .filter(cookie -> cookie.name.equals("muster-session"))
                    .findFirst()
                    .orElseThrow();
            return nobody.with("Cookie", "muster-session=" + session.value + "; muster-org=" + slug(0));
        }
    }

    /** What is asked for, with something else in it each time. */
    private Map<String, IntFunction<String>> lists(int devices) {
        var lists = new LinkedHashMap<String, IntFunction<String>>();
        lists.put("first page", i -> page(0, ""));
        lists.put("any page", i -> page((int) ((i * 7_919L) % devices), ""));
        lists.put("last page", i -> page(devices - 50, ""));
        for (var sort : List.of("id", "-label", "status", "-lastSeen", "firmware", "transport", "site", "-createdAt")) {
            lists.put("sort=" + sort, i -> page(i % 2 == 0 ? 0 : devices / 2, "&sort=" + sort));
        }
        lists.put("status=silent", i -> page(0, "&status=silent"));
        lists.put("q=word", i -> page(0, "&q=" + (1 + i) * 7_919 % 100_000));
        lists.put("q=label:", i -> page(0, "&q=label:Pump*" + i % 10));
        lists.put("q=tag:", i -> page(0, "&q=tag:line-" + i % 40));
        lists.put("q=attr.line:", i -> page(0, "&q=attr.line:" + i % 40));
        lists.put("q=attr.line:>", i -> page(0, "&q=attr.line:%3E" + i % 39));
        lists.put("q=reported.temperature:>", i -> page(0, "&q=reported.temperature:%3E" + (80 + i % 15)));
        lists.put("q=site:", i -> page(0, "&q=site:plant-" + i % 5));
        lists.put("q=firmware:<", i -> page(0, "&q=firmware:%3C1.3." + i % 9));
        lists.put(
                "q=tag: AND site: AND NOT firmware:, sorted",
                i -> page(
                        0,
                        "&sort=-lastSeen&q=tag:line-" + i % 40 + "%20site:plant-" + i % 5 + "%20NOT%20firmware:1.9*"));
        return lists;
    }

    private static String page(int offset, String more) {
        var cursor = offset == 0
                ? ""
                : "&cursor=" + Base64Url.encode(String.valueOf(offset).getBytes(StandardCharsets.UTF_8));
        return "/api/v1/devices?limit=50" + cursor + more;
    }

    private String slug(int org) {
        return "size-" + run + "-" + org;
    }

    private void fill(int org, int devices) {
        admin.post("/api/v1/orgs", Map.of("name", "Size " + org, "slug", slug(org)))
                .expect(201);
        var operator = admin.with("X-Muster-Org", slug(org));
        for (var plant = 0; plant < 5; plant++) {
            operator.post("/api/v1/sites", Map.of("name", "Plant " + plant, "slug", "plant-" + plant))
                    .expect(201);
        }
        for (var from = 0; from < devices; from += ROWS) {
            var sheet = new StringBuilder("id,label,tags,site,model,attr.line\n");
            var to = Math.min(devices, from + ROWS);
            for (var i = from; i < to; i++) {
                // every site and line together somewhere
                sheet.append(slug(org)).append('-').append(i).append(",Pump ").append(i * 7_919L % 100_000);
                sheet.append(",line-").append(i / 5 % 40).append(",plant-").append(i % 5);
                sheet.append(",MX-")
                        .append(i % 10)
                        .append(',')
                        .append(i / 5 % 40)
                        .append('\n');
            }
            var began = System.nanoTime();
            var report = operator.send(operator.request("/api/v1/devices/import")
                            .header("Content-Type", "text/csv")
                            .POST(BodyPublishers.ofString(sheet.toString())))
                    .expect(200)
                    .data();
            var took = (System.nanoTime() - began) / 1e9;
            assertThat(report.path("created").asInt()).isEqualTo(to - from);
            System.out.printf(
                    Locale.ROOT, "size: import of %d rows, %d KiB: %.2f s%n", to - from, sheet.length() / 1_024, took);
        }
    }

    /** As if each device had checked in within two hours, and some never. */
    private void told() {
        database.change("""
                update device_channel c set last_contact_at = case when c.device % 20 <> 0 then
                        now() - (c.device * 7919 % 7200) * interval '1 s' end, cadence_sec = 60,
                    firmware = '1.' || c.device % 10 || '.' || c.device % 17, transport =
                        (array['wifi', 'cell', 'ethernet'])[1 + c.device % 3], rtt_ms = c.device % 200, latest_ts = now(),
                    latest = jsonb_build_object('temperature', c.device * 31 % 1000 / 10.0, 'pressure', c.device % 7,
                        'door', case when c.device % 9 = 0 then 'open' else 'closed' end)
                from device d join org o on o.id = d.org_id where d.id = c.device and o.slug like ?""", "size-" + run + "-%");
        // what autovacuum does within a minute
        for (var table : List.of("device", "device_channel")) {
            database.change("vacuum analyze " + table);
        }
    }

    /** Each list with and without the policies of the tables it reads, by turns. */
    private void policies(Rest operator, Map<String, IntFunction<String>> lists) {
        var with = new ArrayList<Double>();
        var without = new ArrayList<Double>();
        lists.forEach((what, path) -> {
            var guarded = new ArrayList<Double>();
            var open = new ArrayList<Double>();
            for (var turn = 0; turn < 3; turn++) {
                guarded.addAll(millis(operator, path));
                secure(false);
                try {
                    open.addAll(millis(operator, path));
                } finally {
                    secure(true);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "size: policies, %s: p50 %.1f ms with, %.1f ms without%n",
                    what,
                    at(guarded, 50),
                    at(open, 50));
            with.add(at(guarded, 50));
            without.add(at(open, 50));
        });
        System.out.printf(
                Locale.ROOT, "size: policies, all of them: %.1f %% more%n", 100 * (sum(with) / sum(without) - 1));
    }

    private void secure(boolean on) {
        for (var table : WITH_POLICY) {
            database.change("alter table " + table + (on ? " enable" : " disable") + " row level security");
        }
    }

    private List<Double> millis(Rest who, IntFunction<String> path) {
        var millis = new ArrayList<Double>();
        for (var i = -5; i < SAMPLES; i++) {
            var target = path.apply(Math.abs(i));
            var began = System.nanoTime();
            who.get(target).expect(200);
            if (i >= 0) {
                millis.add((System.nanoTime() - began) / 1e6);
            }
        }
        return millis;
    }

    private static void say(String what, List<Double> millis) {
        System.out.printf(
                Locale.ROOT,
                "size: %s: p50 %.1f ms, p95 %.1f ms, max %.1f ms%n",
                what,
                at(millis, 50),
                at(millis, 95),
                at(millis, 100));
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double at(List<Double> values, int percent) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.size()) - 1));
    }
}
