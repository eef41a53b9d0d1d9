package dev.muster.web.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as headers write them (RFC 9110, section 5.6.7). The container makes a format anew for each; a second has one text. */
public final class HttpDate {

    private static final DateTimeFormatter IMF = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private record Second(long epoch, String text) {}

    private static volatile Second last = new Second(0, IMF.format(Instant.EPOCH));

    private HttpDate() {}

    public static String of(Instant time) {
        var second = last;
        if (second.epoch != time.getEpochSecond()) {
            second = new Second(time.getEpochSecond(), IMF.format(time));
            last = second;
        }
        return second.text;
    }
}
