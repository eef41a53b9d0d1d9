package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.NewCommand;
import dev.muster.identity.entity.Answer;
import dev.muster.identity.entity.KeyedRequest;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RememberedAnswersIT extends ServerTest {

    private static final Answer CREATED =
            new Answer(201, Map.of("Location", "http://muster/x", "ETag", "\"1\""), bytes("{\"secret\":\"hushhush\"}"));

    @Inject
    private RememberedAnswers answers;

    @Inject
    private CommandQueue queue;

    @Inject
    private Sql sql;

    @Resource
    private ManagedExecutorService threads;

    private Caller operator;
    private DoorRecord device;

    @BeforeEach
    void somebody_with_a_device() {
        operator = world.person(Role.MANAGER);
        device = world.device(operator);
    }

    @Test
    void the_second_time_nothing_happens_and_the_first_answer_is_given() {
        assertThat(once(operator, request("a"), queuing(CREATED))).isEmpty();
        assertThat(once(operator, request("a"), queuing(new Answer(200, Map.of(), bytes("other")))))
                .contains(CREATED);
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void another_request_under_the_same_key_is_refused() {
        once(operator, request("a"), queuing(CREATED));
        assertThat(Refused.with(() -> once(operator, new KeyedRequest("a", hash("other")), queuing(CREATED))))
                .isEqualTo("422 idempotency-key-reused");
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void another_key_is_another_request() {
        once(operator, request("a"), queuing(CREATED));
        assertThat(once(operator, request("b"), queuing(CREATED))).isEmpty();
        assertThat(commands()).isEqualTo(2);
    }

    @Test
    void a_key_is_its_persons_own_and_that_of_the_org_they_act_in() {
        once(operator, request("a"), queuing(CREATED));
        var colleague = world.person(new World.Org(operator.orgId(), operator.orgSlug()), Role.MANAGER);
        assertThat(once(colleague, request("a"), () -> CREATED)).isEmpty();
        var second = world.org();
        world.join(operator.personId(), second, Role.MANAGER);
        assertThat(once(world.signedIn(operator.personId(), second.slug()), request("a"), () -> CREATED))
                .isEmpty();
        assertThat(once(world.signedIn(operator.personId(), operator.orgSlug()), request("a"), () -> CREATED))
                .as("in a new session")
                .contains(CREATED);
    }

    @Test
    void a_refusal_changes_nothing_and_is_not_remembered() {
        assertThat(Refused.with(() -> once(operator, request("a"), () -> {
                    queue.queue(operator, device.deviceId(), NewCommand.parse("ping"));
                    throw Refusal.conflict("no", "no");
                })))
                .isEqualTo("409 no");
        assertThat(commands()).isZero();
        assertThat(once(operator, request("a"), queuing(CREATED))).isEmpty();
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void a_database_connection_that_dies_before_the_commit_leaves_neither_effect_nor_answer() {
        var failed = catchThrowable(() -> once(operator, request("a"), () -> {
            queue.queue(operator, device.deviceId(), NewCommand.parse("ping"));
            var backend = sql.one("select pg_backend_pid() as pid", row -> row.number("pid"))
                    .orElseThrow();
            world.text("select pg_terminate_backend(?::int)", backend);
            return CREATED;
        }));
        assertThat(failed).isNotNull();
        assertThat(commands()).isZero();
        assertThat(onceThePoolHasNoticed()).isEmpty();
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void while_the_first_one_runs_a_second_one_is_told_so_and_does_nothing() throws Exception {
        var running = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Future<Optional<Answer>> first =
                threads.submit((Callable<Optional<Answer>>) () -> once(operator, request("a"), () -> {
                    running.countDown();
                    await(goOn);
                    return queuing(CREATED).get();
                }));
        await(running);
        assertThat(Refused.by(() -> once(operator, request("a"), queuing(CREATED))))
                .satisfies(refusal -> {
                    assertThat(refusal.status()).isEqualTo(409);
                    assertThat(refusal.code()).isEqualTo("idempotency-key-in-use");
                    assertThat(refusal.retryAfterSec()).isEqualTo(1);
                });
        goOn.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(once(operator, request("a"), queuing(CREATED))).contains(CREATED);
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void of_many_at_once_one_has_an_effect() throws Exception {
        var tries = new ArrayList<Future<Boolean>>();
        for (var i = 0; i < 8; i++) {
            tries.add(threads.submit((Callable<Boolean>) () -> {
                try {
                    return once(operator, request("a"), queuing(CREATED)).isEmpty();
                } catch (Refusal refusal) {
                    assertThat(refusal.code()).isEqualTo("idempotency-key-in-use");
                    return false;
                }
            }));
        }
        var effects = 0;
        for (var each : tries) {
            effects += each.get(20, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(effects).isEqualTo(1);
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void one_that_waits_for_its_end_holds_its_key_until_then_and_the_end_is_remembered() {
        var ended = new Answer(200, Map.of(), bytes("{\"state\":\"SUCCEEDED\"}"));
        answers.once(operator, request("a"), Duration.ofSeconds(30), queuing(CREATED));
        assertThat(Refused.with(() -> once(operator, request("a"), queuing(CREATED))))
                .isEqualTo("409 idempotency-key-in-use");
        answers.ended(operator, request("a"), ended);
        assertThat(once(operator, request("a"), queuing(CREATED))).contains(ended);
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void where_the_one_that_waited_died_its_key_is_free_after_its_time_and_gives_what_was_kept() {
        answers.once(operator, request("a"), Duration.ofSeconds(30), queuing(CREATED));
        world.change("update remembered_answer set waiting_until = now() where person_id = ?", operator.personId());
        assertThat(once(operator, request("a"), queuing(CREATED))).contains(CREATED);
    }

    @Test
    void what_an_answer_shows_is_not_in_the_database_in_the_clear() {
        once(operator, request("a"), () -> CREATED);
        assertThat(world.number("""
                        select count(*) from remembered_answer where person_id = ? and (position('hushhush'::bytea in answer)
                            > 0 or position(?::bytea in answer) > 0)""", operator.personId(), Base64.getEncoder().encode(CREATED.body())))
                .isZero();
        world.change("""
                insert into remembered_answer (org_id, person_id, key, request_hash, answer)
                select org_id, person_id, 'moved', request_hash, answer from remembered_answer where person_id = ?""", operator.personId());
        assertThat(catchThrowable(() -> once(operator, request("moved"), () -> CREATED)))
                .as("a sealed answer belongs to its key")
                .rootCause()
                .hasMessageContaining("Tag mismatch");
        world.change("delete from remembered_answer where person_id = ? and key = 'moved'", operator.personId());
    }

    @Test
    void an_answer_too_large_to_keep_is_not_given_again_and_the_effect_not_repeated() {
        var large = new Answer(200, Map.of(), new byte[RememberedAnswers.LARGEST_BODY + 1]);
        once(operator, request("a"), queuing(large));
        assertThat(Refused.with(() -> once(operator, request("a"), queuing(large))))
                .isEqualTo("409 answer-not-kept");
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void a_person_has_only_so_many_keys_and_is_told_which_setting_says_so() {
        for (var i = 0; i < OneServer.KEYS; i++) {
            once(operator, request("k" + i), () -> CREATED);
        }
        var refusal = Refused.by(() -> once(operator, request("more"), queuing(CREATED)));
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.getMessage()).contains("muster.idempotency.keys.per.person");
        assertThat(commands()).isZero();
        assertThat(once(operator, request("k0"), () -> CREATED)).contains(CREATED);
        assertThat(once(world.person(Role.VIEWER), request("more"), () -> CREATED))
                .as("somebody else's keys do not count")
                .isEmpty();
    }

    @Test
    void after_a_day_a_key_is_fresh_and_its_answer_forgotten() {
        once(operator, request("a"), queuing(CREATED));
        world.change(
                "update remembered_answer set created_at = now() - interval '24 h 1 s' where person_id = ?",
                operator.personId());
        assertThat(once(operator, request("a"), queuing(CREATED))).isEmpty();
        assertThat(commands()).isEqualTo(2);
        once(operator, request("b"), () -> CREATED);
        world.change(
                "update remembered_answer set created_at = now() - interval '24 h 1 s' where person_id = ? and key = 'b'",
                operator.personId());
        assertThat(answers.forgetOld()).isPositive();
        assertThat(world.texts("select key from remembered_answer where person_id = ?", operator.personId()))
                .containsExactly("a");
    }

    /** As a client does on a 503: the pool hands the dead connection out until it looks at it again. */
    private Optional<Answer> onceThePoolHasNoticed() {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return once(operator, request("a"), queuing(CREATED));
            } catch (SqlFailure e) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    private Optional<Answer> once(Caller caller, KeyedRequest request, Supplier<Answer> effect) {
        return answers.once(caller, request, null, effect);
    }

    private Supplier<Answer> queuing(Answer answer) {
        return () -> {
            queue.queue(operator, device.deviceId(), NewCommand.parse("ping"));
            return answer;
        };
    }

    private long commands() {
        return world.number("select count(*) from command where device = ?", device.device());
    }

    private static KeyedRequest request(String key) {
        return new KeyedRequest(key, hash("the same"));
    }

    private static byte[] hash(String text) {
        return ContentDigest.sha256(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
