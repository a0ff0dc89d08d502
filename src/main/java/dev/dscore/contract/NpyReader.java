package dev.dscore.contract;

import dev.dscore.array.Tensor;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code .npy}, the format that {@code numpy.lib.format} defines. The file is not trusted: every size is checked
 * before memory is allocated for it.
 */
final class NpyReader {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 4096;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[))");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

    private final long mostElements;
    private final LongConsumer charge;
    private final Inflated inflated;

    /** Counts the bytes of an archive against its limit. */
    interface Inflated {
        /** @throws RequestException if the arrays of the archive are larger than a request may be */
        void take(String name, long bytes);
    }

    /** @param charge called with the bytes of an array before it is allocated; may refuse it */
    NpyReader(long mostElements, LongConsumer charge, Inflated inflated) {
        this.mostElements = mostElements;
        this.charge = charge;
        this.inflated = inflated;
    }

    /** Reads the array {@code name} up to its last number. */
    TypedTensor read(String name, InputStream in) throws IOException {
        byte[] start = exactly(in, 8, name);
        if (!Arrays.equals(start, 0, 6, MAGIC, 0, 6)) throw malformed(name + " is no .npy");
        int version = start[6];
        if (version < 1 || version > 3)
            throw malformed(name + " has the .npy version " + version + "; 1 to 3 are read");
        ByteBuffer size =
                ByteBuffer.wrap(exactly(in, version == 1 ? 2 : 4, name)).order(ByteOrder.LITTLE_ENDIAN);
        long length = version == 1 ? Short.toUnsignedLong(size.getShort()) : Integer.toUnsignedLong(size.getInt());
        if (length > LONGEST_HEADER) throw malformed("the header of " + name + " is too long");
        String header = new String(exactly(in, (int) length, name), StandardCharsets.UTF_8);
        String description = description(name, header);
        ElementType dtype = dtype(name, description);
        int[] shape = shape(name, header);
        int count = Tensor.count(shape);
        Matcher order = ORDER.matcher(header);
        if (!order.find()) throw malformed("the header of " + name + " does not say fortran_order");
        boolean bigEndian = description.startsWith(">");
        double[] data = numbers(name, in, dtype, bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, count);
        boolean columns = order.group(1).equals("True");
        return new TypedTensor(new Tensor(shape, columns ? fromColumns(data, shape) : data), dtype);
    }

    // the byte order and the type: <f8
    private static String description(String name, String header) {
        Matcher description = DESCRIPTION.matcher(header);
        if (!description.find()) throw malformed("the header of " + name + " does not say descr");
        return description.group(2) != null ? description.group(2) : description.group(1);
    }

    private static ElementType dtype(String name, String description) {
        if (description.matches("[<>|=].*")) {
            Optional<ElementType> known = ElementType.described(description.substring(1));
            if (known.isPresent()) return known.get();
        }
        String kind = description.replaceAll("[<>|=]", "");
        String what =
                switch (kind.isEmpty() ? ' ' : kind.charAt(0)) {
                    case 'O' -> "Python objects";
                    case 'c' -> "complex numbers";
                    case '[', 'V' -> "records";
                    case 'U', 'S', 'a' -> "text";
                    case 'M', 'm' -> "dates or times";
                    default -> "numbers of a kind that is not read";
                };
        throw new RequestException(
                ProblemType.WRONG_TYPE,
                name + " holds " + what + "; floats of 2, 4 or 8 bytes, integers and bool are read: " + name
                        + ".astype(np.float64)",
                RequestException.pointer("", name));
    }

    private int[] shape(String name, String header) {
        Matcher matcher = SHAPE.matcher(header);
        if (!matcher.find()) throw malformed("the header of " + name + " does not say shape");
        String[] lengths = matcher.group(1).isBlank()
                ? new String[0]
                : matcher.group(1).strip().split("\\s*,\\s*");
        if (lengths.length > NestedLists.MOST_AXES)
            throw malformed(name + " has more than " + NestedLists.MOST_AXES + " axes");
        int[] shape = new int[lengths.length];
        double count = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            double length = Double.parseDouble(lengths[axis]);
            count *= length;
            if (length > mostElements || count > mostElements) {
                throw new RequestException(
                        ProblemType.TOO_LARGE,
                        "an array has at most " + mostElements + " entries; " + name + " has more",
                        RequestException.pointer("", name));
            }
            shape[axis] = (int) length;
        }
        return shape;
    }

    private double[] numbers(String name, InputStream in, ElementType dtype, ByteOrder order, int count)
            throws IOException {
        inflated.take(name, (long) count * Double.BYTES);
        charge.accept(2L * count * Double.BYTES); // twice, as an array in column order is copied
        double[] data = new double[count];
        // in pieces, so that the bytes are not held beside the numbers
        int piece = 8192;
        for (int start = 0; start < count; start += piece) {
            int some = Math.min(piece, count - start);
            ByteBuffer bytes =
                    ByteBuffer.wrap(exactly(in, some * dtype.size(), name)).order(order);
            for (int i = 0; i < some; i++) data[start + i] = dtype.next(bytes);
        }
        return data;
    }

    // from Fortran's order, first axis fastest, to C's
    private static double[] fromColumns(double[] data, int[] shape) {
        double[] result = new double[data.length];
        int[] index = new int[shape.length];
        for (int position = 0; position < data.length; position++) {
            int from = 0;
            for (int axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis] + index[axis];
            result[position] = data[from];
            for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }
        return result;
    }

    private static byte[] exactly(InputStream in, int count, String name) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) throw malformed(name + " breaks off: its header promises more than there is");
        return bytes;
    }

    static RequestException malformed(String detail) {
        return new RequestException(ProblemType.MALFORMED_ARCHIVE, detail);
    }
}
