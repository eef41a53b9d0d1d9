/** Writes that their client may send again: with an {@code Idempotency-Key} each happens once. */
package dev.muster.web.repeat;
