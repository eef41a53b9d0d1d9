package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of limits in {@code docs/operations.md} tells the truth: names, settings, defaults, tests. */
class LimitsPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private record Line(List<String> settings, List<String> defaults, List<String> tests) {}

    @Test
    void every_limit_of_the_code_has_its_line_and_there_is_no_other() throws IOException {
        var coded = Arrays.stream(Limit.values()).map(Limit::label).collect(Collectors.toCollection(TreeSet::new));
        assertThat(table().keySet()).isEqualTo(coded);
    }

    @Test
    void every_setting_is_one_of_the_server_with_that_default() throws IOException {
        var known = new Properties();
        try (var reader =
                Files.newBufferedReader(Path.of("src/main/resources/META-INF/microprofile-config.properties"))) {
            known.load(reader);
        }
        var byEnvironment = new TreeMap<String, String>();
        known.stringPropertyNames()
                .forEach(name -> byEnvironment.put(
                        name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), known.getProperty(name)));
        table().forEach((limit, line) -> {
            for (var i = 0; i < line.settings().size(); i++) {
                assertThat(byEnvironment)
                        .as(limit)
                        .containsEntry(line.settings().get(i), line.defaults().get(i));
            }
        });
    }

    @Test
    void every_limit_names_a_test_that_there_is() throws IOException {
        var tests = new TreeSet<String>();
        for (var module : List.of("protocol", "ejb-module", "web-module", "ear")) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> tests.add(name.replace(".java", "")));
            }
        }
        table().forEach((limit, line) ->
                assertThat(line.tests()).as(limit).isNotEmpty().isSubsetOf(tests));
    }

    private static TreeMap<String, Line> table() throws IOException {
        var lines = new TreeMap<String, Line>();
        var inTable = false;
        for (var text : Files.readAllLines(ROOT.resolve("docs/operations.md"))) {
            inTable = text.startsWith("| limit |") || (inTable && text.startsWith("|"));
            var cells = text.split("\\|");
            if (inTable && cells.length > 5 && cells[1].contains("`")) {
                lines.put(codes(cells[1]).get(0), new Line(codes(cells[2]), codes(cells[3]), codes(cells[5])));
            }
        }
        return lines;
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }
}
