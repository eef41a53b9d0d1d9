package dev.muster.web.device;

import dev.muster.checkin.boundary.CheckIns;
import dev.muster.checkin.boundary.GroupWriter;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.checkin.entity.Outcome;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.protocol.Limits;
import dev.muster.registry.boundary.Conflicts;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.boundary.Enrollments;
import dev.muster.registry.boundary.UnclaimedPool;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.ReplayWindow;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.socket.Workers;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What a check-in passes on its way from a verified signature to the transaction. */
@ApplicationScoped
public class CheckInDoor {

    @Inject
    private GroupWriter writer;

    @Inject
    private CheckIns checkIns;

    @Inject
    private Conflicts conflicts;

    @Inject
    private DeviceDoor door;

    @Inject
    private DeviceRates rates;

    @Inject
    private Workers workers;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.checkin.waiting.threads")
    private int waitingThreads;

    private Semaphore places;

    @PostConstruct
    void start() {
        places = new Semaphore(waitingThreads);
        meters.gauge(
                "muster_checkin_waiting_threads",
                "HTTP threads that wait for the commit of a check-in",
                () -> waitingThreads - places.availablePermits());
    }

    /** Whether this thread may wait for a commit; then {@link #waited} follows. */
    boolean mayWait() {
        return places.tryAcquire();
    }

    void waited() {
        places.release();
    }

    /**
     * What an old captured request may not cost its device, before any of the body is read; the transaction looks again.
     *
     * @throws Refusal 403 for the device's state, 401 {@code clock-skew}, 429 {@code rate}, 413 {@code too-large}
     */
    void refuseEarly(SignedRequest request, HttpServletRequest http) {
        if (!request.device().state().mayTalk()) {
            throw request.device().state().refusal();
        }
        ReplayWindow.requireTimely(request.signature());
        if (request.claim().is(Claim.Kind.GOOD)) {
            rates.take(request.device().device());
        } else {
            rates.takeNew(RequestInfo.address(http));
        }
        requireSize(http.getContentLengthLong());
    }

    /** @throws Refusal 413 {@code too-large} */
    void requireSize(long bytes) {
        if (bytes > Limits.CHECKIN_BYTES) {
            meters.refused(Limit.CHECKIN_BYTES);
            throw Refusal.of(413, "too-large", "a check-in has at most " + Limits.CHECKIN_BYTES + " bytes");
        }
    }

    /** @throws Refusal 503 {@code busy} */
    CompletableFuture<Outcome> store(SignedRequest request, String address, CheckInBody body) {
        if (request.claim().is(Claim.Kind.GOOD)) {
            return writer.checkIn(request.device(), address, request.signature(), body);
        }
        return CompletableFuture.supplyAsync(() -> storeFirst(request, address, body), workers::run);
    }

    /** Of a device that only a factory key speaks for; waits for its own transaction. */
    private Outcome storeFirst(SignedRequest request, String address, CheckInBody body) {
        var newcomer = request.claim().newcomer(address);
        if (!request.claim().is(Claim.Kind.NEWCOMER)) {
            conflicts.claimed(newcomer);
            throw Enrollments.knownDevice();
        }
        return new Outcome.Replied(checkIns.acceptFirst(newcomer, request.signature(), body));
    }

    /**
     * The same request, proven once more by what the database says now: the secret that was remembered may have ended, its
     * device may have come to another org, or a newcomer may be registered by now. Empty where it is not proven any more,
     * and where nothing has changed.
     */
    Optional<SignedRequest> again(SignedRequest request, Refusal refusal, HttpServletRequest http) {
        var mayHaveChanged = refusal.code().equals(UnclaimedPool.MEANWHILE)
                || (request.remembered() && refusal.code().equals("signature"));
        return mayHaveChanged ? SignedRequest.verifyAnew(http, door) : Optional.empty();
    }

    /** Runs what takes time, elsewhere than on the thread that writes groups. */
    void run(Runnable task) {
        workers.run(task);
    }

    Meters meters() {
        return meters;
    }
}
