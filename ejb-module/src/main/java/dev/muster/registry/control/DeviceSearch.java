package dev.muster.registry.control;

import dev.muster.platform.Refusal;
import dev.muster.registry.control.SearchWords.Kind;
import dev.muster.registry.control.SearchWords.Value;
import dev.muster.registry.control.SearchWords.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The search language of lists, groups and saved views, as a condition over the tables of {@link DeviceList}:
 *
 * <pre>
 * any  = all { OR all }
 * all  = one { [AND] one }
 * one  = NOT one | ( any ) | term
 * term = word | field:value          the fields are {@link SearchFields}'s
 * </pre>
 */
public final class DeviceSearch {

    public static final int MOST_CHARS = 1_000;
    public static final int MOST_TERMS = 50;
    public static final int DEEPEST = 20;

    /** How deep dynamic groups may name each other, and how many terms they may come to. */
    static final int DEEPEST_GROUPS = 5;

    static final int MOST_IN_ALL = 500;

    private final List<Word> words;
    private final Groups groups;
    private final int level;
    private final int[] inAll;
    private int next;
    private int terms;

    /** The queries of the dynamic groups that a value names, by slug. */
    interface Groups {
        Map<String, String> named(Value value);
    }

    private DeviceSearch(List<Word> words, Groups groups, int level, int[] inAll) {
        this.words = words;
        this.groups = groups;
        this.level = level;
        this.inAll = inAll;
    }

    /**
     * A search on its own, in which no group is looked up. Null and blank mean all.
     *
     * @throws Refusal 422 naming the position of the mistake, from 1
     */
    public static Where parse(String text) {
        return parse(text, value -> Map.of());
    }

    static Where parse(String text, Groups groups) {
        return parse(text, groups, 0, new int[1]);
    }

    private static Where parse(String text, Groups groups, int level, int[] inAll) {
        if (text == null || text.isBlank()) {
            return Where.ALL;
        }
        if (text.length() > MOST_CHARS) {
            throw SearchWords.mistake(MOST_CHARS + 1, "a search has at most " + MOST_CHARS + " characters");
        }
        var search = new DeviceSearch(SearchWords.of(text), groups, level, inAll);
        var where = search.any(0);
        var rest = search.peek();
        if (rest.kind() != Kind.END) {
            throw SearchWords.mistake(rest.at(), "this parenthesis closes nothing");
        }
        return where;
    }

    private Where any(int depth) {
        var parts = new ArrayList<>(List.of(all(depth)));
        while (peek().kind() == Kind.OR) {
            next++;
            parts.add(all(depth));
        }
        return Where.join("or", parts);
    }

    private Where all(int depth) {
        var parts = new ArrayList<>(List.of(one(depth)));
        while (true) {
            var kind = peek().kind();
            if (kind == Kind.AND) {
                next++;
            } else if (kind != Kind.TERM && kind != Kind.NOT && kind != Kind.OPEN) {
                return Where.join("and", parts);
            }
            parts.add(one(depth));
        }
    }

    private Where one(int depth) {
        var word = words.get(next);
        if (depth > DEEPEST) {
            throw SearchWords.mistake(word.at(), "at most " + DEEPEST + " levels deep");
        }
        if (word.kind() != Kind.END) {
            next++;
        }
        return switch (word.kind()) {
            case NOT -> Where.not(one(depth + 1));
            case OPEN -> inParentheses(word, depth);
            case TERM -> term(word);
            case END -> throw SearchWords.mistake(word.at(), "a term is missing here");
            case CLOSE, AND, OR -> throw SearchWords.mistake(word.at(), "a term is missing before this");
        };
    }

    private Where inParentheses(Word open, int depth) {
        var inner = any(depth + 1);
        if (peek().kind() != Kind.CLOSE) {
            throw SearchWords.mistake(open.at(), "this parenthesis is not closed");
        }
        next++;
        return inner;
    }

    private Where term(Word word) {
        if (++terms > MOST_TERMS) {
            throw SearchWords.mistake(word.at(), "at most " + MOST_TERMS + " terms");
        }
        if (++inAll[0] > MOST_IN_ALL) {
            throw SearchWords.mistake(
                    word.at(), "with the groups it names a search has at most " + MOST_IN_ALL + " terms");
        }
        var dynamic = "group".equals(word.field()) ? groups.named(word.value()) : Map.<String, String>of();
        if (dynamic.isEmpty()) {
            return SearchFields.term(word);
        }
        var parts = new ArrayList<Where>();
        if (word.value().hasStars()) {
            parts.add(SearchFields.term(word));
        }
        dynamic.forEach((slug, query) -> parts.add(dynamic(word, slug, query)));
        return Where.join("or", parts);
    }

    /** What a dynamic group stands for; its own mistakes are told where it is named. */
    private Where dynamic(Word word, String slug, String query) {
        if (level == DEEPEST_GROUPS) {
            throw SearchWords.mistake(
                    word.at(), "groups name each other at most " + DEEPEST_GROUPS + " deep, and never in a circle");
        }
        try {
            return parse(query, groups, level + 1, inAll);
        } catch (Refusal inside) {
            throw level > 0
                    ? inside
                    : SearchWords.mistake(
                            word.at(),
                            "the search of the group " + slug + " cannot be used: "
                                    + inside.errors().get(0).detail());
        }
    }

    private Word peek() {
        return words.get(next);
    }
}
