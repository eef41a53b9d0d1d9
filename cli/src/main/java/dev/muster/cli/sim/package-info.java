/**
 * Thousands of devices in one process over real sockets: the same wire contract as the agent, without its sensors and
 * files. {@link dev.muster.cli.sim.SimulatedFleet} runs them, {@link dev.muster.cli.sim.Books} keeps count.
 */
package dev.muster.cli.sim;
