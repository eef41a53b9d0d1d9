package dev.muster.system;

import org.junit.jupiter.api.Order;

/** What is taken away on one node ends on the other one too, within the same time. */
@Order(9)
class RevocationOnTwoNodesIT extends RevocationIT {

    @Override
    RunningMuster used() {
        return RunningMuster.secondNode();
    }

    @Override
    int tries() {
        return Integer.getInteger("muster.revocations.elsewhere", 20);
    }
}
