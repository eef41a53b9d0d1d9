/** How people and devices reach Muster: REST, WebSocket, pages. Knows boundaries and records, decides nothing. */
package dev.muster.web;
