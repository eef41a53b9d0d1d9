package dev.muster.web.mqtt;

/**
 * A message that the broker has handed on.
 *
 * @param acknowledge tells the broker that it need not come again
 */
record Arrived(String topic, byte[] payload, Runnable acknowledge) {}
