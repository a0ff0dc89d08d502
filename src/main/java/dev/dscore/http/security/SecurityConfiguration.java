package dev.dscore.http.security;

import static org.springframework.security.config.Customizer.withDefaults;

import dev.dscore.http.security.Access.Role;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Which role may call what. Where no keys are configured, every caller has every role. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    /** Loaded by a browser before it can send a key, or by a load balancer; contains no data of callers. */
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
    SecurityFilterChain security(
            HttpSecurity http,
            Access access,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
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
                            problems.resolveException(request, response, null, KeyFilter.missing());
                        })
                        .accessDeniedHandler((request, response, e) -> problems.resolveException(
                                request,
                                response,
                                null,
                                new RequestException(ProblemType.FORBIDDEN, Author.forbidden("this call")))))
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

    /** Returns the authorities of a role; an author has those of a checker, too. */
    static List<GrantedAuthority> authorities(Role role) {
        return AuthorityUtils.createAuthorityList(Arrays.stream(Role.values())
                .filter(may -> may.compareTo(role) <= 0)
                .map(Role::name)
                .toList());
    }
}
