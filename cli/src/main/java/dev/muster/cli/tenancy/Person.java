package dev.muster.cli.tenancy;

import java.util.Map;

/** Somebody signed in, acting in one org. {@code id} and {@code email} are null for the platform operator. */
record Person(Wire wire, String id, String email, String password, String token, String org) {

    Reply get(String path) {
        return wire.send(signed(Call.get("/api/v1" + path)));
    }

    Reply send(String method, String path, Object body) {
        return wire.send(signed(Call.json(method, "/api/v1" + path, body)));
    }

    Reply post(String path, Object body) {
        return send("POST", path, body);
    }

    Reply delete(String path) {
        return wire.send(signed(new Call("DELETE", "/api/v1" + path, Map.of(), null)));
    }

    Person in(String slug) {
        return new Person(wire, id, email, password, token, slug);
    }

    Call signed(Call call) {
        var bearing = call.with("Authorization", "Bearer " + token);
        return org == null || call.headers().containsKey("X-Muster-Org") ? bearing : bearing.with("X-Muster-Org", org);
    }

    /** The same person with a session of their own. */
    Person again() {
        return signIn(wire, id, email, password).in(org);
    }

    static Person signIn(Wire wire, String id, String email, String password) {
        var answer = wire.send(Call.json("POST", "/api/v1/auth/login", Map.of("email", email, "password", password)))
                .expect("sign in as " + email);
        return new Person(wire, id, email, password, answer.data().path("token").asText(), null);
    }
}
