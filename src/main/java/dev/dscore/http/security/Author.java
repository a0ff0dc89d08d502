package dev.dscore.http.security;

import dev.dscore.http.security.Access.Role;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import dev.dscore.report.Reveal;
import java.util.Objects;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The role that may see answers. */
public final class Author {
    private Author() {}

    /** @throws RequestException if the caller may not see what {@code reveal} shows */
    public static void requireFor(Reveal reveal) {
        if (reveal == Reveal.ANSWERS && !isCaller()) {
            throw new RequestException(ProblemType.FORBIDDEN, forbidden("reveal: \"answers\""), "/reveal");
        }
    }

    private static boolean isCaller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller != null
                && caller.getAuthorities().stream()
                        .anyMatch(may -> Objects.equals(may.getAuthority(), Role.AUTHOR.name()));
    }

    static String forbidden(String what) {
        return what + " gives the answer away: it is for keys with the role author";
    }
}
