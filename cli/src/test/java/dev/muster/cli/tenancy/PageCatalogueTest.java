package dev.muster.cli.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The portal has no page, address, parameter or action that {@code doctor --tenancy} does not know. */
class PageCatalogueTest {

    private static final Path WEB = Path.of("../web-module/src/main/webapp");
    private static final Path PATHS = Path.of("../web-module/src/main/java/dev/muster/web/portal/PortalPaths.java");

    private static final Pattern ADDRESS =
            Pattern.compile("(?:entry|compile)\\((\"[^\"]+\"|LOGIN)\\)?, (?:\"/([^\"]+)\"|LOGIN_PAGE)");
    private static final Pattern PARAMETER = Pattern.compile("<f:viewParam name=\"([^\"]+)\"");
    private static final Pattern ACTION = Pattern.compile(
            "<(?:p:remoteCommand|p:poll|p:commandButton|p:commandLink|p:dataTable|h:commandButton|h:commandLink)\\b"
                    + "[^>]*?\\b(?:id|name)=\"([^\"]+)\"");
    /** What would be an action in a way that the pattern above does not see. */
    private static final Pattern OTHER = Pattern.compile("<(?:[fp]:ajax|p:menuitem|p:fileUpload|p:autoComplete)\\b");

    @Test
    void every_page_is_known() {
        assertThat(pages()).isEqualTo(known(PageCatalogue.Page::file));
    }

    @Test
    void every_address_of_a_page_is_known() {
        var found = new TreeSet<String>();
        var address = ADDRESS.matcher(read(PATHS).replace("/\" + DEVICE)", "/(id)\")"));
        while (address.find()) {
            var path = address.group(1).equals("LOGIN")
                    ? "/login"
                    : address.group(1).replace("\"", "");
            var page = address.group(2) == null ? "identity/login.xhtml" : address.group(2);
            found.add(path.replaceAll("\\(.*\\)", "{}") + " " + page);
        }
        var known = new TreeSet<String>();
        PageCatalogue.PAGES.forEach(page -> page.paths().forEach(path -> known.add(path + " " + page.file())));
        assertThat(found).isEqualTo(known);
    }

    @Test
    void every_parameter_and_action_of_a_page_is_known() {
        for (var page : PageCatalogue.PAGES) {
            var text = read(WEB.resolve(page.file()));
            assertThat(all(PARAMETER, text)).as(page.file()).isEqualTo(new TreeSet<>(page.parameters()));
            assertThat(all(ACTION, text)).as(page.file()).isEqualTo(new TreeSet<>(page.actions()));
            assertThat(OTHER.matcher(text).find()).as(page.file()).isFalse();
        }
    }

    @Test
    void what_all_pages_have_in_common_is_known() throws IOException {
        try (var files = Files.walk(WEB.resolve("WEB-INF"))) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".xhtml")).toList()) {
                var text = read(file);
                assertThat(all(ACTION, text)).as(file.toString()).isEmpty();
                assertThat(OTHER.matcher(text).find()).as(file.toString()).isFalse();
                assertThat(all(Pattern.compile("<h:form id=\"([^\"]+)\""), text))
                        .as(file.toString())
                        .isSubsetOf(PageCatalogue.EVERYWHERE);
            }
        }
    }

    private static Set<String> pages() {
        try (var files = Files.walk(WEB)) {
            return files.map(file -> WEB.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".xhtml") && !file.startsWith("WEB-INF/"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> known(java.util.function.Function<PageCatalogue.Page, String> of) {
        return PageCatalogue.PAGES.stream().map(of).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
