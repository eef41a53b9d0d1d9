package dev.muster.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.DeviceMessage;
import java.util.List;

/** What the device says of itself when it gets in touch. */
public interface Reporter {

    DeviceMessage.Hello hello();

    /** To be called with each connection that holds: queues the status event. */
    void connected();

    /** The round trip that was just measured. */
    void roundTrip(long millis);

    /** A message or check-in arrived, as far as one can know. */
    void sent();

    /** One did not, or no connection was to be had. */
    void failed();

    /** The facts of a check-in around those events; {@code seq} is its number. */
    CheckIn checkIn(long seq, List<JsonNode> events);
}
