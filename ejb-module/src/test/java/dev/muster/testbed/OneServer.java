package dev.muster.testbed;

import fish.payara.arquillian.container.payara.managed.PayaraMicroContainerConfiguration;
import fish.payara.arquillian.container.payara.managed.PayaraMicroDeployableContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;

/**
 * One Payara Micro and one PostgreSQL for all tests of the module: the archive is the same for each test class, so only
 * the first one deploys it. The server is set up as the launcher sets it up, by the same script.
 */
public class OneServer extends PayaraMicroDeployableContainer {

    public static final String ADMIN = "admin@example.org";
    public static final String ADMIN_PASSWORD = "first start 2026";
    public static final String ENROLLMENT_KEY = "enrollment-key-of-the-tests";
    public static final String KEK_PATH = "muster.kek.path";

    /** A limit small enough to be reached. */
    public static final int OPEN_COMMANDS = 6;

    /** As above: keys of one person. */
    public static final int KEYS = 8;

    public static final int WAITING = 4;

    public static final int API_KEYS = 3;

    public static final int INVITATIONS = 12;

    public static final int POOL = 7;

    /** As above: devices in the pool by the keys of one org. */
    public static final int POOL_SHARE = 5;

    /** As above: devices that one key admits in an hour. */
    public static final int ADMITTED = 30;

    private TestDatabase database;
    private ProtocolMetaData deployed;

    @Override
    public void setup(PayaraMicroContainerConfiguration configuration) {
        try {
            database = TestDatabase.start();
            var folder = Files.createTempDirectory(Path.of("target"), "server").toAbsolutePath();
            var limits = Files.writeString(folder.resolve("limits.asadmin"), ServerScripts.limits());
            var pool = Files.writeString(folder.resolve("pool.asadmin"), ServerScripts.pool(database.port()));
            configuration.setCmdOptions(String.join(
                    " ",
                    "-Xmx512m",
                    "-D" + KEK_PATH + "=" + kek(folder),
                    "-Dmuster.admin.email=" + ADMIN,
                    "-Dmuster.admin.password=" + ADMIN_PASSWORD.replace(" ", "\\ "),
                    "-Dmuster.enrollment.key=" + ENROLLMENT_KEY,
                    "-Dmuster.command.open.per.device=" + OPEN_COMMANDS,
                    "-Dmuster.idempotency.keys.per.person=" + KEYS,
                    "-Dmuster.enrollment.waiting.max=" + WAITING,
                    "-Dmuster.api.keys.per.person=" + API_KEYS,
                    "-Dmuster.invitations.per.org.hour=" + INVITATIONS,
                    "-Dmuster.pool.max=" + POOL,
                    "-Dmuster.pool.max.per.org=" + POOL_SHARE,
                    "-Dmuster.enrollment.admitted.per.hour=" + ADMITTED,
                    "-Dmuster.auto.enroll=true",
                    "-Dmuster.retention.daily=false",
                    "-D" + Postgres.PORT + "=" + database.port()));
            configuration.setExtraMicroOptions(String.join(
                    " ",
                    "--disablephonehome",
                    "--rootdir " + folder,
                    "--addlibs " + Path.of("target/it/server/postgresql.jar").toAbsolutePath(),
                    "--prebootcommandfile " + limits,
                    "--postbootcommandfile " + pool));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        super.setup(configuration);
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        if (deployed == null) {
            deployed = onLoopback(super.deploy(archive));
        }
        return deployed;
    }

    @Override
    public void undeploy(Archive<?> archive) {
        // the next test class goes on with it
    }

    @Override
    public void stop() throws LifecycleException {
        try {
            super.undeploy((Archive<?>) null);
            super.stop();
        } catch (DeploymentException e) {
            throw new LifecycleException("the server could not be stopped", e);
        } finally {
            database.stop();
        }
    }

    /** The server names the machine's address, but it listens on loopback only. */
    private static ProtocolMetaData onLoopback(ProtocolMetaData server) {
        var found = server.getContexts(HTTPContext.class).iterator().next();
        var loopback = new HTTPContext("127.0.0.1", found.getPort());
        found.getServlets().forEach(loopback::add);
        return new ProtocolMetaData().addContext(loopback);
    }

    private static Path kek(Path folder) throws IOException {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        var file = Files.write(folder.resolve("kek"), bytes);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
