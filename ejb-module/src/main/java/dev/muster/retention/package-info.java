/** How long what devices said is kept, and the job that deletes the rest. */
package dev.muster.retention;
