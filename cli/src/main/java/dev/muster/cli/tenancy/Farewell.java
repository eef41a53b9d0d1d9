package dev.muster.cli.tenancy;

import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Puts the two orgs out of use: orgs, people and devices cannot be deleted, because the audit names them. Devices are
 * retired, keys revoked, memberships ended, and the orgs say so in their names. One administrator stays in each, as in
 * every org, with a password that nobody keeps.
 */
final class Farewell {

    private final World world;

    Farewell(World world) {
        this.world = world;
    }

    /** As far as it goes; what did not work is not worth losing the result for. */
    void all() {
        for (var org : List.of(world.a, world.b)) {
            var operator = world.operator.in(org.slug);
            for (var keys : List.of("/enrollment-keys", "/factory-keys", "/provision-tokens")) {
                operator.get(keys).data().forEach(key -> {
                    if (!key.hasNonNull("revokedAt") && !key.hasNonNull("usedAt")) {
                        operator.delete(keys + "/" + key.path("id").asText());
                    }
                });
            }
            retire(operator);
            if (org.former != null) {
                world.operator.post(
                        "/devices/" + org.former + "/move", Map.of("state", "retired", "reason", "tenancy check"));
            }
            var admin = org.admin() == null ? "" : org.admin().id();
            operator.get("/users").data().forEach(user -> {
                if (!user.path("id").asText().equals(admin)) {
                    operator.delete("/users/" + user.path("id").asText());
                }
            });
            if (org.admin() != null) {
                org.admin().post("/auth/logout", Map.of());
            }
            world.operator.send("PATCH", "/orgs/" + org.slug, Map.of("name", org.name + " (finished, unused)"));
        }
    }

    private void retire(Person operator) {
        for (var round = 0; round < 50; round++) {
            var page = operator.get("/devices?limit=100&q=" + Call.escaped("NOT state:retired"));
            var ids = StreamSupport.stream(page.data().spliterator(), false)
                    .map(device -> device.path("id").asText())
                    .toList();
            if (ids.isEmpty()
                    || !operator.post(
                                    "/devices/move",
                                    Map.of("deviceIds", ids, "state", "retired", "reason", "tenancy check"))
                            .ok()) {
                return;
            }
        }
    }
}
