package dev.muster.agent.link;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer's body up to a limit: a server that never stops talking must not fill the device's memory. */
final class LimitedBody implements BodySubscriber<byte[]> {

    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private final long limit;
    private Flow.Subscription subscription;
    private long seen;

    private LimitedBody(long limit) {
        this.limit = limit;
    }

    static BodyHandler<byte[]> ofAtMost(long bytes) {
        return response -> new LimitedBody(bytes);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        whole.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            seen += buffer.remaining();
        }
        if (seen > limit) {
            subscription.cancel();
            whole.onError(new IOException("the answer is longer than " + limit + " bytes"));
        } else {
            whole.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable problem) {
        whole.onError(problem);
    }

    @Override
    public void onComplete() {
        if (seen <= limit) {
            whole.onComplete();
        }
    }
}
