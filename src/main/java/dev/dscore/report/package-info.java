/**
 * Reports for people and autograders: text, Markdown, HTML with heat maps, and the documents that autograders read.
 * Knows no HTTP.
 */
@NullMarked
package dev.dscore.report;

import org.jspecify.annotations.NullMarked;
