package dev.dscore.lang;

/** What the entries of an array are. Float32 is kept as float64. */
public enum Dtype {
    BOOL("bool"),
    /** Beyond 0 … 255 NumPy begins again at 0: refused by name. */
    UINT8("uint8"),
    INT("int64"),
    FLOAT("float64");

    private final String text;

    Dtype(String text) {
        this.text = text;
    }

    /** As NumPy names it. */
    public String text() {
        return text;
    }

    /** Whether the entries are whole numbers. */
    public boolean isWhole() {
        return this == UINT8 || this == INT;
    }

    /** What two operands are counted in. */
    public Dtype with(Dtype other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
