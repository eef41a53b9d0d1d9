/**
 * What every request passes before it reaches a resource, a page or a socket, and the start and end of the sockets. The
 * door knows all that is behind it; nothing behind it knows the door.
 */
package dev.muster.web.door;
