/** The API's records, and how JSON, npy and npz are read and written. Knows no HTTP. */
@NullMarked
package dev.dscore.contract;

import org.jspecify.annotations.NullMarked;
