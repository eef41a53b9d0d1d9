package dev.muster.identity.control;

import dev.muster.identity.entity.KekChange;
import dev.muster.identity.entity.KnownKek;
import dev.muster.platform.Kek;
import dev.muster.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether this server's key-encryption keys are those of the database, before anything else is opened. A key that the
 * database has not seen becomes its newest where the newest so far is here as well: that is how a rotation begins.
 */
@ApplicationScoped
public class KekCheck {

    @Inject
    private KekRows rows;

    @Inject
    private Vault vault;

    /** @throws IllegalStateException in one sentence for the operator: which key is wrong or missing */
    public KekChange atStart() {
        identifyFirst();
        var all = rows.all();
        var inUse = all.stream().filter(KnownKek::isInUse).toList();
        var own = all.stream()
                .filter(each -> Arrays.equals(each.id(), vault.kek().id()))
                .findFirst();
        requireUsable(own, inUse);
        inUse.stream()
                .filter(each -> vault.kek(each.id()).isPresent())
                .forEach(each -> vault.unseal(KnownKek.CHECK, each.sealed()));
        var finished = finishMissing(inUse);
        if (own.isPresent()) {
            return new KekChange(Optional.empty(), List.of(), finished);
        }
        rows.begin(vault.kek());
        var former = inUse.stream()
                .map(each -> Kek.name(each.id()))
                .filter(each -> !finished.contains(each))
                .toList();
        return new KekChange(
                inUse.isEmpty() ? Optional.empty() : Optional.of(vault.kek().name()), former, finished);
    }

    private void identifyFirst() {
        for (var each : rows.all()) {
            if (each.id() == null) {
                rows.identify(vault.kekOf(KnownKek.CHECK, each.sealed())
                        .orElseThrow(() -> new IllegalStateException("the key-encryption key " + vault.kek()
                                + " is not the one this database was sealed under: put the right one back")));
            }
        }
    }

    private void requireUsable(Optional<KnownKek> own, List<KnownKek> inUse) {
        own.filter(each -> !each.isInUse()).ifPresent(each -> {
            throw new IllegalStateException("the key-encryption key " + vault.kek() + " was retired at "
                    + each.retiredAt() + ": put the one in use back, " + names(inUse));
        });
        if (inUse.isEmpty()) {
            return;
        }
        var newest = inUse.get(inUse.size() - 1);
        if (vault.kek(newest.id()).isPresent()) {
            return;
        }
        if (own.isPresent()) {
            throw new IllegalStateException("this database is on its way to the key-encryption key "
                    + Kek.name(newest.id()) + ", which this server does not have: name its file in MUSTER_KEK_PATH, and"
                    + " this one's in MUSTER_KEK_FORMER_PATH");
        }
        throw new IllegalStateException("the key-encryption key " + vault.kek()
                + " is not the one this database was sealed under, " + names(inUse)
                + ": put the right one back, or name it in MUSTER_KEK_FORMER_PATH to move to this one");
    }

    /** Former keys that are not here any more end, where nothing is under them. */
    private List<String> finishMissing(List<KnownKek> inUse) {
        var finished = new ArrayList<String>();
        for (var each : inUse) {
            if (vault.kek(each.id()).isEmpty()) {
                var left = rows.retire(each.id());
                if (left > 0) {
                    throw new IllegalStateException(
                            left + (left == 1 ? " value is" : " values are") + " still sealed under the"
                                    + " key-encryption key " + Kek.name(each.id())
                                    + ", which this server does not have: put its file back"
                                    + " (kek.former in the data folder, or MUSTER_KEK_FORMER_PATH)");
                }
                finished.add(Kek.name(each.id()));
            }
        }
        return finished;
    }

    private static String names(List<KnownKek> keks) {
        return String.join(", ", keks.stream().map(each -> Kek.name(each.id())).toList());
    }
}
