package dev.muster.web.repeat;

import dev.muster.web.rest.Idempotent;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.AsyncResponse;
import java.util.stream.Stream;

/**
 * Runs a write once for its key, and ends a repeat with the first answer. A method that answers later ({@link
 * AsyncResponse}) does so itself.
 */
@Idempotent
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class IdempotentInterceptor {

    @Inject
    private KeyedWrites writes;

    @AroundInvoke
    Object once(InvocationContext call) throws Exception {
        if (Stream.of(call.getParameters()).anyMatch(AsyncResponse.class::isInstance)) {
            return call.proceed();
        }
        var keyed = writes.keyed();
        if (keyed.isEmpty()) {
            return call.proceed();
        }
        var done = new Object[1];
        var earlier = writes.once(keyed.get(), null, () -> done[0] = proceed(call));
        if (earlier.isPresent()) {
            // the method's own type need not be a Response
            throw new WebApplicationException(earlier.get());
        }
        return done[0];
    }

    private static Object proceed(InvocationContext call) {
        try {
            return call.proceed();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
