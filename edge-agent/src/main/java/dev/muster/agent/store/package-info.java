/** What survives a power cut: who this device is, what it has not delivered yet, which commands it has run. */
package dev.muster.agent.store;
