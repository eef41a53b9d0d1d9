package dev.muster.identity.control;

import dev.muster.identity.entity.KnownKek;
import dev.muster.identity.entity.SealedColumn;
import dev.muster.identity.entity.SealedValue;
import dev.muster.platform.Kek;
import dev.muster.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** What the database knows of key-encryption keys and of the values under them, in the platform's scope. */
@ApplicationScoped
public class KekRows {

    @Inject
    private Sql sql;

    /** Oldest first. */
    public List<KnownKek> all() {
        return sql.query(
                "select key_id, sealed, version_1, retired_at from kek order by ordinal",
                row -> new KnownKek(
                        row.bytes("key_id"), row.bytes("sealed"), row.bool("version_1"), row.time("retired_at")));
    }

    public List<KnownKek> inUse() {
        return all().stream().filter(KnownKek::isInUse).toList();
    }

    /** The newest from now on. */
    public void begin(Kek kek) {
        var text = KnownKek.CHECK;
        sql.query(
                "select kek_begin(?, ?)", row -> null, kek.id(), kek.seal(text, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The one that the database had before ids. */
    public void identify(Kek kek) {
        sql.query("select kek_identify(?)", row -> null, kek.id());
    }

    /** How many values are still under it; with none it is retired. */
    public long retire(byte[] id) {
        return sql.one("select kek_retire(?) as n", row -> row.number("n"), id).orElseThrow();
    }

    public long under(byte[] id) {
        return sql.one("select values_under(?) as n", row -> row.number("n"), id)
                .orElseThrow();
    }

    public List<SealedColumn> columns() {
        return sql.query(
                "select table_name, column_name from sealed_column order by 1, 2",
                row -> new SealedColumn(row.text("table_name"), row.text("column_name")));
    }

    /** Some values under former keys, locked; those that others hold, and those at {@code skipped}, are left out. */
    public List<SealedValue> former(SealedColumn column, int most, Collection<String> skipped) {
        return sql.query(
                "select place, purpose, sealed from former_values(?, ?, ?, ?)",
                row -> new SealedValue(row.text("place"), row.text("purpose"), row.bytes("sealed")),
                column.table(),
                column.column(),
                most,
                skipped.toArray(String[]::new));
    }

    /** False where the value has changed meanwhile. */
    public boolean reseal(SealedColumn column, SealedValue former, byte[] resealed) {
        return sql.one(
                        "select reseal(?, ?, ?, ?, ?) as done",
                        row -> row.bool("done"),
                        column.table(),
                        column.column(),
                        former.place(),
                        former.sealed(),
                        resealed)
                .orElseThrow();
    }
}
