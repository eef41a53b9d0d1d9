/** The ways to the network that this host has, what it knows of them, and how the agent fared on each. */
package dev.muster.agent.transport;
