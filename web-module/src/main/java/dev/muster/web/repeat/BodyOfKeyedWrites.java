package dev.muster.web.repeat;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.rest.RestApplication;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Reads the whole body of a request with an {@code Idempotency-Key} first: it is part of what makes two the same. */
@Provider
public class BodyOfKeyedWrites implements ReaderInterceptor {

    /** The server takes no more anyhow (max-post-size-bytes). */
    private static final int MOST_BYTES = 1024 * 1024;

    @Inject
    private Meters meters;

    @Context
    private HttpServletRequest request;

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (request.getHeader(RestApplication.IDEMPOTENCY_KEY) != null) {
            var body = context.getInputStream().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                meters.refused(Limit.BODY_BYTES);
                throw Refusal.of(
                        413, "too-large", "with an Idempotency-Key a body has at most " + MOST_BYTES + " bytes");
            }
            RequestInfo.bodyRead(request, body);
            context.setInputStream(new ByteArrayInputStream(body));
        }
        return context.proceed();
    }
}
