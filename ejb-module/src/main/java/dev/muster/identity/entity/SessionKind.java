package dev.muster.identity.entity;

/** How a session is carried: in a browser's cookie, in a user JWT, or by an API key. */
public enum SessionKind {
    BROWSER,
    TOKEN,
    API_KEY
}
