package dev.muster.web.registry;

import dev.muster.command.boundary.SenderProof;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.protocol.Json;
import dev.muster.protocol.command.CommandTypes;
import dev.muster.registry.boundary.DeviceCredentials;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.entity.CredentialView;
import dev.muster.registry.entity.DeviceAccess;
import dev.muster.registry.entity.DeviceDetail;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.registry.entity.DeviceState;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Texts;
import dev.muster.web.registry.Transports.Transport;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One device. What changes while the page is open comes over the feed; see {@code assets/js/device.js}. */
@Named
@RequestScoped
public class DevicePage {

    @Inject
    private Devices devices;

    @Inject
    private DeviceCredentials credentials;

    @Inject
    private SenderProof proof;

    @Inject
    private CurrentCaller current;

    @Inject
    private Texts texts;

    @Inject
    private Transports transports;

    private String id;
    private DeviceAccess access;
    private DeviceRow row;
    private DeviceDetail detail;
    private CredentialView credential;

    /** Looks the device up; one that this person may not see is not there, and one that left has a page of its own. */
    public void find() throws IOException {
        var faces = FacesContext.getCurrentInstance();
        try {
            access = devices.require(current.get(), id, Permission.VIEW_DEVICES);
            row = devices.get(current.get(), id);
            detail = devices.detail(current.get(), id);
        } catch (Refusal e) {
            var elsewhere = e.status() == 404 ? elsewhere() : Optional.<String>empty();
            if (elsewhere.isPresent()) {
                var external = faces.getExternalContext();
                external.redirect(external.getRequestContextPath() + elsewhere.get() + id);
            } else {
                faces.getExternalContext().responseSendError(e.status(), null);
            }
            faces.responseComplete();
        }
    }

    /** The address below which it is shown: in the pool to the platform operator, else to an org that had it once. */
    private Optional<String> elsewhere() {
        if (current.get().platformOperator() && there(() -> devices.get(current.get(), id))) {
            return Optional.of("/unclaimed/");
        }
        return there(() -> devices.history(current.get(), id)) ? Optional.of("/former/") : Optional.empty();
    }

    private static boolean there(Supplier<?> question) {
        try {
            question.get();
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    /** Whether this person may move it at all. */
    public boolean isMovable() {
        return access != null
                && (access.may(Permission.MOVE_DEVICES) || current.get().platformOperator());
    }

    /** Whether this person may mark the error log as read. */
    public boolean isReader() {
        return access != null && access.may(Permission.COMMAND_SAFE);
    }

    /** Whether commands here need their sender's signature. */
    public String getSigning() {
        return proof.isRequired(current.get()) ? "required" : "";
    }

    /** What the device's error log holds, as a JSON object. */
    public String getErrors() {
        return detail == null || detail.errlog() == null
                ? "{}"
                : detail.errlog().toString();
    }

    /** Whether this person may change what is written down about it. */
    public boolean isEditable() {
        return access != null && access.may(Permission.EDIT_DEVICES);
    }

    /** Whether this person may rotate and revoke its credential, and there is any sense in it. */
    public boolean isCredentialChanging() {
        return access != null && access.may(Permission.ROTATE_CREDENTIALS) && access.state() != DeviceState.RETIRED;
    }

    /** Whether this person may let it enroll again. */
    public boolean isPermitting() {
        return access != null
                && access.state() != DeviceState.RETIRED
                && current.get().may(Permission.MANAGE_ENROLLMENT);
    }

    public CredentialView getCredential() {
        if (credential == null) {
            credential = credentials.get(current.get(), id);
        }
        return credential;
    }

    /** What dialogs say of it. */
    public String getAbout() {
        return Json.write(Map.of("id", id, "label", getLabel()));
    }

    /** The command table as far as this person's role reaches, for the command line; the boundary decides again. */
    public String getVerbs() {
        var verbs = Json.mapper().createArrayNode();
        for (var type : CommandTypes.ALL) {
            if (access.may(Permission.toSend(type))) {
                verbs.addObject()
                        .put("verb", type.verb())
                        .put("usage", type.usage())
                        .put("summary", texts.orElse("command." + type.name() + ".summary", type.summary()))
                        .put("danger", type.danger().name());
            }
        }
        return Json.write(verbs);
    }

    /** The latest values as a JSON object. */
    public String getValues() {
        var latest = detail.latest();
        return latest == null || latest.values() == null
                ? "{}"
                : latest.values().toString();
    }

    /** Times since the last contact when no node was up, as the scripts read them. */
    public String getOutages() {
        return Outages.json(detail.liveness().outages());
    }

    public List<Transport> getTransports() {
        return transports.of(detail.transports());
    }

    /** How often the device changed its transport; null where it does not count. */
    public Long getSwitches() {
        var told = detail.transports();
        return told != null && told.hasNonNull("switches")
                ? Long.valueOf(told.get("switches").asLong())
                : null;
    }

    public DeviceRow getRow() {
        return row;
    }

    public DeviceDetail getDetail() {
        return detail;
    }

    public String getLabel() {
        return row == null ? "" : row.label();
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
