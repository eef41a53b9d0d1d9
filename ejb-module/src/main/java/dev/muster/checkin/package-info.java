/** What a device brings, as one transaction: who it is, readings, events, results, and what it gets in return. */
package dev.muster.checkin;
