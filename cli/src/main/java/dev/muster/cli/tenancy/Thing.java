package dev.muster.cli.tenancy;

/** Something of an org that a request can name. {@code device} is that of a command, else null. */
record Thing(Kind kind, Zone zone, String value, String device) {}
