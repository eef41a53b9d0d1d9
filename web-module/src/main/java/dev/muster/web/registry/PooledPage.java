package dev.muster.web.registry;

import dev.muster.platform.ListQuery;
import dev.muster.platform.Refusal;
import dev.muster.protocol.Json;
import dev.muster.registry.boundary.Conflicts;
import dev.muster.registry.boundary.DeviceCredentials;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.UnclaimedDevices;
import dev.muster.registry.entity.CredentialView;
import dev.muster.registry.entity.DeviceConflict;
import dev.muster.registry.entity.DeviceDetail;
import dev.muster.registry.entity.UnclaimedDevice;
import dev.muster.web.identity.CurrentCaller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One device of the unclaimed pool, for the platform operator. */
@Named
@RequestScoped
public class PooledPage {

    @Inject
    private UnclaimedDevices pool;

    @Inject
    private Devices devices;

    @Inject
    private DeviceCredentials credentials;

    @Inject
    private Conflicts known;

    @Inject
    private CurrentCaller current;

    private String id;
    private UnclaimedDevice device;
    private DeviceDetail detail;
    private CredentialView credential;
    private List<DeviceConflict> conflicts;

    /** For everybody else there is no such page; a device that an org has got meanwhile is not here any more. */
    public void find() throws IOException {
        try {
            var caller = current.get();
            device = pool.get(caller, id);
            detail = devices.detail(caller, id);
            credential = credentials.get(caller, id);
            conflicts = known.list(caller, false, new ListQuery(id, null, 0, ListQuery.MAX_LIMIT)).items().stream()
                    .filter(each -> each.deviceId().equals(id))
                    .toList();
        } catch (Refusal e) {
            var faces = FacesContext.getCurrentInstance();
            faces.getExternalContext().responseSendError(404, null);
            faces.responseComplete();
        }
    }

    /** What dialogs say of it. */
    public String getAbout() {
        return device == null ? "{}" : Json.write(Map.of("id", id, "label", device.label(), "deviceId", id));
    }

    public UnclaimedDevice getDevice() {
        return device;
    }

    public DeviceDetail getDetail() {
        return detail;
    }

    public CredentialView getCredential() {
        return credential;
    }

    public List<DeviceConflict> getConflicts() {
        return conflicts == null ? List.of() : conflicts;
    }

    public String getLabel() {
        return device == null ? "" : device.label();
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
