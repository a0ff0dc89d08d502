package dev.dscore.lang;

/** The type of the entries of an array. Float32 is stored as float64. */
public enum Dtype {
    BOOL("bool"),
    /** 0 … 255. Beyond that range NumPy wraps around; here a message that names the type refuses the value. */
    UINT8("uint8"),
    INT("int64"),
    FLOAT("float64");

    private final String text;

    Dtype(String text) {
        this.text = text;
    }

    /** Returns NumPy's name of the type. */
    public String text() {
        return text;
    }

    /** Returns whether the entries are whole numbers. */
    public boolean isWhole() {
        return this == UINT8 || this == INT;
    }

    /** Returns the type in which an operation on entries of both types is computed. */
    public Dtype with(Dtype other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
