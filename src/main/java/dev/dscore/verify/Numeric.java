package dev.dscore.verify;

/** What finite differences say of one derivative. */
sealed interface Numeric permits Estimate, OneSided {}
