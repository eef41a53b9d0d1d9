package dev.muster.web.rest;

import jakarta.annotation.security.DeclareRoles;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The REST surface. Resources are found by their {@code @Path}; the roles are declared for {@code isCallerInRole}. */
@ApplicationPath("/api/v1")
@DeclareRoles({"VIEWER", "OPERATOR", "MANAGER", "ADMIN"})
@OpenAPIDefinition(
        components =
                @Components(
                        parameters =
                                @Parameter(
                                        name = RestApplication.IDEMPOTENCY_KEY,
                                        in = ParameterIn.HEADER,
                                        description =
                                                "A key of your choice, 1 to 128 letters, digits or . _ ~ : @ + / = -. Sent"
                                                        + " again within 24 h by the same person, the same request gets"
                                                        + " the first answer again and does nothing; another request"
                                                        + " under the key gets 422, one while the first runs 409."
                                                        + " Refusals are not remembered.",
                                        schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 130))),
        info =
                @Info(
                        title = "Muster",
                        version = "1",
                        description = "Control plane for fleets of connected devices",
                        license = @License(name = "Apache-2.0")))
public class RestApplication extends Application {

    /** The header of writes, and the name of its description. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";
}
