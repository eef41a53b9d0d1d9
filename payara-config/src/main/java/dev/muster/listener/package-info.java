/**
 * Runs inside Payara's network listeners, below every application: gives the answers that the container writes by itself
 * what all of ours have. A jar of its own in the domain's {@code lib}, which knows Grizzly and nothing else.
 */
package dev.muster.listener;
