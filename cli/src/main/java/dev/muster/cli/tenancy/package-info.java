/**
 * Tenancy that attacks itself: two orgs are made on a running server, one is filled with words that occur nowhere else,
 * and outsiders ask for them by every address, parameter, message and page the server has. {@link TenancyProbe} is the
 * way in; {@link Catalogue} is where a new endpoint is made known.
 */
package dev.muster.cli.tenancy;
