package dev.muster.web.device;

import java.util.LinkedHashMap;
import java.util.Map;

/** One token bucket per key. The {@link #KEPT} keys heard last are kept; a forgotten one is full. */
final class Buckets<K> {

    private static final int KEPT = 100_000;

    private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
            return size() > KEPT;
        }
    };

    synchronized boolean take(K key, int perSecond, int burst) {
        return buckets.computeIfAbsent(key, fresh -> new Bucket(burst)).take(perSecond, burst);
    }

    private static final class Bucket {
        private double tokens;
        private long at = System.nanoTime();

        Bucket(int burst) {
            tokens = burst;
        }

        boolean take(int perSecond, int burst) {
            var now = System.nanoTime();
            tokens = Math.min(burst, tokens + (now - at) / 1e9 * perSecond);
            at = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
