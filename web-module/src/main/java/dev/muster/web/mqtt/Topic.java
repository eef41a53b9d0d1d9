package dev.muster.web.mqtt;

import dev.muster.platform.Refusal;
import java.util.regex.Pattern;

/** Whose a message is: {@code muster/{org}/{device}/events}. */
record Topic(String org, String device) {

    /** All that the bridge asks the broker for. */
    static final String FILTER = "muster/+/+/events";

    private static final Pattern FORM =
            Pattern.compile("muster/([a-z0-9-]{1,63})/([A-Za-z0-9][A-Za-z0-9._:-]{0,63})/events");

    /** @throws Refusal 400 {@code topic} for another form */
    static Topic of(String name) {
        var found = FORM.matcher(name);
        if (!found.matches()) {
            throw Refusal.of(400, "topic", "the topic is muster/ORG/DEVICE/events");
        }
        return new Topic(found.group(1), found.group(2));
    }
}
