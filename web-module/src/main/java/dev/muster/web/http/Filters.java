package dev.muster.web.http;

import dev.muster.web.device.SocketDoorFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/** The chain every request passes, in this order and before the WebSocket upgrade. */
@WebListener
public class Filters implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        add(context, SecurityHeadersFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        add(context, RequestGuardFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        add(context, InFlightFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        add(context, AccessFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        add(context, SocketDoorFilter.class, "/ws/*", EnumSet.of(DispatcherType.REQUEST));
    }

    private static void add(
            ServletContext context, Class<? extends Filter> filter, String path, EnumSet<DispatcherType> dispatches) {
        var registration = context.addFilter(filter.getSimpleName(), filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(dispatches, false, path);
    }
}
