package dev.muster.web.registry;

import dev.muster.platform.ListQuery;
import dev.muster.platform.Page;
import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Conflicts;
import dev.muster.registry.boundary.UnclaimedDevices;
import dev.muster.registry.entity.DeviceConflict;
import dev.muster.registry.entity.PoolQuery;
import dev.muster.registry.entity.UnclaimedDevice;
import dev.muster.web.identity.CurrentCaller;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.primefaces.component.datatable.DataTable;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;
import org.primefaces.model.SortOrder;

/** The unclaimed pool and the conflicts about ids, for the platform operator. */
@Named
@ViewScoped
public class UnclaimedPage implements Serializable {

    private static final ListQuery LATEST = new ListQuery(null, null, 0, 100);

    @Inject
    private UnclaimedDevices pool;

    @Inject
    private Conflicts known;

    @Inject
    private CurrentCaller current;

    private final Rows rows = new Rows();
    private String query;
    private transient Page<DeviceConflict> conflicts;
    private transient Page<DeviceConflict> settled;

    private final class Rows extends LazyDataModel<UnclaimedDevice> {
        @Override
        public int count(Map<String, FilterMeta> filters) {
            return Math.toIntExact(page(List.of(), 1, 0).total());
        }

        @Override
        public List<UnclaimedDevice> load(
                int first, int size, Map<String, SortMeta> sort, Map<String, FilterMeta> filters) {
            return page(sort.values(), size, first).items();
        }

        @Override
        public String getRowKey(UnclaimedDevice row) {
            return row.id();
        }
    }

    private Page<UnclaimedDevice> page(Collection<SortMeta> sort, int size, int first) {
        var order = sort.stream()
                .findFirst()
                .map(each -> (each.getOrder() == SortOrder.DESCENDING ? "-" : "") + each.getField())
                .orElse(null);
        return pool.list(current.get(), PoolQuery.of(query, order, first, size));
    }

    /** For everybody else there is no such page. */
    public void open() throws IOException {
        try {
            conflicts = known.list(current.get(), false, LATEST);
            settled = known.list(current.get(), true, LATEST);
        } catch (Refusal e) {
            var faces = FacesContext.getCurrentInstance();
            faces.getExternalContext().responseSendError(404, null);
            faces.responseComplete();
        }
    }

    /** Called by the script with the search as it stands in the page. */
    public void load() {
        var faces = FacesContext.getCurrentInstance();
        setQuery(faces.getExternalContext().getRequestParameterMap().get("q"));
        if (faces.getViewRoot().findComponent("pool:table") instanceof DataTable table) {
            table.setFirst(0);
        }
    }

    /** Newest first until another order is chosen. */
    public SortMeta getOrder() {
        return SortMeta.builder().field("since").order(SortOrder.DESCENDING).build();
    }

    public LazyDataModel<UnclaimedDevice> getRows() {
        return rows;
    }

    public List<DeviceConflict> getConflicts() {
        return conflicts == null ? List.of() : conflicts.items();
    }

    public List<DeviceConflict> getSettled() {
        return settled == null ? List.of() : settled.items();
    }

    /** Whether there are open conflicts that the page does not show. */
    public boolean isMoreConflicts() {
        return conflicts != null && conflicts.nextCursor() != null;
    }

    public boolean isMoreSettled() {
        return settled != null && settled.nextCursor() != null;
    }

    public String getQuery() {
        return query;
    }

    /** As much of it as a search may have. */
    public void setQuery(String query) {
        this.query = query == null || query.isBlank()
                ? null
                : query.strip().substring(0, Math.min(200, query.strip().length()));
    }
}
