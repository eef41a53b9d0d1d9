package dev.muster.web.identity;

import dev.muster.platform.Permission;
import dev.muster.web.portal.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The signed-in person as the top bar shows them. */
@Named
@RequestScoped
public class Person {

    @Inject
    private CurrentCaller current;

    @Inject
    private Texts texts;

    public String getId() {
        return current.get().id().toString();
    }

    public String getName() {
        return current.getName();
    }

    public String getEmail() {
        return current.getEmail();
    }

    /** The slug of the org where this person may set its rules; null where they may not. */
    public String getRuledOrg() {
        return current.get().may(Permission.SET_RULES) ? current.get().orgSlug() : null;
    }

    public String getOrgName() {
        return current.getOrgName();
    }

    /** The role in words, and that the person runs the installation where they do. */
    public String getRole() {
        var role = texts.get("role." + current.getRole());
        return current.get().platformOperator() ? role + ", " + texts.get("role.PLATFORM") : role;
    }

    /** First letters of the first and the last name. */
    public String getInitials() {
        var names = current.getName().strip().split("\\s+");
        return Stream.of(names[0], names.length > 1 ? names[names.length - 1] : "")
                .filter(name -> !name.isEmpty())
                .map(name -> new String(Character.toChars(Character.toUpperCase(name.codePointAt(0)))))
                .collect(Collectors.joining());
    }

    /** Whether this person runs the installation. */
    public boolean isOperator() {
        return current.get().platformOperator();
    }
}
