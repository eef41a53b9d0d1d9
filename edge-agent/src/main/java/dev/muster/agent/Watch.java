package dev.muster.agent;

import dev.muster.agent.store.Notice;
import dev.muster.agent.store.Outbox;
import dev.muster.agent.store.QueueDb;
import dev.muster.agent.store.Settings;
import dev.muster.protocol.DeviceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** Puts into the device's error log what befell its queue and settings, and that events were given up. */
final class Watch {

    static final String SOURCE = "queue";

    /** A full queue gives up events all the time; one entry stands for so long. */
    private static final Duration DROPS_EACH = Duration.ofHours(1);

    private final QueueDb db;
    private final Outbox outbox;
    private final Settings settings;
    private final ErrorLog errors;
    private final LongSupplier nanos;
    private long toldAt;
    private boolean told;

    Watch(QueueDb db, Outbox outbox, Settings settings, ErrorLog errors, LongSupplier nanos) {
        this.db = db;
        this.outbox = outbox;
        this.settings = settings;
        this.errors = errors;
        this.nanos = nanos;
    }

    /** What is new since the last call, as events. */
    List<LongFunction<DeviceEvent>> news(Instant at) {
        var news = new ArrayList<LongFunction<DeviceEvent>>();
        settings.takeDamage().ifPresent(notice -> news.add(entry("settings", notice, at)));
        db.takeNotices().forEach(notice -> news.add(entry(SOURCE, notice, at)));
        if (!told || nanos.getAsLong() - toldAt > DROPS_EACH.toNanos()) {
            drops(at, news);
        }
        return news;
    }

    private void drops(Instant at, List<LongFunction<DeviceEvent>> news) {
        var events = outbox.newDrops();
        if (events == 0) {
            return;
        }
        told = true;
        toldAt = nanos.getAsLong();
        var ever = outbox.drops();
        Map<String, Object> context = Map.of(
                "events", events,
                "ever", ever.total(),
                "ever_age", ever.age(),
                "ever_size", ever.size(),
                "ever_disk", ever.disk(),
                "ever_too_large", ever.tooLarge());
        news.add(entry(SOURCE, new Notice("QUEUE-DROPPED", "WARN", context), at));
    }

    private LongFunction<DeviceEvent> entry(String source, Notice notice, Instant at) {
        return errors.entry(source, notice.severity(), notice.code(), notice.context(), at);
    }
}
