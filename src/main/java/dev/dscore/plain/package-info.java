/** Arrays of plain numbers with strides, on which submitted code runs: views and changes in place are NumPy's own. Knows no graph. */
@NullMarked
package dev.dscore.plain;

import org.jspecify.annotations.NullMarked;
