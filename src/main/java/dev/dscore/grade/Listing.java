package dev.dscore.grade;

import java.util.Optional;

/**
 * Submitted code, and where to look in it.
 *
 * @param line the one that failed, or the one that gave the first wrong gradient its value; from 1
 */
public record Listing(String code, Optional<Integer> line) {}
