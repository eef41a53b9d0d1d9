package dev.muster.identity.control;

import dev.muster.platform.Network;
import java.util.Collection;
import java.util.List;

/**
 * What a guess counts for. At an address that the person has signed in from, for the two together only: guesses from
 * elsewhere never make them wait. Anywhere else for the person from elsewhere, and for the address. Loopback is nobody's
 * address: it is this machine or a proxy on it, and everybody behind that.
 */
public final class GuessSubjects {

    private GuessSubjects() {}

    /**
     * @param person null for an e-mail address that nobody has
     * @param address numeric; null where it is not known
     * @param signedInFrom addresses of the person's sessions
     * @return in the order in which they are to be locked; the first is the one the audit tells of
     */
    public static List<String> of(Long person, String address, Collection<String> signedInFrom) {
        var network = Network.of(address);
        if (person == null) {
            return List.of("address:" + network);
        }
        if (network.equals(Network.LOOPBACK)) {
            return List.of(elsewhere(person));
        }
        return signedInFrom.stream().anyMatch(each -> network.equals(Network.of(each)))
                ? List.of("person:" + person + "@" + network)
                : List.of(elsewhere(person), "address:" + network);
    }

    /** Whether a subject stands for an address over all people. */
    public static boolean isAddress(String subject) {
        return subject.startsWith("address:");
    }

    /** Whether anybody is ever made to wait for it. */
    public static boolean delays(String subject) {
        return !subject.equals("address:" + Network.LOOPBACK);
    }

    private static String elsewhere(long person) {
        return "person:" + person + "@elsewhere";
    }
}
