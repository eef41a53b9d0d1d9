package dev.muster.identity.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How little it takes to make a password up: the cheapest way to put it together from common words, rows of keys, years,
 * repetitions and what is known of the person. Whatever is none of these costs by the character.
 */
final class Guessable {

    /** Two common words with a year behind them are at most this; three words, or four odd characters, are more. */
    static final int MOST = 14;

    private static final int WORD = 5;
    private static final int ROW = 5;
    private static final int ABOUT = 2;
    private static final int YEAR = 2;
    private static final int DIGIT = 1;
    private static final int SIGN = 1;
    private static final int OTHER = 4;

    private static final int SHORTEST_ROW = 4;
    private static final int SHORTEST_WORD = 3;
    private static final int LONGEST_PIECE = 64;

    /** Behind so many characters nothing is looked at: what is cheap for so long is a text, whose author knows it. */
    private static final int LOOKED_AT = 256;

    private static final Set<String> WORDS = words();

    /** Where hands run over a keyboard, and what is learned by heart; each is read backwards too. */
    private static final List<String> ROWS = Stream.of(
                    "abcdefghijklmnopqrstuvwxyzabcdef",
                    "12345678901234567890",
                    "qwertyuiopasdfghjklzxcvbnm",
                    "qwertzuiopasdfghjklyxcvbnm",
                    "azertyuiopqsdfghjklmwxcvbn",
                    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
                    "1qay2wsx3edc4rfv5tgb6zhn7ujm8ik9ol0p",
                    "qazwsxedcrfvtgbyhnujmikolp",
                    "qaywsxedcrfvtgbzhnujmikolp",
                    "1q2w3e4r5t6y7u8i9o0p",
                    "1q2w3e4r5t6z7u8i9o0p",
                    "q1w2e3r4t5y6u7i8o9p0",
                    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
                    "yaq1xsw2cde3vfr4bgt5nhz6mju7",
                    "a1b2c3d4e5f6g7h8i9",
                    "1a2b3c4d5e6f7g8h9i",
                    "112233445566778899",
                    "aabbccddeeffgghhii",
                    "147258369",
                    "159753",
                    "31415926535897932384",
                    "!@#$%^&*()_+",
                    "!\"§$%&/()=?")
            .flatMap(row -> Stream.of(row, new StringBuilder(row).reverse().toString()))
            .toList();

    private Guessable() {}

    /** @param about words that belong to the person, as {@link #plain} gives them */
    static boolean is(String password, Collection<String> about) {
        var all = plain(password);
        var plain = all.substring(0, Math.min(all.length(), LOOKED_AT));
        return cost(plain, about) <= MOST || cost(squeezed(plain), about) <= MOST;
    }

    /** Small letters without their accents. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT);
    }

    static String squeezed(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]+", "");
    }

    private static int cost(String text, Collection<String> about) {
        var spellings = List.of(text, spelled(text, 'i'), spelled(text, 'l'));
        var cost = new int[text.length() + 1];
        var dear = 0; // characters in a row that cost more than matters: no piece reaches back over so many
        for (var end = 1; end <= text.length() && dear <= LONGEST_PIECE; end++) {
            cost[end] = cost[end - 1] + one(text.charAt(end - 1));
            for (var start = Math.max(0, end - LONGEST_PIECE); start < end - 1; start++) {
                cost[end] = Math.min(cost[end], cost[start] + piece(text, spellings, start, end, about));
            }
            for (var length = 1; length <= Math.min(LONGEST_PIECE, end / 2); length++) {
                if (text.regionMatches(end - length, text, end - 2 * length, length)) {
                    cost[end] = Math.min(cost[end], cost[end - length]);
                }
            }
            dear = cost[end] > MOST ? dear + 1 : 0;
        }
        return dear > LONGEST_PIECE ? MOST + 1 : cost[text.length()];
    }

    private static int one(char each) {
        return Character.isDigit(each) ? DIGIT : Character.isLetter(each) || each > 0x7f ? OTHER : SIGN;
    }

    private static int piece(String text, List<String> spellings, int start, int end, Collection<String> about) {
        var cost = Integer.MAX_VALUE / 2;
        var plain = text.substring(start, end);
        if (plain.length() == 4 && plain.matches("(19|20)\\d\\d")) {
            cost = YEAR;
        }
        if (plain.length() >= SHORTEST_ROW && ROWS.stream().anyMatch(row -> row.contains(plain))) {
            cost = Math.min(cost, ROW);
        }
        if (plain.length() >= SHORTEST_WORD) {
            for (var spelling : spellings) {
                var word = spelling.substring(start, end);
                if (about.contains(word)) {
                    return ABOUT;
                }
                if (WORDS.contains(word)
                        || WORDS.contains(new StringBuilder(word).reverse().toString())) {
                    cost = Math.min(cost, WORD);
                }
            }
        }
        return cost;
    }

    /** With the signs that stand for letters turned back. */
    private static String spelled(String text, char one) {
        return text.replace('0', 'o')
                .replace('1', one)
                .replace('!', one)
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('@', 'a')
                .replace('5', 's')
                .replace('$', 's')
                .replace('7', 't');
    }

    private static Set<String> words() {
        try (var in = Guessable.class.getResourceAsStream("common-passwords.txt");
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> plain(line.strip()))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
