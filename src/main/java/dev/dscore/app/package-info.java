/**
 * The use cases as plain Java objects, and the only place where the engine is put together. Knows no HTTP and no JSON.
 */
@NullMarked
package dev.dscore.app;

import org.jspecify.annotations.NullMarked;
