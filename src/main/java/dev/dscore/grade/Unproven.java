package dev.dscore.grade;

/** A gradient that carries no points and that the check could not prove: it gets no mark. */
public record Unproven(String name, String reason) {}
