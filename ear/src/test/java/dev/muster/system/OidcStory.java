package dev.muster.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import dev.muster.system.Keycloak.User;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** What stories of signing in at the provider share: a real provider, and its people. */
abstract class OidcStory extends PortalStory {

    static final Keycloak KEYCLOAK = Keycloak.get();

    static final User KNOWN = new User("known", email("known"), true);
    static final User TWIN = new User("twin", KNOWN.email(), true);
    static final User REGULAR = new User("regular", email("regular"), true);
    static final User STRANGER = new User("stranger", email("stranger"), true);
    static final User UNVERIFIED = new User("unverified", email("unverified"), false);
    static final User INVITED = new User("invited", email("invited"), true);
    static final User NEWCOMER = new User("newcomer", email("newcomer"), true);
    static final User CAREFUL = new User("careful", email("careful"), true);
    static final User FORMER = new User("former", email("anew"), true);
    static final User ANEW = new User("anew", FORMER.email(), true);
    static final User GONE = new User("gone", email("gone"), true);

    private static final List<User> USERS =
            List.of(KNOWN, TWIN, REGULAR, STRANGER, UNVERIFIED, INVITED, NEWCOMER, CAREFUL, FORMER, ANEW, GONE);

    @BeforeAll
    static void provider() {
        assumeTrue(
                System.getProperty("muster.base.url") == null || System.getProperty(Keycloak.PORT) != null,
                "needs a provider; this is a server given from outside that knows none");
        KEYCLOAK.start(USERS, MUSTER.anonymous(), List.of(MUSTER.base(), RunningMuster.ANOTHER));
    }

    static void people(User... users) {
        people(new ProductDatabase(MUSTER), users);
    }

    /** Members of the default org with these addresses and the first administrator's password. */
    static void people(ProductDatabase database, User... users) {
        for (var user : users) {
            database.change("update person set email = ? where email = ?", user.email(), database.person("OPERATOR"));
        }
    }

    static Page begin(Page page, String path) {
        page.navigate(path);
        page.locator("#oidc").click();
        return page;
    }

    static void enter(Page page, User user) {
        page.locator("#username").fill(user.name());
        page.locator("#password").fill(Keycloak.PASSWORD);
        page.locator("#kc-login").click();
    }
}
