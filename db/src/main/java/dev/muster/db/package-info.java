/** The schema's only source: the migrations under {@code db/migration}, and what applies them. */
package dev.muster.db;
