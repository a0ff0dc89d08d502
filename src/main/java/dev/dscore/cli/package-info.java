/** Grading offline, from files: the command line's caller of {@code app}. Starts no server and knows no HTTP. */
@NullMarked
package dev.dscore.cli;

import org.jspecify.annotations.NullMarked;
