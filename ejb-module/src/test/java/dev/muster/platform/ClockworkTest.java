package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockworkTest {

    private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();
    private final Clockwork clockwork = new Clockwork();

    @BeforeEach
    void on_threads_of_ours() throws ReflectiveOperationException {
        var clock = Clockwork.class.getDeclaredField("clock");
        clock.setAccessible(true);
        clock.set(
                clockwork,
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {ManagedScheduledExecutorService.class},
                        (proxy, method, arguments) -> method.invoke(threads, arguments)));
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void work_that_fails_is_tried_again_and_stops_no_other() throws InterruptedException {
        var failed = new CountDownLatch(3);
        var worked = new CountDownLatch(3);
        clockwork.every(Duration.ofMillis(1), "failing", () -> {
            failed.countDown();
            throw new IllegalStateException("on purpose");
        });
        clockwork.every(Duration.ofMillis(1), "working", worked::countDown);
        assertThat(failed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(worked.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
