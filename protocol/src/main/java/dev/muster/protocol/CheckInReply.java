package dev.muster.protocol;

import java.time.Instant;
import java.util.List;

/** Answer to a check-in, sent after everything it brought is committed (section 4). */
public record CheckInReply(Instant serverTime, int nextCheckinSec, List<WireCommand> commands, TwinState desired) {}
