/** The API's records, and the reading and writing of JSON, npy and npz. Knows no HTTP. */
@NullMarked
package dev.dscore.contract;

import org.jspecify.annotations.NullMarked;
