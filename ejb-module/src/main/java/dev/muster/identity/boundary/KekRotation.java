package dev.muster.identity.boundary;

import dev.muster.identity.control.KekRows;
import dev.muster.identity.entity.KnownKek;
import dev.muster.identity.entity.RotationState;
import dev.muster.identity.entity.SealedColumn;
import dev.muster.platform.Kek;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Vault;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Moves sealed values to the newest key-encryption key, a few in each transaction. What is left is the progress: it can
 * end anywhere and go on anywhere, on any node.
 */
@Stateless
@Scoped
public class KekRotation {

    /** Their rows are locked for some 50 ms. */
    static final int BATCH = 100;

    private static final Logger LOG = Logger.getLogger(KekRotation.class.getName());

    @Inject
    private KekRows rows;

    @Inject
    private Vault vault;

    /** Costs nothing to speak of while no rotation is under way. */
    public RotationState state(Scope platform) {
        var inUse = rows.inUse();
        if (inUse.isEmpty()) {
            return new RotationState("", List.of(), 0, false);
        }
        var newest = inUse.get(inUse.size() - 1);
        var former = inUse.subList(0, inUse.size() - 1);
        return new RotationState(
                Kek.name(newest.id()),
                former.stream().map(each -> Kek.name(each.id())).toList(),
                former.stream().map(KnownKek::id).mapToLong(rows::under).sum(),
                vault.kek().name().equals(Kek.name(newest.id())));
    }

    public List<SealedColumn> columns(Scope platform) {
        return rows.columns();
    }

    /**
     * Moves some values of a column; none are left but those that others hold where it moved none and met no other damage.
     *
     * @param damaged values that cannot be opened, by their places: they are left out, and those that are met are added
     * @return how many were moved
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public int reseal(Scope platform, SealedColumn column, Map<String, String> damaged) {
        var moved = 0;
        for (var value : rows.former(column, BATCH, damaged.keySet())) {
            try {
                moved += rows.reseal(column, value, vault.reseal(value.purpose(), value.sealed())) ? 1 : 0;
            } catch (IllegalStateException e) {
                damaged.put(value.place(), value.purpose());
                LOG.log(Level.FINE, "a value stays under its former key", e);
            }
        }
        return moved;
    }
}
