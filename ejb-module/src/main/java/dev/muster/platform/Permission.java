package dev.muster.platform;

import dev.muster.protocol.command.CommandType;

/**
 * What a person may do, and the weakest role that may. The page docs/permissions.md is made from this list. What stands
 * under {@link Reach#DEVICE} is asked of the strongest role the person has for that one device: in its org, or in a
 * fleet it is in. What stands under {@link Reach#ORG} is asked of the role in the org alone.
 */
public enum Permission {
    VIEW_DEVICES(Reach.DEVICE, Role.VIEWER, "see devices, their readings, events, log lines, commands and audit"),
    EDIT_DEVICES(Reach.DEVICE, Role.MANAGER, "change label, tags, attributes, site, model and notes"),
    MOVE_DEVICES(Reach.DEVICE, Role.MANAGER, "move devices through their life"),
    GIVE_AWAY_DEVICES(Reach.ORG, Role.MANAGER, "give devices back to the pool, and retire them"),
    ROTATE_CREDENTIALS(Reach.DEVICE, Role.MANAGER, "rotate and revoke a device's credential"),
    COMMAND_SAFE(Reach.DEVICE, Role.OPERATOR, "send the commands of an operator"),
    COMMAND_MANAGE(Reach.DEVICE, Role.MANAGER, "send the commands of a manager"),
    COMMAND_ALL(Reach.DEVICE, Role.ADMIN, "send every command"),
    REGISTER_DEVICES(Reach.ORG, Role.MANAGER, "register and import devices"),
    MANAGE_ENROLLMENT(Reach.ORG, Role.MANAGER, "make and revoke enrollment keys and provision tokens"),
    MANAGE_FACTORY_KEYS(Reach.ORG, Role.ADMIN, "make and revoke factory keys"),
    MANAGE_FLEETS(Reach.ORG, Role.MANAGER, "make, change and delete fleets, groups and sites"),
    SET_RETENTION(Reach.ORG, Role.MANAGER, "say for how long readings, events and log lines are kept"),
    MANAGE_PEOPLE(Reach.ORG, Role.ADMIN, "invite, change and remove people"),
    SET_RULES(Reach.ORG, Role.ADMIN, "set the org's rules: whether commands must be signed");

    /** What a permission is about. */
    public enum Reach {
        DEVICE,
        ORG
    }

    private final Reach reach;
    private final Role role;
    private final String what;

    Permission(Reach reach, Role role, String what) {
        this.reach = reach;
        this.role = role;
        this.what = what;
    }

    public Reach reach() {
        return reach;
    }

    /** What sending a command of this type needs. */
    public static Permission toSend(CommandType type) {
        return switch (type.leastRole()) {
            case OPERATOR -> COMMAND_SAFE;
            case MANAGER -> COMMAND_MANAGE;
            case ADMIN -> COMMAND_ALL;
        };
    }

    /** The weakest role that may. */
    public Role role() {
        return role;
    }

    public String what() {
        return what;
    }
}
