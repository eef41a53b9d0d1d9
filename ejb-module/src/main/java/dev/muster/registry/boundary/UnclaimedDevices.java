package dev.muster.registry.boundary;

import dev.muster.platform.Caller;
import dev.muster.platform.Page;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.registry.entity.PoolQuery;
import dev.muster.registry.entity.UnclaimedDevice;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** The devices that belong to no org, as the platform operator looks at them. {@link Moves} gives them to one. */
@Stateless
@Scoped
public class UnclaimedDevices {

    private static final String FROM = """
             from device d join device_channel c on c.device = d.id
            join device_ownership o on o.device = d.id and o.until is null
            left join device_credential k on k.device = d.id
            left join unclaimed_batches() b on b.device = d.id
            where d.org_id is null""";

    /** Those in the pool whose facts have all of the words. */
    private static final String FOUND = FROM + """
             and d.state = 'unclaimed'
            and concat_ws(' ', d.device_id, d.label, d.model, c.firmware, b.batch, b.maker, k.factory_address, o.came_from)
                ilike all(?)""";

    private static final String COLUMNS = """
            select d.device_id, d.label, d.model, c.firmware, c.transport, b.batch, b.maker, k.factory_address,
                   c.last_contact_at, o.since, o.came_from, o.reason""";

    @Inject
    private Sql sql;

    /** A page of the pool; {@code nextCursor} is the next offset. */
    public Page<UnclaimedDevice> list(Caller operator, PoolQuery query) {
        operator.requirePlatform();
        var found = sql.query(
                COLUMNS + FOUND + " order by " + query.order() + " limit ? offset ?",
                UnclaimedDevices::view,
                query.patterns(),
                query.limit() + 1,
                query.offset());
        var more = found.size() > query.limit();
        return new Page<>(
                more ? found.subList(0, query.limit()) : found,
                more ? String.valueOf(query.offset() + query.limit()) : null,
                count(query));
    }

    /** @throws Refusal 404 for one that is not there, or is some org's */
    public UnclaimedDevice get(Caller operator, String deviceId) {
        operator.requirePlatform();
        return sql.one(COLUMNS + FROM + " and d.device_id = ?", UnclaimedDevices::view, deviceId)
                .orElseThrow(() -> Refusal.notFound("device"));
    }

    private long count(PoolQuery query) {
        return sql.one("select count(*) as n" + FOUND, row -> row.number("n"), (Object) query.patterns())
                .orElse(0L);
    }

    private static UnclaimedDevice view(Row row) throws SQLException {
        return new UnclaimedDevice(
                row.text("device_id"),
                row.text("label"),
                row.text("model"),
                row.text("firmware"),
                row.text("transport"),
                row.text("batch"),
                row.text("maker"),
                row.text("factory_address"),
                row.time("last_contact_at"),
                row.time("since"),
                row.text("came_from"),
                row.text("reason"));
    }
}
