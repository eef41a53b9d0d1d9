package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Moves;
import dev.muster.registry.boundary.UnclaimedPool;
import dev.muster.registry.entity.DeviceConflict;
import dev.muster.registry.entity.UnclaimedDevice;
import dev.muster.web.identity.CurrentCaller;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;

/** The unclaimed pool and the conflicts about ids, for the platform operator. */
@Named
@ViewScoped
public class UnclaimedPage implements Serializable {

    @Inject
    private Moves moves;

    @Inject
    private UnclaimedPool pool;

    @Inject
    private CurrentCaller current;

    private final Rows rows = new Rows();
    private transient List<DeviceConflict> conflicts;

    private final class Rows extends LazyDataModel<UnclaimedDevice> {
        @Override
        public int count(Map<String, FilterMeta> filters) {
            return Math.toIntExact(moves.unclaimed(current.get(), 1, 0).total());
        }

        @Override
        public List<UnclaimedDevice> load(
                int first, int size, Map<String, SortMeta> sort, Map<String, FilterMeta> filters) {
            return moves.unclaimed(current.get(), size, first).items();
        }

        @Override
        public String getRowKey(UnclaimedDevice row) {
            return row.id();
        }
    }

    /** For everybody else there is no such page. */
    public void open() throws IOException {
        try {
            conflicts = pool.conflicts(current.get());
        } catch (Refusal e) {
            var faces = FacesContext.getCurrentInstance();
            faces.getExternalContext().responseSendError(404, null);
            faces.responseComplete();
        }
    }

    public LazyDataModel<UnclaimedDevice> getRows() {
        return rows;
    }

    public List<DeviceConflict> getConflicts() {
        return conflicts == null ? List.of() : conflicts;
    }
}
