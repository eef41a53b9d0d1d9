/** Readings, events and log lines of devices: stored once, by time, and read back down-sampled. */
package dev.muster.telemetry;
