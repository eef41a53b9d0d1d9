/** Events of devices that speak MQTT to a broker (section 10 of the wire contract). */
package dev.muster.web.mqtt;
