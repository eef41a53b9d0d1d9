package dev.muster.web.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which of their orgs a person has chosen in this browser. It proves nothing: whether they may act there is looked up
 * with each request.
 */
final class OrgCookie {

    private static final String NAME = "muster-org";
    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,63}");

    private OrgCookie() {}

    static Optional<String> read(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(NAME))
                .map(Cookie::getValue)
                .filter(OrgCookie::isSlug)
                .findFirst();
    }

    static boolean isSlug(String text) {
        return text != null && SLUG.matcher(text).matches();
    }

    /** Null forgets the choice: the person's first org it is then. */
    static void set(HttpServletRequest request, HttpServletResponse response, String slug) {
        response.addHeader(
                "Set-Cookie",
                NAME + "=" + (slug == null ? "; Max-Age=0" : slug) + "; Path=/; HttpOnly; SameSite=Strict"
                        + (request.isSecure() ? "; Secure" : ""));
    }
}
