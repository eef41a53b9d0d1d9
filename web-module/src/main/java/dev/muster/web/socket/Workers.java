package dev.muster.web.socket;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The few threads that serve all sockets. Fewer than the connection pool has connections, so that people and check-ins
 * always find one.
 */
@ApplicationScoped
public class Workers {

    private static final Logger LOG = Logger.getLogger(Workers.class.getName());
    private static final int THREADS = 12;

    @Resource
    private ManagedThreadFactory threads;

    private ExecutorService pool;
    private ScheduledExecutorService clock;

    @PostConstruct
    void start() {
        pool = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        clock = new ScheduledThreadPoolExecutor(1, threads);
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
        pool.shutdown();
    }

    public void run(Runnable task) {
        try {
            pool.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.FINE, "the server is stopping", e);
        }
    }

    /** Again and again on a worker; one that fails is tried again the next time. */
    public void every(long seconds, Runnable task) {
        clock.scheduleWithFixedDelay(() -> run(task), seconds, seconds, TimeUnit.SECONDS);
    }

    public void after(long millis, Runnable task) {
        clock.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a socket task failed", e);
            }
        };
    }
}
