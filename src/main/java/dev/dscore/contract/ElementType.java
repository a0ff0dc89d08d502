package dev.dscore.contract;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A dtype of NumPy, and how a number of it is read from its bytes. */
public enum ElementType {
    FLOAT64('f', 8, ByteBuffer::getDouble),
    FLOAT32('f', 4, ByteBuffer::getFloat),
    FLOAT16('f', 2, bytes -> HalfPrecision.value(bytes.getShort())),
    INT64('i', 8, ByteBuffer::getLong),
    INT32('i', 4, ByteBuffer::getInt),
    INT16('i', 2, ByteBuffer::getShort),
    INT8('i', 1, ByteBuffer::get),
    UINT64('u', 8, bytes -> unsigned(bytes.getLong())),
    UINT32('u', 4, bytes -> Integer.toUnsignedLong(bytes.getInt())),
    UINT16('u', 2, bytes -> Short.toUnsignedInt(bytes.getShort())),
    UINT8('u', 1, bytes -> Byte.toUnsignedInt(bytes.get())),
    BOOL('b', 1, bytes -> bytes.get() == 0 ? 0 : 1);

    /** KServe's names of floats; its other names are NumPy's in capitals. */
    private static final Map<String, ElementType> ALIASES = Map.of("FP64", FLOAT64, "FP32", FLOAT32, "FP16", FLOAT16);

    private final char kind;
    private final int size;
    private final ToDoubleFunction<ByteBuffer> reader;

    ElementType(char kind, int size, ToDoubleFunction<ByteBuffer> reader) {
        this.kind = kind;
        this.size = size;
        this.reader = reader;
    }

    /** Reads the next number, in the byte order of the buffer. */
    double next(ByteBuffer bytes) {
        return reader.applyAsDouble(bytes);
    }

    /** Returns the number of bytes of one number. */
    int size() {
        return size;
    }

    boolean isFloat() {
        return kind == 'f';
    }

    /** Returns NumPy's name: {@code float64}, {@code int8}, {@code bool} … */
    String numpy() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the dtype with this name in NumPy or KServe, such as {@code float64} or {@code FP64}. */
    static Optional<ElementType> named(String name) {
        if (ALIASES.containsKey(name)) return Optional.of(ALIASES.get(name));
        return Arrays.stream(values())
                .filter(dtype -> name.equals(dtype.numpy()) || !dtype.isFloat() && name.equals(dtype.name()))
                .findFirst();
    }

    /** Returns the dtype that a .npy describes, without the byte order: {@code f8} or {@code b1}. */
    static Optional<ElementType> described(String description) {
        return Arrays.stream(values())
                .filter(dtype -> description.equals("" + dtype.kind + dtype.size))
                .findFirst();
    }

    /** Returns NumPy's names of all dtypes, separated by commas. */
    static String all() {
        return Arrays.stream(values()).map(ElementType::numpy).collect(Collectors.joining(", "));
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : 2.0 * (bits >>> 1 | bits & 1);
    }
}
