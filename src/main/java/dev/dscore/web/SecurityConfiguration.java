package dev.dscore.web;

import static org.springframework.security.config.Customizer.withDefaults;

import dev.dscore.web.Access.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Who may call what. Where no keys are configured, everybody has every role. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    /** What a browser loads before it can send a key, and what a balancer asks; nothing of anybody's is in them. */
    private static final String[] PUBLIC = {
        "/actuator/health/**",
        "/error",
        "/",
        "/index.html",
        "/page.*",
        "/webjars/**",
        "/swagger-ui/**",
        "/swagger-ui",
        "/v3/api-docs/**",
        "/v3/api-docs.yaml"
    };

    SecurityConfiguration(Access access, ServerProperties server) {
        boolean here = server.getAddress() != null && server.getAddress().isLoopbackAddress();
        if (!here && !access.isLocked() && !access.open()) throw new OpenToAllException(server.getAddress());
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, Access access, ProblemWriter problems) {
        return http.csrf(AbstractHttpConfigurer::disable) // a browser sends no key unasked
                .cors(withDefaults())
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .anonymous(anonymous -> {
                    if (!access.isLocked()) anonymous.authorities(authorities(Role.AUTHOR));
                })
                .addFilterBefore(new KeyFilter(access, problems), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(PUBLIC)
                        .permitAll()
                        .requestMatchers(HttpMethod.POST, "/v1/derivation")
                        .hasAuthority(Role.AUTHOR.name())
                        .anyRequest()
                        .hasAuthority(Role.CHECK.name()))
                .exceptionHandling(refused -> refused.authenticationEntryPoint((request, response, e) -> {
                            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                            problems.write(KeyFilter.missing(), request, response);
                        })
                        .accessDeniedHandler((request, response, e) -> problems.write(
                                Problems.answer(ProblemType.FORBIDDEN, forbidden("this call"), null),
                                request,
                                response)))
                .build();
    }

    @Bean
    CorsConfigurationSource corsConfigurationSource(Access access) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        if (access.origins().isEmpty()) return source;
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(access.origins());
        allowed.setAllowedMethods(List.of("GET", "POST"));
        allowed.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, HttpHeaders.ACCEPT));
        source.registerCorsConfiguration("/v1/**", allowed);
        return source;
    }

    /** What a caller of this role may do; an author may what a checker may. */
    static List<GrantedAuthority> authorities(Role role) {
        return AuthorityUtils.createAuthorityList(Arrays.stream(Role.values())
                .filter(may -> may.compareTo(role) <= 0)
                .map(Role::name)
                .toList());
    }

    /** Refuses what gives the answer away to those who are no authors. */
    static void requireAuthor(String what, @Nullable String pointer) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        boolean author = caller != null
                && caller.getAuthorities().stream()
                        .anyMatch(may -> Objects.equals(may.getAuthority(), Role.AUTHOR.name()));
        if (!author) throw new ApiException(ProblemType.FORBIDDEN, forbidden(what), pointer);
    }

    private static String forbidden(String what) {
        return what + " gives the answer away: it is for keys with the role author";
    }
}
