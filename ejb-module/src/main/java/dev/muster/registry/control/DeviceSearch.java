package dev.muster.registry.control;

import dev.muster.platform.Refusal;
import dev.muster.registry.control.DynamicGroups.Meaning;
import dev.muster.registry.control.SearchWords.Kind;
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

    static final int MOST_IN_ALL = 100;

    private final List<Word> words;
    private final DynamicGroups groups;
    private final int level;
    private int next;
    private int terms;
    private int inAll;
    private int deepest;

    private DeviceSearch(List<Word> words, DynamicGroups groups, int level) {
        this.words = words;
        this.groups = groups;
        this.level = level;
    }

    /**
     * A search on its own, in which no group is looked up. Null and blank mean all.
     *
     * @throws Refusal 422 naming the position of the mistake, from 1
     */
    public static Where parse(String text) {
        return parse(text, new DynamicGroups(Map::of));
    }

    static Where parse(String text, DynamicGroups groups) {
        return parse(text, groups, 0).where();
    }

    private static Meaning parse(String text, DynamicGroups groups, int level) {
        if (text == null || text.isBlank()) {
            return new Meaning(Where.ALL, 0, 1);
        }
        if (text.length() > MOST_CHARS) {
            throw SearchWords.mistake(MOST_CHARS + 1, "a search has at most " + MOST_CHARS + " characters");
        }
        var search = new DeviceSearch(SearchWords.of(text), groups, level);
        var where = search.any(0);
        var rest = search.peek();
        if (rest.kind() != Kind.END) {
            throw SearchWords.mistake(rest.at(), "this parenthesis closes nothing");
        }
        return new Meaning(where, search.inAll, 1 + search.deepest);
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
        count(word, 1);
        var dynamic = "group".equals(word.field()) ? groups.named(word.value()) : List.<String>of();
        if (dynamic.isEmpty()) {
            return SearchFields.term(word);
        }
        var parts = new ArrayList<Where>();
        if (word.value().hasStars()) {
            parts.add(SearchFields.term(word));
        }
        dynamic.forEach(slug -> parts.add(dynamic(word, slug)));
        return Where.join("or", parts);
    }

    private void count(Word word, int more) {
        inAll += more;
        if (inAll > MOST_IN_ALL) {
            throw SearchWords.mistake(
                    word.at(), "with the groups it names a search has at most " + MOST_IN_ALL + " terms");
        }
    }

    /** What a dynamic group stands for. Of a circle no group is ever understood: it ends at the deepest level. */
    private Where dynamic(Word word, String slug) {
        requireDepth(word, 1);
        var group = understood(word, slug);
        requireDepth(word, group.deep());
        deepest = Math.max(deepest, group.deep());
        count(word, group.terms());
        return group.where();
    }

    private void requireDepth(Word word, int more) {
        if (level + more > DEEPEST_GROUPS) {
            throw SearchWords.mistake(
                    word.at(), "groups name each other at most " + DEEPEST_GROUPS + " deep, and never in a circle");
        }
    }

    /** The mistakes of a group are told where it is named. */
    private Meaning understood(Word word, String slug) {
        try {
            return groups.meaning(slug, query -> parse(query, groups, level + 1));
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
