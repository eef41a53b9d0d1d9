package dev.muster.web.audit;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.AuditEntry;
import dev.muster.audit.entity.AuditQuery;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Texts;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;

/** The audit, newest first. Its filter stands in the address, so that a view of it can be sent to someone. */
@Named
@ViewScoped
public class AuditPage implements Serializable {

    @Inject
    private AuditLog audit;

    @Inject
    private CurrentCaller current;

    @Inject
    private Texts texts;

    private final Rows rows = new Rows();
    private String scope;
    private String actor;
    private String action;
    private String device;
    private String from;
    private String to;

    /** One page of entries at a time, from the boundary. */
    private final class Rows extends LazyDataModel<AuditRow> {
        @Override
        public int count(Map<String, FilterMeta> filters) {
            return Math.toIntExact(audit.count(current.get(), query(0, 1)));
        }

        @Override
        public List<AuditRow> load(int first, int size, Map<String, SortMeta> sort, Map<String, FilterMeta> filters) {
            return audit.list(current.get(), query(first, size)).items().stream()
                    .map(entry -> new AuditRow(entry, who(entry)))
                    .toList();
        }
    }

    private AuditQuery query(int offset, int limit) {
        return new AuditQuery(of(), device, actor, action, time(from), time(to), null, offset, limit);
    }

    /** What is no scope is the org's. */
    private AuditQuery.Of of() {
        return isPlatform() ? AuditQuery.Of.PLATFORM : AuditQuery.Of.ORG;
    }

    private String who(AuditEntry entry) {
        var name = entry.actor().name();
        return name == null
                ? texts.orElse(
                        "audit.actor." + entry.actor().type(), entry.actor().type())
                : name;
    }

    /** A time of the address; what is none filters nothing. */
    private static Instant time(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    public LazyDataModel<AuditRow> getRows() {
        return rows;
    }

    /** Whether the caller can look into the platform's audit too. */
    public boolean isPlatformToo() {
        return current.get().platformOperator();
    }

    /** Whether it is the platform's that is shown, to whoever may see it. */
    public boolean isPlatform() {
        return "platform".equals(scope) && isPlatformToo();
    }

    public String getScope() {
        return scope;
    }

    public void setScope(String scope) {
        this.scope = scope;
    }

    public boolean isFiltered() {
        return actor != null || action != null || device != null || from != null || to != null;
    }

    public String getActor() {
        return actor;
    }

    public void setActor(String actor) {
        this.actor = actor;
    }

    public String getAction() {
        return action;
    }

    public void setAction(String action) {
        this.action = action;
    }

    public String getDevice() {
        return device;
    }

    public void setDevice(String device) {
        this.device = device;
    }

    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public String getTo() {
        return to;
    }

    public void setTo(String to) {
        this.to = to;
    }
}
