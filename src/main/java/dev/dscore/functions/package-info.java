/** The catalogue and the definitions that requests contain: functions with declared inputs. */
@NullMarked
package dev.dscore.functions;

import org.jspecify.annotations.NullMarked;
