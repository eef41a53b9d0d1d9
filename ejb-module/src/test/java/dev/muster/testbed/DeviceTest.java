package dev.muster.testbed;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DoorRecord;
import org.junit.jupiter.api.BeforeEach;

/** An active device, and a manager of its org. */
public abstract class DeviceTest extends ServerTest {

    protected Caller manager;
    protected DoorRecord device;

    @BeforeEach
    void a_device_and_a_manager() {
        manager = world.person(Role.MANAGER);
        device = world.device(manager);
    }
}
