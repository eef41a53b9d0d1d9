/** Who did what, on what, from where: written in the transaction of the change, never changed afterwards. */
package dev.muster.audit;
