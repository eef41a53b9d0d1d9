package dev.muster.identity.entity;

import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.protocol.Text;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Somebody to be a member of the caller's org: with a role in all of it, or in fleets only, or raised in fleets.
 *
 * @param fleets null for none
 */
public record NewMember(String email, String name, Role role, List<FleetRole> fleets) {

    public static final int MOST_FLEETS = 100;

    private static final Pattern EMAIL = Pattern.compile("[^@\\s,;<>\"()]{1,64}@[A-Za-z0-9.-]{1,189}");

    /** A role in one fleet. */
    public record FleetRole(UUID fleet, Role role) {
        public FleetRole {
            if (fleet == null || role == null) {
                throw Refusal.invalid("/fleets", "each needs a fleet's id and a role");
            }
        }
    }

    /** @throws Refusal 422 naming the member that does not fit */
    public NewMember {
        email = email == null ? "" : email.strip().toLowerCase(Locale.ROOT);
        if (!EMAIL.matcher(email).matches()) {
            throw Refusal.invalid("/email", "this is no e-mail address");
        }
        name = name == null || name.isBlank() ? email : Text.clean(name.strip(), 200);
        fleets = checked(role, fleets);
    }

    /** Fleets each once; somebody without an org role needs one. */
    public static List<FleetRole> checked(Role role, List<FleetRole> fleets) {
        var given = fleets == null ? List.<FleetRole>of() : List.copyOf(fleets);
        if (given.size() > MOST_FLEETS) {
            throw Refusal.invalid("/fleets", "at most " + MOST_FLEETS + " fleets");
        }
        if (given.stream().map(FleetRole::fleet).distinct().count() < given.size()) {
            throw Refusal.invalid("/fleets", "a fleet is there twice");
        }
        if (role == null && given.isEmpty()) {
            throw Refusal.invalid("/role", "give a role in the org, or in at least one fleet");
        }
        return given;
    }
}
