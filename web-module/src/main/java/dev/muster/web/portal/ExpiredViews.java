package dev.muster.web.portal;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A page that was open while the server was restarted asks for a view that is gone. That is no fault: its script loads
 * the page again ({@code table.js}), and the log is not told. Everything else goes the way of Faces.
 */
public final class ExpiredViews extends ExceptionHandlerFactory {

    public ExpiredViews(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new Handler(getWrapped().getExceptionHandler());
    }

    private static final class Handler extends ExceptionHandlerWrapper {

        Handler(ExceptionHandler wrapped) {
            super(wrapped);
        }

        @Override
        public void handle() throws FacesException {
            var context = FacesContext.getCurrentInstance();
            var queued = getUnhandledExceptionQueuedEvents().iterator();
            while (queued.hasNext() && !context.getResponseComplete()) {
                if (getRootCause(queued.next().getContext().getException()) instanceof ViewExpiredException
                        && context.getPartialViewContext().isAjaxRequest()) {
                    queued.remove();
                    sayExpired(context);
                }
            }
            super.handle();
        }

        private static void sayExpired(FacesContext context) {
            var external = context.getExternalContext();
            external.setResponseContentType("text/xml");
            external.setResponseCharacterEncoding("UTF-8");
            external.addResponseHeader("Cache-Control", "no-cache");
            try {
                var answer = context.getPartialViewContext().getPartialResponseWriter();
                answer.startDocument();
                answer.startError(ViewExpiredException.class.getName());
                answer.endError();
                answer.endDocument();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            context.responseComplete();
        }
    }
}
