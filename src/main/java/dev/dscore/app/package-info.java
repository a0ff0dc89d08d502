/** The use cases as plain Java objects, and the one place where the engine is put together. Knows no HTTP and no JSON. */
@NullMarked
package dev.dscore.app;

import org.jspecify.annotations.NullMarked;
