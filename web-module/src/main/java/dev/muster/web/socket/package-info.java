/** What the sockets of devices and of browsers share: who opened one, what waits to be sent, who works for them. */
package dev.muster.web.socket;
