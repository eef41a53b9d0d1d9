package dev.muster.mail.entity;

/** A letter in plain text. */
public record Letter(String to, String subject, String text) {
    @Override
    public String toString() {
        return "Letter[to=" + to + ", subject=" + subject + "]"; // never the text: links in it open doors
    }
}
