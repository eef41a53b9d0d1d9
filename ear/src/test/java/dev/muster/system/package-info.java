/**
 * The running product from outside: HTTP, WebSocket, real agents, real processes. Nothing here reads the product's code
 * but its wire contract ({@code dev.muster.protocol}); what a device does is written from {@code docs/protocol.md}.
 *
 * <p>The product is started once per test run through the launcher ({@link dev.muster.system.RunningMuster}), or is a
 * server that is there already: {@code -Dmuster.base.url=… -Dmuster.admin.email=… -Dmuster.admin.password=…
 * -Dmuster.enrollment.key=…}. The story that has to hold on every server carries the tag {@code smoke}: {@code mvn verify
 * -pl ear -Dgroups=smoke}.
 */
package dev.muster.system;
