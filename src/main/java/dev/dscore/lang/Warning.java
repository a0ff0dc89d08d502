package dev.dscore.lang;

/** A warning about something in a program that is allowed but hardly ever intended. Line and column count from 1. */
public record Warning(int line, int column, String text, String message) {}
