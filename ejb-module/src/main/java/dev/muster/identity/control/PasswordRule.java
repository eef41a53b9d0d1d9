package dev.muster.identity.control;

import dev.muster.platform.Refusal;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which passwords people may choose, by NIST SP 800-63B: long enough, none that is common or made of what is known of the
 * person, nothing about kinds of characters, no expiry.
 */
public final class PasswordRule {

    public static final int SHORTEST = 12;
    public static final int LONGEST = 1_024;

    /** Fewer different characters are a row of keys, not a password. */
    private static final int LEAST_DIFFERENT = 5;

    /** Parts of names below this are in too many other words. */
    private static final int SHORTEST_PART = 3;

    private PasswordRule() {}

    /**
     * @param about whose it shall be: e-mail, name, org; null for what is not known
     * @throws Refusal 422 saying what to choose instead
     */
    public static void require(String password, String... about) {
        broken(password, about).ifPresent(sentence -> {
            throw Refusal.invalid("/password", sentence);
        });
    }

    /** What to choose instead; empty where the password may be used. The launcher asks it before anything starts. */
    public static Optional<String> broken(String password, String... about) {
        if (password == null || password.codePointCount(0, password.length()) < SHORTEST) {
            return Optional.of("a password has at least " + SHORTEST + " characters; a few words do well");
        }
        if (password.length() > LONGEST
                || Normalizer.normalize(password, Normalizer.Form.NFKD).length() > LONGEST) {
            return Optional.of("a password has at most " + LONGEST + " characters");
        }
        return password.codePoints().distinct().count() < LEAST_DIFFERENT || Guessable.is(password, words(about))
                ? Optional.of("this password is easy to guess: choose a few words that do not belong together")
                : Optional.empty();
    }

    /** Each as a whole, and its parts: of ann.smith@plant.example also ann, smith, plant and example. */
    private static Set<String> words(String... about) {
        return Stream.concat(Arrays.stream(about).filter(Objects::nonNull), Stream.of("muster"))
                .map(Guessable::plain)
                .flatMap(each -> Stream.concat(
                        Stream.of(each, Guessable.squeezed(each)), Arrays.stream(each.split("[^\\p{L}\\p{N}]+"))))
                .filter(each -> each.length() >= SHORTEST_PART)
                .collect(Collectors.toSet());
    }
}
