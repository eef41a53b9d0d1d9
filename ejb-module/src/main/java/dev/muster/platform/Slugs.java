package dev.muster.platform;

import java.text.Normalizer;
import java.util.Locale;

/** Names in addresses: {@code [a-z0-9-]{1,63}}, unique in their parent (section 1). */
public final class Slugs {

    private static final int MOST = 63;

    private Slugs() {}

    /**
     * The slug a client gave, or one made from the name.
     *
     * @throws Refusal 422 where what it gave is none, or the name has no letter or digit to make one from
     */
    public static String orFrom(String given, String name) {
        var slug = given == null || given.isBlank() ? from(name) : given.strip();
        if (!slug.matches("[a-z0-9-]{1," + MOST + "}")) {
            throw Refusal.invalid("/slug", "a slug has 1 to " + MOST + " small letters, digits or hyphens");
        }
        return slug;
    }

    private static String from(String name) {
        var plain = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        var slug = plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return slug.substring(0, Math.min(slug.length(), MOST));
    }
}
