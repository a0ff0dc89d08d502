/** Controllers, payloads, formats, error documents. The only package that knows HTTP and JSON. */
@NullMarked
package dev.dscore.web;

import org.jspecify.annotations.NullMarked;
