/**
 * Commands: queued by people, taken by devices, ended by a signed result. The queue is the truth; sockets and pokes only
 * save time.
 */
package dev.muster.command;
