package dev.muster.web.device;

import dev.muster.checkin.entity.CheckInBody;
import dev.muster.checkin.entity.Outcome;
import dev.muster.platform.Count;
import dev.muster.platform.Refusal;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.Limits;
import dev.muster.protocol.crypto.Frames;
import dev.muster.web.http.Failures;
import dev.muster.web.http.RequestInfo;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One check-in over HTTP, from its headers to its signed answer; answered once, whoever comes first. Where all of it is here
 * and few wait, this thread waits for the commit: to take it up again elsewhere costs the container as much as the request
 * did. Whoever is slow, and whoever comes when many wait, holds none.
 */
final class CheckInExchange implements AsyncListener {

    private static final Logger LOG = Logger.getLogger(CheckInExchange.class.getName());

    /** For the body and the commit together. */
    private static final long PATIENCE_MS = 30_000;

    private final CheckInDoor door;
    private final HttpServletRequest http;
    private final HttpServletResponse response;
    private final String address;
    private final boolean framed;
    private final boolean wantsFrame;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile SignedRequest request;
    private volatile boolean bodyRead;
    private AsyncContext async; // null where this thread waits
    private long began;

    CheckInExchange(CheckInDoor door, SignedRequest request, HttpServletRequest http, HttpServletResponse response) {
        this.door = door;
        this.request = request;
        this.http = http;
        this.response = response;
        this.address = RequestInfo.address(http);
        this.framed = RequestInfo.hasType(http, Frames.MEDIA_TYPE);
        var accepted = http.getHeader("Accept");
        this.wantsFrame = accepted != null && accepted.contains(Frames.MEDIA_TYPE);
    }

    void begin() throws IOException {
        try {
            door.refuseEarly(request, http);
        } catch (Refusal refusal) {
            count(refusal);
            SignedAnswer.refused(request, refusal, RequestInfo.id(http)).send(response);
            return;
        }
        var in = http.getInputStream();
        var length = http.getContentLength();
        var whole = length >= 0 && in.available() >= length; // it came with the headers, as most do
        if (whole && door.mayWait()) {
            try {
                answerHere(in.readNBytes(length));
            } finally {
                door.waited();
            }
            return;
        }
        async = http.startAsync(http, response);
        async.setTimeout(PATIENCE_MS);
        async.addListener(this);
        if (whole) {
            bodyRead(in.readNBytes(length));
        } else {
            in.setReadListener(new BodyReader(in, Limits.CHECKIN_BYTES, this::bodyRead, this::refuse));
        }
    }

    private void answerHere(byte[] body) {
        try {
            requireSigned(body);
            try {
                reply(replyOf(store(body)));
            } catch (Refusal refusal) {
                proveAgain(refusal);
                reply(replyOf(store(body)));
            }
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private CheckInReply replyOf(CompletableFuture<Outcome> storing) {
        try {
            return replyOf(storing.get(PATIENCE_MS, TimeUnit.MILLISECONDS), null);
        } catch (ExecutionException e) {
            return replyOf(null, e.getCause());
        } catch (TimeoutException e) {
            throw notCommitted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notCommitted();
        }
    }

    private void bodyRead(byte[] body) {
        bodyRead = true;
        try {
            requireSigned(body);
            storeElsewhere(body);
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private void requireSigned(byte[] body) {
        door.requireSize(body.length);
        if (!request.covers(body)) {
            throw Refusal.of(401, "signature", "the body is not the one that was signed");
        }
        began = System.nanoTime();
    }

    private void storeElsewhere(byte[] body) {
        store(body).whenComplete((outcome, failure) -> door.run(() -> stored(body, outcome, failure)));
    }

    private CompletableFuture<Outcome> store(byte[] body) {
        var secret = request.device().secret();
        var brought = framed ? new CheckInBody(body, Frames.of(secret)) : CheckInBody.plain(body);
        return door.store(request, address, brought);
    }

    private void stored(byte[] body, Outcome outcome, Throwable failure) {
        try {
            try {
                reply(replyOf(outcome, failure instanceof CompletionException wrapped ? wrapped.getCause() : failure));
            } catch (Refusal refusal) {
                proveAgain(refusal);
                storeElsewhere(body);
            }
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private CheckInReply replyOf(Outcome outcome, Throwable failure) {
        if (failure != null) {
            throw Failures.refusal(failure, RequestInfo.id(http));
        }
        if (outcome instanceof Outcome.Refused refused) {
            throw refused.why();
        }
        door.meters().committed("checkin", System.nanoTime() - began);
        return ((Outcome.Replied) outcome).reply();
    }

    private void proveAgain(Refusal refusal) {
        request = door.again(request, refusal, http).orElseThrow(() -> refusal);
    }

    private void reply(CheckInReply reply) {
        if (answered.compareAndSet(false, true)) {
            door.meters().add(Count.CHECKINS, 1, "stored");
            send(wantsFrame ? SignedAnswer.framed(request, reply) : SignedAnswer.ok(request, reply));
        }
    }

    private void refuse(Throwable failure) {
        if (answered.compareAndSet(false, true)) {
            var refusal = Failures.refusal(failure, RequestInfo.id(http));
            count(refusal);
            send(SignedAnswer.refused(request, refusal, RequestInfo.id(http)));
        }
    }

    private void count(Refusal refusal) {
        door.meters().add(Count.CHECKINS, 1, "refused");
        if (refusal.code().equals("bad-frame")) {
            door.meters().add(Count.FRAMES_REFUSED, 1, "checkin");
        }
    }

    private void send(SignedAnswer answer) {
        try {
            answer.send(response);
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.FINE, "the device was gone before its answer", e);
        } finally {
            if (async != null) {
                async.complete();
            }
        }
    }

    private static Refusal notCommitted() {
        return Refusal.unavailable("database", "the database does not answer; try again", 5);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        refuse(
                bodyRead
                        ? notCommitted()
                        : Refusal.of(408, "body-timeout", "the body of the request did not come; send it at once"));
    }

    @Override
    public void onError(AsyncEvent event) {
        refuse(event.getThrowable());
    }

    @Override
    public void onComplete(AsyncEvent event) {
        answered.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // only once
    }
}
