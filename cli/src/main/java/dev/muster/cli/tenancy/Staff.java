package dev.muster.cli.tenancy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes people and signs them in: invited, accepted, with a password nobody keeps. */
final class Staff {

    private final Wire wire;

    Staff(Wire wire) {
        this.wire = wire;
    }

    /** The first administrator of an org, made by the platform operator, and one person of each other role. */
    void roles(Org org, Person operator) {
        org.people.put("ADMIN", hire(org, operator.in(org.slug), Zone.EVERYBODY, "ADMIN", List.of()));
        for (var role : List.of("MANAGER", "OPERATOR", "VIEWER")) {
            org.people.put(role, hire(org, org.admin(), Zone.REST, role, List.of()));
        }
        invite(
                org,
                org.admin(),
                org.marks.word(Zone.REST, "an invited person's e-mail") + "@tenancy.test",
                "VIEWER",
                List.of());
    }

    /** Somebody new: with a role in all of the org, or null, and a fleet's role each of {@code [fleet, role]}. */
    Person hire(Org org, Person by, Zone zone, String role, List<List<String>> fleets) {
        return hire(org, org, by, zone, role, fleets);
    }

    /** The same with a name that is {@code named}'s word, for somebody who belongs there later. */
    Person hire(Org org, Org named, Person by, Zone zone, String role, List<List<String>> fleets) {
        var email = named.marks.word(zone, "a person's e-mail") + "@tenancy.test";
        var invited = invite(org, by, email, role, fleets);
        var password = Marks.letters(24);
        wire.send(Call.json(
                        "POST",
                        "/api/v1/auth/invitations/accept",
                        Map.of(
                                "token", invited.get("token"),
                                "password", password,
                                "name", named.marks.word(zone, "a person's name"))))
                .expect("accept an invitation");
        named.add(Kind.USER, zone, invited.get("id"));
        named.add(Kind.EMAIL, zone, email);
        named.accounts.put(email, invited.get("id"));
        return Person.signIn(wire, invited.get("id"), email, password).in(null);
    }

    /** Somebody who is somebody already joins another org. */
    void join(Org org, Person person, String role) {
        var invited = invite(org, org.admin(), person.email(), role, List.of());
        wire.send(person.signed(
                        Call.json("POST", "/api/v1/auth/invitations/accept", Map.of("token", invited.get("token")))))
                .expect("accept a second invitation");
    }

    private Map<String, String> invite(Org org, Person by, String email, String role, List<List<String>> fleets) {
        var body = new HashMap<String, Object>(Map.of("email", email, "name", org.marks.word(Zone.REST, "a name")));
        if (role != null) {
            body.put("role", role);
        }
        var roles = new ArrayList<Map<String, String>>();
        fleets.forEach(each -> roles.add(Map.of("fleet", each.get(0), "role", each.get(1))));
        body.put("fleets", roles);
        var invited = by.post("/users", body).expect("invite into " + org.slug).data();
        return Map.of(
                "id", invited.path("user").path("id").asText(),
                "token", invited.path("invitation").path("token").asText());
    }
}
