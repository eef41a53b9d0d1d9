package dev.muster.telemetry.entity;

import java.util.List;

/** One key over time: points of epoch milliseconds and value. {@code stepSec} is 0 for points as they were sent. */
public record Series(String key, double stepSec, List<double[]> points) {
    public Series {
        points = List.copyOf(points);
    }
}
