/**
 * The edge agent: a plain Java program that keeps one device in touch with its server.
 *
 * <p>{@link dev.muster.agent.Agent} is the whole of it and can be embedded; {@link dev.muster.agent.Main} is its command
 * line. What the device wants to say is written to the queue first ({@code store}), sent by socket or signed check-in
 * ({@code link}) and dropped once the server has acknowledged it. Commands run one file each ({@code command}); the
 * figures come from this machine or, plainly marked, from a simulation ({@code sensor}); what carries them is read from
 * the host ({@code transport}).
 */
package dev.muster.agent;
