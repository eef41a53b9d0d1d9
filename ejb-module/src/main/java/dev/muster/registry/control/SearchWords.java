package dev.muster.registry.control;

import dev.muster.platform.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * The search language cut into words: parentheses, operators, terms. A word goes to the next blank or parenthesis; in
 * double quotes it may hold both, and a backslash takes the next character as it is.
 */
final class SearchWords {

    enum Kind {
        OPEN,
        CLOSE,
        AND,
        OR,
        NOT,
        TERM,
        END
    }

    /**
     * One word.
     *
     * @param at where it begins in the text, from 1
     * @param field what stands before the first colon outside quotes; null for a bare word
     * @param value the rest, each character with whether it stands for itself
     */
    record Word(Kind kind, int at, String field, Value value) {}

    /** A value; {@code stars} are the places of the {@code *} that mean "anything". */
    record Value(String text, List<Integer> stars, int at) {
        boolean hasStars() {
            return !stars.isEmpty();
        }

        /** As a pattern of {@code like}. */
        String pattern() {
            var pattern = new StringBuilder();
            for (var i = 0; i < text.length(); i++) {
                var c = text.charAt(i);
                if (stars.contains(i)) {
                    pattern.append('%');
                } else if (c == '%' || c == '_' || c == '\\') {
                    pattern.append('\\').append(c);
                } else {
                    pattern.append(c);
                }
            }
            return pattern.toString();
        }

        /** Whether a whole text is like this, in any case; in at most length times length steps. */
        boolean matches(String whole) {
            var at = 0;
            var i = 0;
            var star = -1;
            var from = 0;
            while (at < whole.length()) {
                if (i < text.length() && stars.contains(i)) {
                    star = i++;
                    from = at;
                } else if (i < text.length() && same(text.charAt(i), whole.charAt(at))) {
                    i++;
                    at++;
                } else if (star >= 0) {
                    i = star + 1;
                    at = ++from;
                } else {
                    return false;
                }
            }
            while (i < text.length() && stars.contains(i)) {
                i++;
            }
            return i == text.length();
        }

        private static boolean same(char one, char other) {
            return Character.toLowerCase(one) == Character.toLowerCase(other);
        }
    }

    private final String text;
    private int next;

    private SearchWords(String text) {
        this.text = text;
    }

    static List<Word> of(String text) {
        var words = new ArrayList<Word>();
        var cutter = new SearchWords(text);
        do {
            words.add(cutter.word());
        } while (words.get(words.size() - 1).kind() != Kind.END);
        return words;
    }

    static Refusal mistake(int at, String what) {
        return Refusal.invalid("?q", "at position " + at + ": " + what);
    }

    private Word word() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        var at = next + 1;
        if (next == text.length()) {
            return new Word(Kind.END, at, null, null);
        }
        var first = text.charAt(next);
        if (first == '(' || first == ')') {
            next++;
            return new Word(first == '(' ? Kind.OPEN : Kind.CLOSE, at, null, null);
        }
        return term(at);
    }

    private Word term(int at) {
        String field = null;
        var value = new StringBuilder();
        var stars = new ArrayList<Integer>();
        var valueAt = at;
        var quoted = false;
        while (next < text.length() && !ends(text.charAt(next))) {
            var c = text.charAt(next++);
            if (c == '"') {
                quoted = true;
                quoted(value);
            } else if (c == ':' && field == null && !quoted) {
                field = value.toString();
                value.setLength(0);
                stars.clear();
                valueAt = next + 1;
            } else {
                if (c == '*') {
                    stars.add(value.length());
                }
                value.append(c);
            }
        }
        var kind = field == null && !quoted ? operator(value.toString()) : Kind.TERM;
        if (value.isEmpty() && !quoted) {
            throw mistake(valueAt, "say what " + field + " is to be, as in " + field + ":value");
        }
        return new Word(kind, at, field, new Value(value.toString(), List.copyOf(stars), valueAt));
    }

    private void quoted(StringBuilder value) {
        var opened = next;
        while (next < text.length() && text.charAt(next) != '"') {
            if (text.charAt(next) == '\\' && next + 1 < text.length()) {
                next++;
            }
            value.append(text.charAt(next++));
        }
        if (next == text.length()) {
            throw mistake(opened, "this quote is not closed");
        }
        next++;
    }

    private static boolean ends(char c) {
        return Character.isWhitespace(c) || c == '(' || c == ')';
    }

    private static Kind operator(String word) {
        return switch (word) {
            case "AND" -> Kind.AND;
            case "OR" -> Kind.OR;
            case "NOT" -> Kind.NOT;
            default -> Kind.TERM;
        };
    }
}
