/** For how long an org keeps what its devices said, over REST and in the portal. */
package dev.muster.web.retention;
