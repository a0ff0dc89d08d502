/** Keys and roles. */
@NullMarked
package dev.dscore.http.security;

import org.jspecify.annotations.NullMarked;
