package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Connections to the database that are cut in their COMMIT, so that the server cannot know whether it holds, and some at any
 * other moment. {@code -Dmuster.cuts=500} for the long run, {@code -Dmuster.seed} to repeat it.
 */
@Order(85)
class CutCommitIT extends SystemTest {

    private static final int ONE_ANYWHERE_IN = 5;

    @Test
    void F06_a_connection_cut_in_its_commit_loses_nothing_and_doubles_nothing() throws Exception {
        var cuts = Integer.getInteger("muster.cuts", 20);
        var seed = Long.getLong("muster.seed", System.nanoTime());
        var random = new Random(seed);
        System.out.println("connections cut in COMMIT, " + cuts + " times, seed " + seed);
        var database = java.net.URI.create(muster.databaseUrl().substring("jdbc:".length()));
        try (var cutter = new CommitCutter(database.getPort());
                var node = RunningMuster.beside(Map.of(
                        "MUSTER_DB_URL",
                        "jdbc:postgresql://127.0.0.1:" + cutter.port() + "/muster?sslmode=disable&gssEncMode=disable",
                        "MUSTER_DB_USER",
                        "muster_app",
                        "MUSTER_DB_PASSWORD",
                        muster.secret("secrets/muster_app"),
                        "MUSTER_KEK_PATH",
                        muster.data().resolve("kek").toString(),
                        "MUSTER_NODE_NAME",
                        "node-cut"))) {
            var work = new SteadyWork(node, 3, seed);
            work.awaitTalk();
            for (var cut = 1; cut <= cuts; cut++) {
                Eventually.pause(random.nextInt(200));
                cutter.cutNextCommit();
                if (cut % ONE_ANYWHERE_IN == 0) {
                    cutter.cutAny(random);
                }
            }
            var acknowledged = work.end(Json.object()
                    .put("test", "connections cut in COMMIT")
                    .put("cuts", cuts)
                    .put("cutAnywhere", cuts / ONE_ANYWHERE_IN));
            assertThat(acknowledged)
                    .as("acknowledged while " + cuts + " connections were cut, and stored once")
                    .isPositive();
        }
    }
}
