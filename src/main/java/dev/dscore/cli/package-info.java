/** Offline grading from files: the command line, which calls {@code app}. Starts no server and knows no HTTP. */
@NullMarked
package dev.dscore.cli;

import org.jspecify.annotations.NullMarked;
