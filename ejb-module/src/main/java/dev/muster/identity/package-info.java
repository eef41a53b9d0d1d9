/** Who people are: orgs, people, sign-in, sessions, tokens, and the first start of an installation. */
package dev.muster.identity;
