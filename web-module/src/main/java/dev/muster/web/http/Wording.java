package dev.muster.web.http;

import dev.muster.protocol.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refusals in the reader's language. What components say is English and stays so for programs and logs; a sentence that
 * stands in the bundle under {@code wrong.*} is told in another language to whoever asks for one (RFC 9457, section 3:
 * {@code Accept-Language}). One that does not, stays English. {@code code} and {@code pointer} never change.
 */
public final class Wording {

    private static final String BUNDLE = "dev.muster.web.messages";
    private static final String PREFIX = "wrong.";
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);
    private static final List<Sentence> SENTENCES = sentences();

    private Wording() {}

    /** One sentence of the bundle; {@code english} finds it, its groups are what stands in its places. */
    private record Sentence(String key, Pattern english, int literal) {

        static Sentence of(String key, String text) {
            var places = PLACE.matcher(text);
            var pattern = new StringBuilder();
            var from = 0;
            while (places.find()) {
                pattern.append(Pattern.quote(text.substring(from, places.start())))
                        .append("(.+)");
                from = places.end();
            }
            pattern.append(Pattern.quote(text.substring(from)));
            return new Sentence(key, Pattern.compile(pattern.toString(), Pattern.DOTALL), text.length());
        }
    }

    /** The first language that is asked for and that we have; English where none is. */
    public static Locale language(List<Locale> wanted) {
        return wanted.stream()
                .flatMap(each ->
                        LANGUAGES.stream().filter(ours -> ours.getLanguage().equals(each.getLanguage())))
                .findFirst()
                .orElse(Locale.ENGLISH);
    }

    public static Problem in(Locale language, Problem problem) {
        if (language.equals(Locale.ENGLISH)) {
            return problem;
        }
        var told = Problem.of(
                problem.status(), problem.code(), problem.title(), in(language, problem.detail()), problem.requestId());
        return problem.errors() == null
                ? told
                : told.withErrors(problem.errors().stream()
                        .map(each -> new Problem.FieldError(each.pointer(), in(language, each.detail())))
                        .toList());
    }

    public static String in(Locale language, String english) {
        if (english == null || language.equals(Locale.ENGLISH)) {
            return english;
        }
        for (var sentence : SENTENCES) {
            var found = sentence.english().matcher(english);
            if (found.matches()) {
                return filled(bundle(language).getString(sentence.key()), found, language);
            }
        }
        return english;
    }

    /** What stands in a place may be a sentence itself. */
    private static String filled(String text, Matcher found, Locale language) {
        return PLACE.matcher(text)
                .replaceAll(place ->
                        Matcher.quoteReplacement(in(language, found.group(Integer.parseInt(place.group(1)) + 1))));
    }

    /** The longest first: the fewest places to put anything in. */
    private static List<Sentence> sentences() {
        var english = bundle(Locale.ENGLISH);
        var sentences = new ArrayList<Sentence>();
        for (var key : Collections.list(english.getKeys())) {
            if (key.startsWith(PREFIX)) {
                sentences.add(Sentence.of(key, english.getString(key)));
            }
        }
        sentences.sort((one, other) -> other.literal() - one.literal());
        return List.copyOf(sentences);
    }

    private static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(BUNDLE, language, Wording.class.getClassLoader());
    }
}
