package dev.muster.cli.tenancy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Both orgs, filled, and everybody who will try to look from one into the other. */
final class World {

    final Wire wire;
    final Person operator;
    final Org a;
    final Org b;
    final List<Outsider> outsiders = new ArrayList<>();
    /** Sessions of the people for what might end one, by the outsider's name. */
    final Map<String, Person> apart = new HashMap<>();
    /** A fleet member who may do more in one fleet than in another, and one who has one fleet only. */
    Outsider twoFleets;

    Outsider contractor;

    World(Wire wire, Person operator, String run) {
        this.wire = wire;
        this.operator = operator;
        a = new Org("a", run);
        b = new Org("b", run);
        for (var org : List.of(a, b)) {
            operator.post("/orgs", Map.of("name", org.name, "slug", org.slug)).expect("make an org");
        }
    }

    /** The longest part of the preparation. */
    void fill() {
        var staff = new Staff(wire);
        for (var org : List.of(a, b)) {
            staff.roles(org, operator);
            new Planting(wire, org).plant();
        }
        var one = fleet(Zone.FLEET_ONE);
        var two = fleet(Zone.FLEET_TWO);
        var contracted = staff.hire(b, b.admin(), Zone.EVERYBODY, null, List.of(List.of(one, "OPERATOR")));
        var both = staff.hire(
                b, b.admin(), Zone.EVERYBODY, null, List.of(List.of(one, "VIEWER"), List.of(two, "MANAGER")));
        var left = staff.hire(b, a, b.admin(), Zone.REST, "MANAGER", List.of());
        staff.join(a, left, "VIEWER");
        b.admin().delete("/users/" + left.id()).expect("end a membership");

        person("admin of A", a.admin(), a.things, Outsider.all());
        contractor = person("contractor", contracted, seen(Zone.FLEET_ONE), EnumSet.of(Zone.FLEET_TWO, Zone.REST));
        twoFleets = person("member of two fleets", both, seen(Zone.FLEET_TWO), EnumSet.of(Zone.REST));
        person("ex-member", left, a.things, Outsider.all());
        outsiders.add(new Outsider("anonymous", call -> call, a.things, b, Outsider.all(), null));
        var device = a.device(Zone.REST);
        outsiders.add(new Outsider("device of A, signing", device::signed, a.things, b, Outsider.all(), null));
        outsiders.add(new Outsider(
                "device of A, bearing its token",
                call -> call.with("Authorization", "Bearer " + device.token),
                a.things,
                b,
                Outsider.all(),
                null));
    }

    private Outsider person(String name, Person person, List<Thing> own, java.util.Set<Zone> hidden) {
        apart.put(name, person.again());
        var outsider = new Outsider(name, person::signed, List.copyOf(own), b, hidden, person);
        outsiders.add(outsider);
        return outsider;
    }

    private List<Thing> seen(Zone zone) {
        return b.things.stream()
                .filter(thing -> thing.zone() == zone || thing.zone() == Zone.EVERYBODY)
                .toList();
    }

    private String fleet(Zone zone) {
        return b.things(Kind.FLEET, EnumSet.of(zone)).get(0).value();
    }
}
