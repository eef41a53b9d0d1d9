package dev.muster.identity.entity;

/** How a session is carried: in a browser's cookie, or in a user JWT. */
public enum SessionKind {
    BROWSER,
    TOKEN
}
