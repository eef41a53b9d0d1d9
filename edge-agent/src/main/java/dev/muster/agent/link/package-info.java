/** The ways to the server: enrollment, the device socket, signed check-ins. All of it runs on the agent's one loop. */
package dev.muster.agent.link;
