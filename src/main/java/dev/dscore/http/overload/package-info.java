/** What protects the service from its clients: admission, byte budget, and the limits of a request body. Knows no controller. */
@NullMarked
package dev.dscore.http.overload;

import org.jspecify.annotations.NullMarked;
