package dev.muster.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("../ejb-module/src/main/java"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a name has 1 to 100 characters         | ein Name hat 1 bis 100 Zeichen
                    there is no site plant-9: create it first (muster sites create), or leave the site out | einen Standort plant-9 gibt es nicht: zuerst anlegen (muster sites create), oder weglassen
                    pump-7: a device that is retired cannot become active; here it may become nothing, in another org nothing | pump-7: ein Gerät im Zustand retired kann nicht active werden; hier geht nichts, in einer anderen Organisation nichts
                    at position 15: this parenthesis is not closed | an Stelle 15: diese Klammer ist nicht geschlossen
                    the request has a wrong member: that is in the past | an einer Stelle passt es nicht: das liegt in der Vergangenheit
                    the request has a wrong member: $1 \\{0} | an einer Stelle passt es nicht: $1 \\{0}
                    this is not your password, or too many tries: wait a minute and try again | das ist nicht Ihr Passwort, oder zu viele Versuche: eine Minute warten, dann erneut versuchen
                    nobody has written this one down       | nobody has written this one down
                    """)
    void a_known_sentence_is_told_in_german_and_another_stays_english(String english, String german) {
        assertThat(Wording.in(Locale.GERMAN, english)).isEqualTo(german);
        assertThat(Wording.in(Locale.ENGLISH, english)).isEqualTo(english);
    }

    @Test
    void a_problem_keeps_what_programs_read() {
        var problem = Problem.of(
                        422, "invalid", "Invalid", "the request has a wrong member: that is in the past", "r-1")
                .withErrors(List.of(new Problem.FieldError("/expiresAt", "that is in the past")));
        var told = Wording.in(Locale.GERMAN, problem);
        assertThat(told.code()).isEqualTo("invalid");
        assertThat(told.requestId()).isEqualTo("r-1");
        assertThat(told.errors())
                .containsExactly(new Problem.FieldError("/expiresAt", "das liegt in der Vergangenheit"));
        assertThat(Wording.in(Locale.GERMAN, Problem.of(404, "not-found", "x", "y", "r"))
                        .errors())
                .isNull();
    }

    @Test
    void the_first_language_that_we_have_is_taken() {
        assertThat(Wording.language(List.of(Locale.FRENCH, Locale.forLanguageTag("de-AT"), Locale.ENGLISH)))
                .isEqualTo(Locale.GERMAN);
        assertThat(Wording.language(List.of(Locale.UK, Locale.GERMAN))).isEqualTo(Locale.ENGLISH);
        assertThat(Wording.language(List.of(Locale.FRENCH))).isEqualTo(Locale.ENGLISH);
    }

    /** A sentence that was changed where it is said would silently stay English. */
    @Test
    void every_sentence_of_the_bundle_is_still_said_somewhere() {
        var said = SOURCES.stream().flatMap(WordingTest::java).collect(Collectors.joining("\n"));
        var english = ResourceBundle.getBundle("dev.muster.web.messages", Locale.ENGLISH);
        assertThat(english.keySet().stream().filter(key -> key.startsWith("wrong.")))
                .hasSizeGreaterThan(50)
                .allSatisfy(key -> assertThat(Stream.of(english.getString(key).split("\\{\\d}"))
                                .filter(part -> part.length() > 3))
                        .as(key)
                        .allMatch(part -> said.contains(part.strip())));
    }

    /** All the code, with texts that go over several lines put together. */
    private static Stream<String> java(Path folder) {
        try (var files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(file -> read(file).replaceAll("\"\\s*\\+ \"", ""))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
