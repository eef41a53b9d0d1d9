package dev.muster.listener;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.Processor;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;

/**
 * The {@code io-strategy} of a Payara transport: Grizzly's usual one, which also completes the filter chain of a listener
 * before its first connection is accepted. It is the one class of a listener that configuration can name.
 */
public final class ListenerStrategy implements IOStrategy {

    private final IOStrategy workers = WorkerThreadIOStrategy.getInstance();
    private final TrustedProxy proxy;

    ListenerStrategy(TrustedProxy proxy) {
        this.proxy = proxy;
    }

    /** Called by Payara, by reflection, for each listener; a setting that does not fit keeps the listener closed. */
    public static ListenerStrategy getInstance() {
        return new ListenerStrategy(TrustedProxy.configured());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean executeIoEvent(Connection connection, IOEvent event) throws IOException {
        return executeIoEvent(connection, event, true);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
        if (event == IOEvent.SERVER_ACCEPT) {
            complete(connection.getTransport().getProcessor());
        }
        return workers.executeIoEvent(connection, event, enabled);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Executor getThreadPoolFor(Connection connection, IOEvent event) {
        return workers.getThreadPoolFor(connection, event);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ThreadPoolConfig createDefaultWorkerPoolConfig(Transport transport) {
        return workers.createDefaultWorkerPoolConfig(transport);
    }

    /** Accepted connections take the chain of their transport, so nobody uses it yet while it changes. */
    @SuppressWarnings("rawtypes")
    private synchronized void complete(Processor processor) {
        if (processor instanceof FilterChain chain && chain.indexOfType(AnswerFilter.class) < 0) {
            var codec = chain.indexOfType(HttpServerFilter.class);
            if (codec >= 0) {
                ((HttpServerFilter) chain.get(codec)).getMonitoringConfig().addProbes(new HeadProbe(proxy));
                chain.add(codec + 1, new AnswerFilter());
            }
        }
    }
}
