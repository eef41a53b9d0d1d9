package dev.muster.identity.control;

import dev.muster.platform.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which passwords people may choose, in the spirit of NIST SP 800-63B: long enough, not the obvious ones, nothing about
 * kinds of characters, no expiry.
 */
public final class PasswordRule {

    public static final int SHORTEST = 12;
    public static final int LONGEST = 1_024;

    /** Fewer different characters are a row of keys, not a password. */
    private static final int LEAST_DIFFERENT = 5;

    /** What lists of leaked passwords begin with, without the digits that people put around it. */
    private static final List<String> COMMON = List.of(
            "password",
            "passwort",
            "passw0rd",
            "p@ssw0rd",
            "administrator",
            "admin",
            "letmein",
            "welcome",
            "iloveyou",
            "qwertyuiop",
            "qwertzuiop",
            "qwerty",
            "asdfghjkl",
            "changeme",
            "default",
            "monkey",
            "dragon",
            "football",
            "baseball",
            "sunshine",
            "princess",
            "superman",
            "trustno",
            "muster",
            "abcdefghijkl",
            "abcdef",
            "secret");

    private static final String RUNS = "01234567890123456789 abcdefghijklmnopqrstuvwxyz 98765432109876543210";

    private PasswordRule() {}

    /** @throws Refusal 422 saying what to choose instead */
    public static void require(String password, String email) {
        broken(password, email).ifPresent(sentence -> {
            throw Refusal.invalid("/password", sentence);
        });
    }

    /** What to choose instead; empty where the password may be used. The launcher asks it before anything starts. */
    public static Optional<String> broken(String password, String email) {
        if (password == null || password.codePointCount(0, password.length()) < SHORTEST) {
            return Optional.of("a password has at least " + SHORTEST + " characters; a few words do well");
        }
        if (password.length() > LONGEST) {
            return Optional.of("a password has at most " + LONGEST + " characters");
        }
        return isObvious(password, email)
                ? Optional.of("this password is easy to guess: choose a few words that do not belong together")
                : Optional.empty();
    }

    private static boolean isObvious(String password, String email) {
        var small = password.toLowerCase(Locale.ROOT);
        var letters = small.replaceAll("^[\\d\\W_]+|[\\d\\W_]+$", "");
        var name = email == null ? "" : email.toLowerCase(Locale.ROOT).replaceAll("@.*", "");
        return small.codePoints().distinct().count() < LEAST_DIFFERENT
                || RUNS.contains(small)
                || COMMON.contains(letters)
                || COMMON.stream().anyMatch(word -> letters.equals(word + word))
                || (email != null && small.equals(email.toLowerCase(Locale.ROOT)))
                || (!name.isEmpty() && letters.equals(name));
    }
}
