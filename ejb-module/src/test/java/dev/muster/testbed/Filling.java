package dev.muster.testbed;

import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.NewCommand;
import dev.muster.identity.boundary.RememberedAnswers;
import dev.muster.identity.entity.Answer;
import dev.muster.identity.entity.KeyedRequest;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.platform.Vault;
import dev.muster.registry.boundary.Connections;
import dev.muster.registry.boundary.EnrollmentKeys;
import dev.muster.registry.boundary.FactoryKeys;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.boundary.Groups;
import dev.muster.registry.boundary.ProvisionTokens;
import dev.muster.registry.boundary.SavedViews;
import dev.muster.registry.boundary.Sites;
import dev.muster.registry.entity.DoorRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Something in every table, for tests that walk them all. */
@ApplicationScoped
public class Filling {

    @Inject
    private World world;

    @Inject
    private DeviceStream stream;

    @Inject
    private CommandQueue queue;

    @Inject
    private Connections connections;

    @Inject
    private EnrollmentKeys keys;

    @Inject
    private ProvisionTokens tokens;

    @Inject
    private FactoryKeys factoryKeys;

    @Inject
    private Fleets fleets;

    @Inject
    private Groups groups;

    @Inject
    private Sites sites;

    @Inject
    private SavedViews views;

    @Inject
    private RememberedAnswers answers;

    @Inject
    private Vault vault;

    /** What was put in: a manager, their device and the fleet it is in. */
    public record Filled(Caller manager, String device, UUID fleet) {}

    /** In every table with an org. Names are used twice, so an org is filled once by its number. */
    public Filled org(World.Org org, int number) {
        var manager = world.person(org, Role.MANAGER);
        DoorRecord device = world.device(manager);
        stream.accept(
                World.pass(device),
                List.of(
                        Talk.message(Talk.reading(1, 20)),
                        Talk.message(Talk.line(2, "line")),
                        Talk.message("{\"type\":\"status\",\"seq\":3,\"status\":\"ONLINE\"}")));
        queue.queue(manager, device.deviceId(), NewCommand.parse("ping"));
        connections.opened(World.pass(device), UUID.randomUUID());
        keys.create(manager, "key", null, null, true);
        tokens.create(manager, "token", null, null);
        factoryKeys.create(world.person(org, Role.ADMIN), "batch", null, null, null);
        var fleet = fleets.create(manager, "Fleet " + number, null);
        fleets.add(manager, fleet.id(), List.of(device.deviceId()));
        world.raise(manager.personId(), fleet.id(), Role.ADMIN);
        var group = groups.create(manager, "Group " + number, null, null);
        groups.add(manager, group.id(), List.of(device.deviceId()));
        world.change(
                "insert into invitation (id, person_id, org_id, token_hash, expires_at)"
                        + " values (gen_random_uuid(), ?, ?, ?, now())",
                manager.personId(),
                org.id(),
                World.name("token").getBytes(StandardCharsets.UTF_8));
        world.change("insert into org_visit (session_id, org_id) values (?, ?)", manager.sessionId(), org.id());
        sites.create(manager, "Site " + number, null, null, null);
        views.save(manager, "View", "online:true", null, true);
        answers.once(
                manager,
                new KeyedRequest("key", new byte[32]),
                null,
                () -> new Answer(200, Map.of(), new byte[] {'{', '}'}));
        return new Filled(manager, device.deviceId(), fleet.id());
    }

    /** In every table of people and their ways in. */
    public void person(long person) {
        var id = UUID.randomUUID();
        world.change(
                "insert into operator_key (id, person_id, sealed) values (?, ?, ?)",
                id,
                person,
                vault.seal("operator-key:" + id, new byte[32]));
        world.change("insert into sign_in_delay (subject, person_id) values (?, ?)", World.name("person"), person);
        world.change(
                "insert into password_reset (id, person_id, token_hash, expires_at) values (?, ?, ?, now())",
                id,
                person,
                World.name("reset").getBytes(StandardCharsets.UTF_8));
        world.change(
                "insert into mail_letter (id, content, next_at) values (?, ?, now() + interval '1 day')",
                id,
                vault.seal("mail:" + id, new byte[32]));
        world.change(
                "insert into person_totp (person_id, secret_sealed) values (?, ?)",
                person,
                vault.seal("totp:" + person, new byte[20]));
        world.change("insert into code_guess (person_id, place) values (?, 'x')", person);
        world.change("insert into recovery_code (person_id, code_hash) values (?, ?)", person, new byte[32]);
        world.change(
                "insert into person_link (link_hash, person_id, issuer, subject, email)"
                        + " values (sha256(?::text::bytea), ?, 'https://id.example', 'x', 'x@example.org')",
                id.toString(),
                person);
    }
}
