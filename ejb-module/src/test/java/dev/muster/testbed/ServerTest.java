package dev.muster.testbed;

import dev.muster.identity.boundary.Start;
import jakarta.inject.Inject;
import java.io.File;
import java.time.Duration;
import java.util.Objects;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;

/** A test that runs inside the server, with the module as it is built and the real database behind it. */
@ArquillianTest
public abstract class ServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    private Start start;

    @Inject
    protected World world;

    /** The module, its libraries, and all tests: the same archive for every test class. */
    @Deployment
    public static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "tests.war")
                .addAsLibraries(new File(System.getProperty("testbed.application")))
                .addAsLibraries(Objects.requireNonNull(new File("target/it/lib").listFiles()))
                .addPackages(
                        true, path -> path.get().matches(".*((IT|Story)(\\$.*)?\\.class|/testbed/.*)"), "dev.muster")
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @BeforeEach
    void the_first_start_is_over() {
        Eventually.holds("the first start is over", PATIENCE, () -> start.waitingFor() == null);
    }
}
