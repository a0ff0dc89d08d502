/** The application: the service over the packages below. */
@NullMarked
package dev.dscore;

import org.jspecify.annotations.NullMarked;
