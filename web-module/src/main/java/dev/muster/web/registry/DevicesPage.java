package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Uptime;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.registry.entity.Liveness;
import dev.muster.web.http.Wording;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Texts;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.primefaces.component.datatable.DataTable;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;
import org.primefaces.model.SortOrder;

/** The device list: filtered, sorted and counted by the database, one page of rows at a time. */
@Named
@ViewScoped
public class DevicesPage implements Serializable {

    /** In the order of the bar: what is wrong stands beside what is well. */
    private static final List<String> STATUSES = List.of("reporting", "late", "silent", "never", "disabled");

    private static final String WAITING = "waiting";
    private static final String OUT = "out";

    private static final List<String> COLUMNS =
            List.of("status", "label", "org", "site", "transport", "lastSeen", "firmware", "errors");

    private static final int PAGE = 50;
    private static final Duration OUTAGES_SHOWN = Duration.ofDays(7);

    @Inject
    private Devices devices;

    @Inject
    private Uptime uptime;

    @Inject
    private CurrentCaller current;

    @Inject
    private Texts texts;

    @Inject
    private AgentCommand agentCommand;

    private final Rows rows = new Rows();
    private String query;
    private String status;
    private String sort;

    /** One share of the bar. */
    public record Count(String status, long count) {}

    private final class Rows extends LazyDataModel<DeviceRow> {
        @Override
        public int count(Map<String, FilterMeta> filters) {
            return Math.toIntExact(status == null ? getTotal() : asked().found().getOrDefault(status, 0L));
        }

        @Override
        public List<DeviceRow> load(int first, int size, Map<String, SortMeta> sort, Map<String, FilterMeta> filters) {
            return getMistake() != null
                    ? List.of()
                    : devices.list(current.get(), query(sort.values(), first, size))
                            .items();
        }

        @Override
        public String getRowKey(DeviceRow row) {
            return row.id();
        }
    }

    /** Called by the script with the filter as it stands in the page; {@code first} goes back to the first page. */
    public void load() {
        var faces = FacesContext.getCurrentInstance();
        var parameters = faces.getExternalContext().getRequestParameterMap();
        setQuery(parameters.get("q"));
        setStatus(parameters.get("status"));
        if ("true".equals(parameters.get("first"))
                && faces.getViewRoot().findComponent("list:table") instanceof DataTable table) {
            table.setFirst(0);
        }
    }

    private DeviceQuery query(Collection<SortMeta> sort, int offset, int limit) {
        var order = new ArrayList<DeviceQuery.Sort>();
        for (var each : sort) {
            order.add(new DeviceQuery.Sort(each.getField(), each.getOrder() == SortOrder.DESCENDING));
        }
        order.add(new DeviceQuery.Sort("label", false));
        return new DeviceQuery(query, status, order, offset, limit);
    }

    /** How the table is sorted when it opens, by its own columns only; what is wrong comes first unless told. */
    public SortMeta getOrder() {
        var first = sorts().stream()
                .findFirst()
                .filter(key -> COLUMNS.contains(key.field()))
                .orElse(new DeviceQuery.Sort("status", false));
        return SortMeta.builder()
                .field(first.field())
                .order(first.descending() ? SortOrder.DESCENDING : SortOrder.ASCENDING)
                .build();
    }

    private List<DeviceQuery.Sort> sorts() {
        try {
            return DeviceQuery.sorts(sort);
        } catch (Refusal e) {
            return List.of();
        }
    }

    /** Counts of what the search leaves, each status once; asked for once per request. */
    public List<Count> getCounts() {
        return counts(asked().found());
    }

    /** How many devices wait for acceptance, whatever is searched for. */
    public long getWaiting() {
        return once("waiting", () -> devices.waiting(current.get()));
    }

    /** How many are out of service. They are no part of the bar, nor of the list unless it is asked for them. */
    public long getOut() {
        return asked().found().getOrDefault(OUT, 0L);
    }

