/** What a reading holds: the real figures of this machine and, for demonstrations, simulated sensors marked as such. */
package dev.muster.agent.sensor;
