package dev.muster.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.command.CommandTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Path WEBAPP = Path.of("src/main/webapp");
    private static final Pattern IN_PAGES = Pattern.compile("\\bm\\['([a-z.A-Z]+)'\\]");
    private static final Pattern IN_SCRIPTS = Pattern.compile("\\btext\\(\"([a-z.A-Z]+)\"");

    @Test
    void german_has_the_keys_of_english() throws IOException {
        assertThat(keys("messages_de.properties")).isEqualTo(keys("messages.properties"));
    }

    @Test
    void every_text_that_a_page_names_exists() throws IOException {
        assertThat(keys("messages.properties")).containsAll(named(".xhtml", IN_PAGES));
    }

    @Test
    void every_text_that_a_script_names_exists_and_is_sent_to_scripts() throws IOException {
        var named = named(".js", IN_SCRIPTS);
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(keys("messages.properties")).containsAll(named);
        assertThat(named).allMatch(Texts::isForScripts);
    }

    @Test
    void both_languages_fill_the_same_places() throws IOException {
        var german = load("messages_de.properties");
        load("messages.properties")
                .forEach((key, english) ->
                        assertThat(places(german.get(key))).as(key.toString()).isEqualTo(places(english)));
    }

    @Test
    void a_command_is_explained_in_the_portal_as_on_the_command_line() throws IOException {
        var english = load("messages.properties");
        for (var type : CommandTypes.ALL) {
            assertThat(english.get("command." + type.name() + ".summary")).isEqualTo(type.summary());
        }
    }

    private static Set<String> places(Object text) {
        return Pattern.compile("\\{\\w+}")
                .matcher(text.toString())
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(String ending, Pattern pattern) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.walk(WEBAPP)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(ending)).toList()) {
                pattern.matcher(Files.readString(file)).results().forEach(match -> names.add(match.group(1)));
            }
        }
        return names;
    }

    private static Set<Object> keys(String bundle) throws IOException {
        return load(bundle).keySet();
    }

    private static Properties load(String bundle) throws IOException {
        var texts = new Properties();
        try (var reader =
                Files.newBufferedReader(Path.of("src/main/resources/dev/muster/web", bundle), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }
}
