package dev.muster.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A person's browser: the system's own Chromium ({@code muster.chromium} names another). Keeps what the browser complained
 * about: a script that threw, a policy that was violated, a file that did not load.
 */
final class PortalBrowser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of(System.getProperty("muster.chromium", "/usr/bin/chromium"));
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** For what comes by itself; a busy machine may take some of it. */
    private static final double PATIENCE_MS = 15_000;

    final List<String> complaints = new CopyOnWriteArrayList<>();
    private final RunningMuster muster;
    private final Playwright playwright;
    private final Browser browser;

    PortalBrowser(RunningMuster muster) {
        if (!Files.isExecutable(CHROMIUM)) {
            throw new IllegalStateException("no browser at " + CHROMIUM
                    + ": install Debian's chromium, or name one with -Dmuster.chromium=/path/of/it");
        }
        this.muster = muster;
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    /** A page of a new, empty browser profile at a width of 1,280 pixels, in English and light. */
    Page page() {
        return page(1280, 900, ColorScheme.LIGHT, "en-GB");
    }

    Page page(int width, int height, ColorScheme scheme, String locale) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(muster.base().toString())
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setTimezoneId("Europe/Berlin")
                .setLocale(locale));
        context.setDefaultTimeout(20_000);
        var page = context.newPage();
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        return page;
    }

    /** Signs the first administrator in, by the page, and waits until the page they come to is at work. */
    Page signedIn(Page page) {
        page.navigate("/login");
        signIn(page, muster.adminEmail(), muster.adminPassword());
        assertThat(page.locator(".feed")).hasAttribute("data-state", "open");
        return page;
    }

    static void signIn(Page page, String email, String password) {
        page.locator("#email").fill(email);
        page.locator("#password").fill(password);
        page.locator("#enter").click();
    }

    /** A picture of what the window shows, in {@code target/screenshots}. */
    static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
