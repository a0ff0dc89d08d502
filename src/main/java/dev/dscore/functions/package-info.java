/** The catalogue and the definitions that requests bring: functions with declared inputs. */
@NullMarked
package dev.dscore.functions;

import org.jspecify.annotations.NullMarked;
