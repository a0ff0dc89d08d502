package dev.dscore.http.security;

import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Authenticates a caller by {@code Authorization: Bearer …} (RFC 6750). */
final class KeyFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final Access access;
    private final HandlerExceptionResolver problems;

    KeyFilter(Access access, HandlerExceptionResolver problems) {
        this.access = access;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !access.isLocked();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Access.Key> key = key(header);
        if (key.isEmpty()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            problems.resolveException(
                    request,
                    response,
                    null,
                    new RequestException(ProblemType.UNAUTHORIZED, "this is not a key of this service"));
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                key.get().name(),
                null,
                SecurityConfiguration.authorities(key.get().role())));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    private Optional<Access.Key> key(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return Optional.empty();
        return access.find(header.substring(SCHEME.length()).trim());
    }

    static RequestException missing() {
        return new RequestException(ProblemType.UNAUTHORIZED, "a key is missing; send it as Authorization: Bearer …");
    }
}
