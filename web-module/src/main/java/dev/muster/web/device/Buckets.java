package dev.muster.web.device;

import java.util.LinkedHashMap;
import java.util.Map;

/** One token bucket per key. The {@link #KEPT} keys heard last are kept; a forgotten one is full. */
final class Buckets<K> {

    private static final int KEPT = 100_000;

    private final Map<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, TokenBucket> eldest) {
            return size() > KEPT;
        }
    };

    synchronized boolean take(K key, int perSecond, int burst) {
        return buckets.computeIfAbsent(key, fresh -> new TokenBucket(perSecond, burst))
                .take();
    }

    synchronized void giveBack(K key) {
        var bucket = buckets.get(key);
        if (bucket != null) {
            bucket.giveBack();
        }
    }
}
