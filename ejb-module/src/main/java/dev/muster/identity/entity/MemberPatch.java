package dev.muster.identity.entity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A merge patch (RFC 7396) of a member: what is absent stays, {@code null} takes away. */
public final class MemberPatch {

    private MemberPatch() {}

    /**
     * The member as they shall be.
     *
     * @throws Refusal 422 naming the member that does not fit
     */
    public static NewMember on(UserView member, JsonNode patch) {
        if (patch == null || !patch.isObject()) {
            throw Refusal.invalid("", "send an object with what to change");
        }
        return new NewMember(
                patch.has("email") ? text(patch, "email") : member.email(),
                patch.has("name") ? name(patch) : member.name(),
                patch.has("role") ? role(patch.get("role"), "/role") : member.role(),
                patch.has("fleets") ? fleets(patch.get("fleets")) : kept(member));
    }

    private static List<NewMember.FleetRole> kept(UserView member) {
        return member.fleets().stream()
                .map(each -> new NewMember.FleetRole(each.fleet(), each.role()))
                .toList();
    }

    private static String name(JsonNode patch) {
        var name = text(patch, "name");
        if (name == null || name.isBlank() || name.strip().length() > 200) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        return name;
    }

    private static String text(JsonNode patch, String member) {
        var value = patch.get(member);
        if (!value.isTextual() && !value.isNull()) {
            throw Refusal.invalid("/" + member, "this is a text");
        }
        return value.textValue();
    }

    private static Role role(JsonNode value, String pointer) {
        try {
            return value.isNull() ? null : Role.valueOf(value.asText());
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(pointer, "a role is VIEWER, OPERATOR, MANAGER or ADMIN");
        }
    }

    private static List<NewMember.FleetRole> fleets(JsonNode value) {
        if (!value.isArray() && !value.isNull()) {
            throw Refusal.invalid("/fleets", "fleets are a list");
        }
        return IntStream.range(0, value.size())
                .mapToObj(at -> fleet(value.get(at), "/fleets/" + at))
                .toList();
    }

    private static NewMember.FleetRole fleet(JsonNode value, String pointer) {
        try {
            return new NewMember.FleetRole(
                    UUID.fromString(value.path("fleet").asText()), role(value.path("role"), pointer + "/role"));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(pointer + "/fleet", "this is a fleet's id");
        }
    }
}
