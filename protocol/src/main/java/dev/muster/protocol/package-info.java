/**
 * What a device and the server say to each other: messages, signatures, commands, limits.
 *
 * <p>This package is the wire contract in code. It depends on nothing but JSON binding, so that the agent, the server
 * and the tests of both read the same definitions. {@code docs/protocol.md} is the same contract in words; its test
 * vectors are the JSON files in this module's test resources.
 */
package dev.muster.protocol;
