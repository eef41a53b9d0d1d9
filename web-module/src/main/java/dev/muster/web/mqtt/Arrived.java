package dev.muster.web.mqtt;

/**
 * A message that the broker has handed on.
 *
 * @param kept whether the broker keeps it until it is acknowledged (QoS 1)
 * @param acknowledge tells the broker that it need not come again
 */
record Arrived(String topic, byte[] payload, boolean kept, Runnable acknowledge) {}
