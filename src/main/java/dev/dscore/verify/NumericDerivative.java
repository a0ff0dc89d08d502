package dev.dscore.verify;

/** What finite differences say of one derivative. */
sealed interface NumericDerivative permits Estimate, OneSided {}