    /** What is wrong with the search, and where; null for nothing. */
    public String getMistake() {
        return asked().mistake();
    }

    /** The same in the reader's language. */
    public String getMistakeWords() {
        return Wording.in(texts.getLocale(), getMistake());
    }

    /** The search with a mark below the place of its mistake. */
    public String getPointed() {
        var place = Pattern.compile("position (\\d+)").matcher(getMistake());
        return place.find() ? query + "\n" + " ".repeat(Integer.parseInt(place.group(1)) - 1) + "▲" : query;
    }

    /** Counts by status, and whether the search itself asks for devices out of service. */
    private record Asked(Map<String, Long> found, boolean all, String mistake) {}

    private Asked asked() {
        return once("counts", () -> {
            try {
                var asked = query(List.of(), 0, 1);
                return new Asked(devices.counts(current.get(), asked), devices.showsAll(current.get(), asked), null);
            } catch (Refusal e) {
                if (e.errors().isEmpty()) {
                    throw e;
                }
                return new Asked(Map.of(), false, e.errors().get(0).detail());
            }
        });
    }

    static List<Count> counts(Map<String, Long> found) {
        return STATUSES.stream()
                .map(each -> new Count(each, found.getOrDefault(each, 0L)))
                .toList();
    }

    public long getTotal() {
        return getCounts().stream().mapToLong(Count::count).sum()
                + (asked().all() ? asked().found().getOrDefault(WAITING, 0L) + getOut() : 0);
    }

    /** Whether the page shows all there is, so that a device which it does not show must be new. */
    public boolean isWhole() {
        return !isFiltered() && getTotal() <= PAGE;
    }

    public boolean isFiltered() {
        return query != null || status != null;
    }

    /** When no node was up, of the last days: what the scripts need to judge a row between events. */
    public String getOutages() {
        return Outages.json(uptime.outages(Instant.now().minus(OUTAGES_SHOWN)));
    }

    /** Unread entries in the device's error log as it told last. */
    public int unread(DeviceRow row) {
        return row.errlog() == null ? 0 : row.errlog().path("unread").asInt();
    }

    public String worst(DeviceRow row) {
        return row.errlog() == null ? "" : row.errlog().path("worst").asText("");
    }

    public String errorWords(DeviceRow row) {
        return texts.get("errors.unread", unread(row), worst(row).toLowerCase(Locale.ROOT));
    }

    /** All of its tags, where the column has no room for them. */
    public String tagWords(DeviceRow row) {
        return String.join(" ", row.tags());
    }

    /** What to type to see a first device; the key itself stays in its file. */
    public String getEnrollCommand() {
        return agentCommand.to(address());
    }

    /** What to type to start the agent of a device registered by hand, with places for its id and secret. */
    public String getRegisteredCommand() {
        return agentCommand.ofRegistered(address());
    }

    private static String address() {
        var request = (HttpServletRequest)
                FacesContext.getCurrentInstance().getExternalContext().getRequest();
        return request.getRequestURL().toString().replaceFirst("^(https?://[^/]+).*", "$1");
    }

    @SuppressWarnings("unchecked")
    private static <T> T once(String name, Supplier<T> question) {
        return (T) FacesContext.getCurrentInstance()
                .getAttributes()
                .computeIfAbsent(DevicesPage.class.getName() + name, key -> question.get());
    }

    public LazyDataModel<DeviceRow> getRows() {
        return rows;
    }

    public int getPageSize() {
        return PAGE;
    }

    public String getQuery() {
        return query;
    }

    public void setQuery(String query) {
        this.query = query == null || query.isBlank() ? null : query.strip();
    }

    public String getSort() {
        return sort;
    }

    public void setSort(String sort) {
        this.sort = sort;
    }

    public String getStatus() {
        return status;
    }

    public void setStatus(String status) {
        this.status = status != null && Liveness.STATUSES.contains(status) ? status : null;
    }
}
