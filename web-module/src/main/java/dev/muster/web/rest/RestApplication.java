package dev.muster.web.rest;

import jakarta.annotation.security.DeclareRoles;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/** The REST surface. Resources are found by their {@code @Path}; the roles are declared for {@code isCallerInRole}. */
@ApplicationPath("/api/v1")
@DeclareRoles({"VIEWER", "OPERATOR", "MANAGER", "ADMIN", "device"})
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Muster",
                        version = "1",
                        description = "Control plane for fleets of connected devices",
                        license = @License(name = "Apache-2.0")))
public class RestApplication extends Application {}
