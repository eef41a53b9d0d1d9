package dev.muster.cli.tenancy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One of the two orgs: its words, its people, and all that a request can name of it. */
final class Org {

    final String slug;
    final String name;
    final Marks marks = new Marks();
    final Map<String, Person> people = new LinkedHashMap<>();
    final List<Thing> things = new ArrayList<>();
    final List<SyntheticDevice> devices = new ArrayList<>();
    /** Writes that the administrator made, each with its Idempotency-Key. */
    final List<Call> written = new ArrayList<>();

    /** Ids of accounts, by e-mail. */
    final Map<String, String> accounts = new HashMap<>();
    /** A device that is in the platform's pool now. */
    String former;

    Org(String letter, String run) {
        var word = marks.word(Zone.EVERYBODY, "the org's name");
        slug = "tenancy-check-" + letter + "-" + run + "-" + marks.word(Zone.EVERYBODY, "the org's slug");
        name = "Tenancy check " + letter.toUpperCase(java.util.Locale.ROOT) + " " + run + " " + word;
        things.add(new Thing(Kind.ORG, Zone.EVERYBODY, slug, null));
    }

    Person admin() {
        return people.get("ADMIN");
    }

    void add(Kind kind, Zone zone, String value) {
        add(kind, zone, value, null);
    }

    /** Ids the server made are looked for like planted words. */
    void add(Kind kind, Zone zone, String value, String device) {
        things.add(new Thing(kind, zone, value, device));
        if (value.length() == 36 && value.charAt(8) == '-') {
            // the audit of a device names the session of whoever did it, to all who see the device
            marks.id(
                    kind == Kind.SESSION ? Zone.EVERYBODY : zone,
                    value,
                    "the id of a " + kind.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    List<Thing> things(Kind kind, Set<Zone> zones) {
        return things.stream()
                .filter(thing -> thing.kind() == kind && zones.contains(thing.zone()))
                .toList();
    }

    /** The platform's id of whoever has that e-mail address; none where that is nobody of this org. */
    List<String> accountOf(String email) {
        return Stream.ofNullable(accounts.get(email)).toList();
    }

    SyntheticDevice device(Zone zone) {
        return devices.stream()
                .filter(device -> device.zone == zone)
                .findFirst()
                .orElseThrow();
    }
}
