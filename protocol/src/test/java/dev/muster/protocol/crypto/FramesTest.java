package dev.muster.protocol.crypto;

import static dev.muster.protocol.Vectors.each;
import static dev.muster.protocol.Vectors.hex;
import static dev.muster.protocol.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class FramesTest {

    @TestFactory
    Stream<DynamicTest> frames_are_made_and_opened_as_the_contract_says() throws Frames.BadFrame {
        return each("frames", vector -> {
            var frames = Frames.of(hex(vector, "secret"));
            var payload = text(vector, "payload").getBytes(StandardCharsets.UTF_8);
            var encrypted = vector.has("nonce");
            assertThat(encrypted ? frames.encrypted(payload, hex(vector, "nonce")) : frames.plain(payload))
                    .isEqualTo(hex(vector, "frame"));
            var opened = opened(frames, hex(vector, "frame"));
            assertThat(opened.payload()).isEqualTo(payload);
            assertThat(opened.encrypted()).isEqualTo(encrypted);
        });
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_frame_of_the_device_is_refused() {
        return each(
                "refused-frames",
                vector -> assertThatThrownBy(
                                () -> Frames.of(hex(vector, "secret")).open(hex(vector, "frame")))
                        .isInstanceOf(Frames.BadFrame.class));
    }

    @Property(tries = 300)
    void what_is_framed_opens_for_the_same_secret_alone(
            @ForAll @Size(32) byte[] secret, @ForAll @Size(max = 300) byte[] payload, @ForAll boolean encrypted) {
        var frames = Frames.of(secret);
        var frame = encrypted ? frames.encrypted(payload) : frames.plain(payload);
        assertThat(opened(frames, frame).payload()).isEqualTo(payload);
        var other = secret.clone();
        other[31] ^= 1;
        assertThatThrownBy(() -> Frames.of(other).open(frame)).isInstanceOf(Frames.BadFrame.class);
    }

    @Property(tries = 600)
    void any_changed_bit_refuses(
            @ForAll @Size(32) byte[] secret,
            @ForAll @Size(max = 100) byte[] payload,
            @ForAll boolean encrypted,
            @ForAll @IntRange(min = 0, max = 100_000) int bit) {
        var frames = Frames.of(secret);
        var frame = encrypted ? frames.encrypted(payload) : frames.plain(payload);
        frame[bit / 8 % frame.length] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> frames.open(frame)).isInstanceOf(Frames.BadFrame.class);
    }

    @Property(tries = 600)
    void nothing_of_any_bytes_but_a_refusal(@ForAll @Size(max = 200) byte[] bytes) {
        assertThatThrownBy(() -> Frames.of(new byte[32]).open(bytes)).isInstanceOf(Frames.BadFrame.class);
    }

    private static Frames.Opened opened(Frames frames, byte[] frame) {
        try {
            return frames.open(frame);
        } catch (Frames.BadFrame e) {
            throw new AssertionError(e);
        }
    }
}
