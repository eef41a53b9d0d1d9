/** Digests, MACs and signatures of the wire: RFC 9421, RFC 9530, RFC 8785, RFC 5869. */
package dev.muster.protocol.crypto;
