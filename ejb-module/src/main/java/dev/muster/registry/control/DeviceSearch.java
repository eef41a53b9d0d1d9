package dev.muster.registry.control;

import dev.muster.platform.Refusal;
import dev.muster.registry.control.SearchWords.Kind;
import dev.muster.registry.control.SearchWords.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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

    private final List<Word> words;
    private final UnaryOperator<String> groups;
    private int next;
    private int terms;

    private DeviceSearch(List<Word> words, UnaryOperator<String> groups) {
        this.words = words;
        this.groups = groups;
    }

    /**
     * A search that names no dynamic group. Null and blank mean all.
     *
     * @throws Refusal 422 naming the position of the mistake, from 1
     */
    public static Where parse(String text) {
        return parse(text, slug -> null);
    }

    /** @param groups the query of the dynamic group of that slug; null where there is none, or it has members */
    public static Where parse(String text, UnaryOperator<String> groups) {
        if (text == null || text.isBlank()) {
            return Where.ALL;
        }
        if (text.length() > MOST_CHARS) {
            throw SearchWords.mistake(MOST_CHARS + 1, "a search has at most " + MOST_CHARS + " characters");
        }
        var search = new DeviceSearch(SearchWords.of(text), groups);
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
        var dynamic = "group".equals(word.field()) ? groups.apply(word.value().text()) : null;
        return dynamic == null ? SearchFields.term(word) : parse(dynamic);
    }

    private Word peek() {
        return words.get(next);
    }
}
