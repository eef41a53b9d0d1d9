/**
 * What every component stands on: whom a transaction acts for ({@link dev.muster.platform.Scope}), SQL, refusals,
 * sealing. Knows no component.
 */
package dev.muster.platform;
