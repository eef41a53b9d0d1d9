/** Letters to people: queued with what they tell of, sent by SMTP, tried again until a mail server takes them. */
package dev.muster.mail;
