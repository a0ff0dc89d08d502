package dev.dscore.grade;

/**
 * Where and why submitted code stopped.
 *
 * @param line from 1
 * @param text of the piece of the line that is at fault
 */
public record Stopped(int line, String text, String message) {}
