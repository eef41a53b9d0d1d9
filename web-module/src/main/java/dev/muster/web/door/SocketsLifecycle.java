package dev.muster.web.door;

import dev.muster.web.device.DeviceSocketsClock;
import dev.muster.web.http.Drain;
import dev.muster.web.live.DashboardFeed;
import dev.muster.web.mqtt.MqttBridge;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the sockets with the application, and drains it at the end: no request cut, every device told to come back. */
@WebListener
public class SocketsLifecycle implements ServletContextListener {

    private static final Logger LOG = Logger.getLogger(SocketsLifecycle.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    private DeviceSocketsClock devices;

    @Inject
    private MqttBridge mqtt;

    @Inject
    private DashboardFeed dashboard;

    @Inject
    private Drain drain;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        devices.start();
        mqtt.start();
        dashboard.start();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        mqtt.stop();
        devices.stop();
        dashboard.stop();
        var left = drain.stop(PATIENCE);
        LOG.log(Level.INFO, "drained, {0} requests left", left);
    }
}
