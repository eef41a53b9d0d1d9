package dev.muster.web.identity;

import jakarta.security.enterprise.CallerPrincipal;

/** A device that proved itself. */
public class DevicePrincipal extends CallerPrincipal {

    private static final long serialVersionUID = 1;

    public DevicePrincipal(String deviceId) {
        super(deviceId);
    }
}
