package dev.dscore.grade;

/** How long the parts of a computation took, in nanoseconds. */
public record Timing(long derive, long evaluate, long verify) {}
