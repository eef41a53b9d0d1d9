package dev.muster.cli.tenancy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Somebody who asks for what is not theirs.
 *
 * @param name as the report calls them
 * @param proof what makes a call theirs
 * @param own what they may name themselves, as companions of what they may not
 * @param hidden zones of B that they see nothing of
 * @param person null for anonymous and devices
 */
record Outsider(String name, UnaryOperator<Call> proof, List<Thing> own, Org b, Set<Zone> hidden, Person person) {

    /** A value of B, and one of the same form that exists nowhere. */
    record Pair(String foreign, String absent) {}

    boolean sees(Zone zone) {
        return !hidden.contains(zone);
    }

    /** What there is of that kind in B that they may not see, beside what nobody has. */
    List<Pair> pairs(Kind kind) {
        var pairs = new ArrayList<Pair>();
        for (var thing : b.things(kind, hidden)) {
            pairs.add(pair(kind, thing.value()));
        }
        return pairs;
    }

    static Pair pair(Kind kind, String value) {
        if (kind == Kind.SEARCH) {
            return search(value);
        }
        return new Pair(value, absent(kind, value));
    }

    /** A value of that kind that exists nowhere, as long as {@code like}. */
    static String absent(Kind kind, String like) {
        return switch (kind) {
            case DEVICE, SITE_SLUG, FLEET_SLUG, GROUP_SLUG, WORD, READING_KEY -> Marks.letters(like.length());
            case ORG -> "tenancy-check-n-" + Marks.letters(Math.max(1, like.length() - 16));
            case EMAIL, ACTOR -> Marks.letters(like.length() - "@tenancy.test".length()) + "@tenancy.test";
            default -> java.util.UUID.randomUUID().toString();
        };
    }

    /** The same search with another word behind its field; {@code attr.NAME:VALUE} differs in both. */
    private static Pair search(String text) {
        var colon = text.indexOf(':');
        var head = colon < 0 ? "" : text.substring(0, colon + 1);
        var dot = head.indexOf('.');
        var name = dot < 0 ? "" : head.substring(dot + 1, head.length() - 1);
        var value = text.substring(colon + 1).replaceAll("[^a-z0-9].*", "");
        var absent = name.isEmpty() ? text : text.replace(name, Marks.letters(name.length()));
        if (!value.isEmpty()) {
            absent = absent.replace(value, Marks.letters(value.length()));
        }
        return new Pair(text, absent);
    }

    /** One of their own of that kind; null where they have none. */
    String mine(Kind kind) {
        return own.stream()
                .filter(thing -> thing.kind() == kind)
                .map(Thing::value)
                .findFirst()
                .orElse(null);
    }

    static Set<Zone> all() {
        return EnumSet.allOf(Zone.class);
    }

    @Override
    public String toString() {
        return name;
    }
}
