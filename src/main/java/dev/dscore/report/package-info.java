/** Reports for people and autograders: text, Markdown, HTML with heat maps, and what each autograder reads. Knows no HTTP. */
@NullMarked
package dev.dscore.report;

import org.jspecify.annotations.NullMarked;
