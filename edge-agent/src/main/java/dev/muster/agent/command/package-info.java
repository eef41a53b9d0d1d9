/** What the server may ask for: one file per command, run at most once, answered with a signed result. */
package dev.muster.agent.command;
