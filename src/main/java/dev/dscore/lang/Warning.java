package dev.dscore.lang;

/** Something in a program that is allowed and hardly ever meant. Line and column count from 1. */
public record Warning(int line, int column, String text, String message) {}
