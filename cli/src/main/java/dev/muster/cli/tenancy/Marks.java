package dev.muster.cli.tenancy;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Words that occur nowhere else, one for each text of an org, and the ids the server gave to its things. The words of a
 * zone share a stem, so that one search finds any of them.
 */
final class Marks {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** A UUID, or a SIM's number. */
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\\b\\d{20}\\b");

    private final Map<Zone, String> stems = new EnumMap<>(Zone.class);
    private final Map<String, String> meanings = new HashMap<>();
    private final Map<String, Zone> ids = new ConcurrentHashMap<>();
    private int next;

    Marks() {
        for (var zone : Zone.values()) {
            stems.put(zone, "q" + letters(9));
        }
    }

    /** A fresh word of a-z and 0-9; {@code what} says in a finding what it stood in. */
    String word(Zone zone, String what) {
        var word = stems.get(zone) + "x" + Integer.toString(1_000 + next++, 36);
        meanings.put(word, what);
        return word;
    }

    /** A fresh number of twenty digits, for what takes no letters. */
    String number(Zone zone, String what) {
        var digits = new StringBuilder("89");
        while (digits.length() < 20) {
            digits.append(RANDOM.nextInt(10));
        }
        id(zone, digits.toString(), what);
        return digits.toString();
    }

    void id(Zone zone, String id, String what) {
        ids.put(id.toLowerCase(Locale.ROOT), zone);
        meanings.put(id.toLowerCase(Locale.ROOT), what);
    }

    /** What of the hidden zones stands in that text, said so that it can be found; empty for nothing. */
    Optional<String> in(String text, Set<Zone> hidden) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        var lower = text.toLowerCase(Locale.ROOT);
        for (var zone : hidden) {
            var at = lower.indexOf(stems.get(zone));
            if (at >= 0) {
                return Optional.of(meaning(lower, at));
            }
        }
        var id = ID.matcher(lower);
        while (id.find()) {
            if (hidden.contains(ids.get(id.group()))) {
                return Optional.of(meanings.get(id.group()) + " " + id.group());
            }
        }
        return Optional.empty();
    }

    /** The words and ids of this org that stand in a text. */
    Set<String> wordsIn(String text) {
        var words = new java.util.LinkedHashSet<String>();
        for (var word : text.split("[^A-Za-z0-9-]+")) {
            for (var part : word.split("-")) {
                if (meanings.containsKey(part)) {
                    words.add(part);
                }
            }
            if (ids.containsKey(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private String meaning(String text, int at) {
        var end = at;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        var word = text.substring(at, end);
        return meanings.getOrDefault(word, "a word") + " " + word;
    }

    /** The text without what the request said itself: an echo tells nothing. */
    static String without(String text, Collection<String> said) {
        var left = text;
        for (var word : said.stream()
                .sorted((a, b) -> b.length() - a.length())
                .filter(word -> !word.isEmpty())
                .toList()) {
            left = left.replace(word, "¤").replace(Call.escaped(word), "¤");
        }
        return left;
    }

    /** What nobody has, of that many small letters and digits. */
    static String letters(int count) {
        var letters = new StringBuilder();
        for (var i = 0; i < count; i++) {
            letters.append(Character.forDigit(RANDOM.nextInt(36), 36));
        }
        return letters.toString();
    }
}
