package dev.muster.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.DashboardEvent;
import dev.muster.web.testing.Fake;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What waits for one slow browser. */
class ViewerTest {

    private static final int LIMIT = 10;

    private final List<String> sent = new ArrayList<>();
    private SendHandler underWay;
    private int dropped;

    @Test
    void a_slow_reader_loses_the_oldest_and_is_told_how_many() {
        var viewer = viewer();
        for (var i = 0; i < 200; i++) {
            viewer.offer(new LiveJson.Event(DashboardEvent.LOG_LINE, "pump-7", null, "{\"n\":" + i + "}"));
        }
        assertThat(dropped).isGreaterThan(100);
        drain();
        assertThat(sent).contains("{\"n\":199}").hasSizeLessThan(60);
        assertThat(sent.get(sent.size() - 1)).isEqualTo("{\"type\":\"gap\",\"skipped\":" + dropped + "}");
        assertThat(sent.size() - 1 + dropped).as("each was sent or counted").isEqualTo(200);
    }

    @Test
    void a_reader_who_keeps_up_loses_nothing() {
        var viewer = viewer();
        for (var i = 0; i < 200; i++) {
            viewer.offer(new LiveJson.Event(DashboardEvent.LOG_LINE, "pump-7", null, "{\"n\":" + i + "}"));
            drain();
        }
        assertThat(dropped).isZero();
        assertThat(sent).hasSize(200);
    }

    private Viewer viewer() {
        Function<Object[], Object> send = arguments -> {
            sent.add((String) arguments[0]);
            underWay = (SendHandler) arguments[1];
            return null;
        };
        var remote = Fake.of(RemoteEndpoint.Async.class, Map.of("sendText", send));
        return new Viewer(Fake.of(Session.class, Map.of("getAsyncRemote", remote)), null, LIMIT, () -> dropped++);
    }

    private void drain() {
        while (underWay != null) {
            var handler = underWay;
            underWay = null;
            handler.onResult(new SendResult());
        }
    }
}
