/**
 * {@code muster up}: a whole Muster on one machine. This JVM supervises; the server (Payara Micro) is a child JVM, and
 * PostgreSQL is the database of the settings or an embedded one in the data folder. Both outlive a killed launcher; the
 * next start finds them by what they left in the data folder.
 */
package dev.muster.launcher;
