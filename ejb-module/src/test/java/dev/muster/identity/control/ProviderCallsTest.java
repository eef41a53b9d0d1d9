package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Who waits for the OpenID provider, and who finds no place. */
class ProviderCallsTest {

    private final ProviderCalls calls = prepared();

    private static ProviderCalls prepared() {
        try {
            var made = new ProviderCalls();
            var meters = ProviderCalls.class.getDeclaredField("meters");
            meters.setAccessible(true);
            meters.set(made, new Meters());
            return made;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void one_address_has_a_part_of_the_places() {
        var inner = held("192.0.2.1", ProviderCalls.PER_ADDRESS, () -> {
            refused("192.0.2.1");
            return calls.among("192.0.2.2", () -> "another");
        });
        assertThat(inner).isEqualTo("another");
        assertThat(calls.among("192.0.2.1", () -> "again")).isEqualTo("again");
    }

    @Test
    void a_network_of_ipv6_is_one_address() {
        held("2001:db8::1", ProviderCalls.PER_ADDRESS, () -> {
            refused("2001:db8::2");
            return calls.among("2001:db8:0:1::1", () -> "another");
        });
    }

    @Test
    void this_machine_may_be_a_proxy_and_has_all_places_but_no_more() {
        held("127.0.0.1", ProviderCalls.PARALLEL, () -> {
            refused("127.0.0.1");
            refused("192.0.2.3");
            return "all";
        });
    }

    private String held(String address, int places, Supplier<String> then) {
        return places == 0 ? then.get() : calls.among(address, () -> held(address, places - 1, then));
    }

    private void refused(String address) {
        assertThatThrownBy(() -> calls.among(address, () -> "one more"))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(503);
                    assertThat(refusal.code()).isEqualTo("busy");
                });
    }
}
