/**
 * The commands, one file each: wire name, arguments, console form, danger and who may send it. The portal's completion,
 * the CLI, the REST boundary, the agent and the documentation all read {@link CommandTypes}.
 */
package dev.muster.protocol.command;
