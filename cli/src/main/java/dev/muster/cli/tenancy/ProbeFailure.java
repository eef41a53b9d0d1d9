package dev.muster.cli.tenancy;

/** The check could not be carried out; says why in a sentence without a full stop. */
public final class ProbeFailure extends RuntimeException {

    ProbeFailure(String sentence) {
        super(sentence);
    }
}
