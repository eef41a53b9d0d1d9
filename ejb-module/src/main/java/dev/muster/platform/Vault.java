package dev.muster.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Seals what the database must not know in the clear, with AES-256-GCM under the key-encryption key (KEK) in the file
 * {@code muster.kek.path}. No KEK, no start. The purpose is authenticated with a value, so that it cannot be moved to
 * another row. What is still under a former KEK ({@code muster.kek.former.path}, files separated by commas) opens too.
 */
@ApplicationScoped
public class Vault {

    @Inject
    @ConfigProperty(name = "muster.kek.path")
    private Optional<String> kekPath;

    @Inject
    @ConfigProperty(name = "muster.kek.former.path")
    private Optional<String> formerPath;

    /** The one that seals first; empty until it is open. */
    private volatile List<Kek> keks = List.of();

    /** @throws IllegalStateException saying what is wrong with which KEK file */
    public void open() {
        var path = Path.of(kekPath.orElseThrow(
                () -> new IllegalStateException("no key-encryption key: set MUSTER_KEK_PATH to a file of 32 bytes")));
        open(
                path,
                formerPath.stream()
                        .flatMap(paths -> Stream.of(paths.split(",")))
                        .map(String::strip)
                        .filter(former -> !former.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    /** As {@link #open()}, with these files; a key that is there twice counts once. */
    public void open(Path current, List<Path> formers) {
        var read = new ArrayList<Kek>();
        for (var kek : Stream.concat(Stream.of(current), formers.stream())
                .map(Kek::read)
                .toList()) {
            var sameId = read.stream().filter(other -> other.hasId(kek.id())).findFirst();
            if (sameId.isEmpty()) {
                read.add(kek);
            } else if (!sameId.get().isSameAs(kek)) {
                throw new IllegalStateException("the key-encryption keys " + kek + " and " + sameId.get()
                        + " have the same id by chance: make another one");
            }
        }
        keks = List.copyOf(read);
    }

    /** The KEK that seals. */
    public Kek kek() {
        return keks.stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the key-encryption key is not open"));
    }

    /** The KEK of that id, if this server has it. */
    public Optional<Kek> kek(byte[] id) {
        return keks.stream().filter(each -> each.hasId(id)).findFirst();
    }

    /** The KEK that opens it, if this server has it. */
    public Optional<Kek> kekOf(String purpose, byte[] sealed) {
        return candidates(sealed)
                .filter(each -> opened(each, purpose, sealed).isPresent())
                .findFirst();
    }

    /** @param purpose what and whose it is, e.g. {@code device-secret:42} */
    public byte[] seal(String purpose, byte[] secret) {
        return kek().seal(purpose, secret);
    }

    /** Whether this node has a KEK of the name that a sealed value says. */
    public boolean holdsKeyOf(byte[] sealed) {
        kek();
        return candidates(sealed).findAny().isPresent();
    }

    /** @throws IllegalStateException where it was sealed under a KEK that is not here, or for another purpose */
    public byte[] unseal(String purpose, byte[] sealed) {
        kek();
        if (!Kek.isSealed(sealed)) {
            throw new IllegalStateException("not a sealed value: " + purpose);
        }
        GeneralSecurityException failure = null;
        for (var each : candidates(sealed).toList()) {
            try {
                return each.unseal(purpose, sealed);
            } catch (GeneralSecurityException e) {
                failure = e;
            }
        }
        if (failure == null) {
            throw new IllegalStateException("cannot open " + purpose + ": it is sealed under the key-encryption key "
                    + Kek.name(Kek.idOf(sealed)) + ", which this server does not have");
        }
        throw new IllegalStateException(
                "cannot open " + purpose + ": sealed under another key-encryption key", failure);
    }

    /** The same secret for the same purpose, sealed under the KEK in use. */
    public byte[] reseal(String purpose, byte[] sealed) {
        return seal(purpose, unseal(purpose, sealed));
    }

    /** What fingerprints were keyed with before they had a key of their own. */
    public byte[] firstFingerprintKey(Kek kek) {
        return kek.derive("fingerprint");
    }

    /** Version 1 does not name its KEK: the tag tells. */
    private Stream<Kek> candidates(byte[] sealed) {
        var id = Kek.idOf(sealed);
        return keks.stream().filter(each -> id.length == 0 || each.hasId(id));
    }

    private static Optional<byte[]> opened(Kek kek, String purpose, byte[] sealed) {
        try {
            return Optional.of(kek.unseal(purpose, sealed));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
