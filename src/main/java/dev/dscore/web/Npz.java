package dev.dscore.web;

import dev.dscore.array.Tensor;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Arrays as {@code numpy.savez} and {@code savez_compressed} write them: a zip of {@code .npy} files, whose format numpy's
 * {@code numpy.lib.format} defines. Nothing of it is trusted: what is read is bounded before it is allocated.
 */
final class Npz {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_ENTRIES = 100, LONGEST_HEADER = 4096, MOST_AXES = 8;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[))");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

    private final long mostElements;
    private final Account account;
    private long left;

    /**
     * @param mostElements of one array
     * @param mostBytes of all arrays together, inflated
     * @param account charged for the arrays before they are made
     */
    private Npz(long mostElements, long mostBytes, Account account) {
        this.mostElements = mostElements;
        this.account = account;
        this.left = mostBytes;
    }

    /**
     * What a name of the file stands for.
     *
     * @param array null where it cannot be read
     * @param refusal why not
     */
    record Entry(@Nullable TypedTensor array, @Nullable ApiException refusal) {
        /** @throws ApiException where it cannot be read */
        TypedTensor orRefused() {
            if (array == null) throw Objects.requireNonNull(refusal);
            return array;
        }
    }

    /** The arrays by name, in the order of the file. */
    static Map<String, TypedTensor> read(InputStream in, long mostElements, long mostBytes, Account account)
            throws IOException {
        Map<String, TypedTensor> arrays = new LinkedHashMap<>();
        entries(in, mostElements, mostBytes, account).forEach((name, entry) -> arrays.put(name, entry.orRefused()));
        return arrays;
    }

    /** The same, with what cannot be read beside what can; the file as a whole is one that can. */
    static Map<String, Entry> entries(InputStream in, long mostElements, long mostBytes, Account account)
            throws IOException {
        return new Npz(mostElements, mostBytes, account).entries(in);
    }

    private Map<String, Entry> entries(InputStream in) throws IOException {
        Map<String, Entry> arrays = new LinkedHashMap<>();
        End end = new End(in);
        try (ZipInputStream zip = new ZipInputStream(end, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = name(entry.getName());
                if (arrays.size() == MOST_ENTRIES)
                    throw malformed("an npz has at most " + MOST_ENTRIES + " arrays here");
                if (arrays.put(name, entry(name, zip)) != null) throw malformed(name + " is in the npz twice");
            }
            if (!arrays.isEmpty() && !end.isDirectory()) throw new EOFException();
        } catch (ZipException e) {
            String message = String.valueOf(e.getMessage());
            throw malformed(
                    message.contains("EXT descriptor")
                            ? "the npz was written to a stream that cannot seek, and its entries do not say how long they"
                                    + " are; save it to a file or to io.BytesIO() first"
                            : "the npz is damaged");
        } catch (EOFException e) {
            throw malformed("the npz breaks off");
        } catch (IllegalArgumentException e) {
            throw malformed("the npz is damaged: a name in it is not UTF-8");
        }
        if (arrays.isEmpty()) throw malformed("this is no npz: it is not a zip, or has nothing in it");
        return arrays;
    }

    /** Remembers the last bytes, in which a zip that is whole has the end of its directory. */
    private static final class End extends FilterInputStream {
        private static final int SIGNATURE = 0x504b0506;
        private byte[] last = new byte[0];

        End(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count > 0) {
                byte[] more = Arrays.copyOf(last, last.length + count);
                System.arraycopy(buffer, offset, more, last.length, count);
                last = Arrays.copyOfRange(more, Math.max(0, more.length - 1024), more.length);
            }
            return count;
        }

        /** Whether the stream ends with a directory; reads what is left of it. */
        boolean isDirectory() throws IOException {
            byte[] rest = new byte[8192];
            while (read(rest, 0, rest.length) >= 0) {}
            ByteBuffer bytes = ByteBuffer.wrap(last);
            for (int at = 0; at + 22 <= last.length; at++) if (bytes.getInt(at) == SIGNATURE) return true;
            return false;
        }
    }

    private static String name(String entry) {
        if (!entry.endsWith(".npy")) throw malformed("the npz has an entry that is no .npy");
        String name = entry.substring(0, entry.length() - ".npy".length());
        if (!name.matches("[A-Za-z_]\\w{0,99}")) throw malformed("the name of an array in the npz is no name");
        return name;
    }

    private Entry entry(String name, InputStream in) throws IOException {
        try {
            TypedTensor array = array(name, in);
            if (in.read() >= 0) throw malformed(name + " goes on after its last number");
            return new Entry(array, null);
        } catch (ApiException e) {
            if (isOfAll(e)) throw e;
            skip(name, in);
            return new Entry(null, e);
        }
    }

    // a limit of the whole file, or of all that is sent at once
    private boolean isOfAll(ApiException e) {
        return left < 0 || e.type() == ProblemType.OVERLOADED;
    }

    // to the end of the entry; what is not kept is inflated, too
    private void skip(String name, InputStream in) throws IOException {
        byte[] rest = new byte[8192];
        for (int count = in.read(rest); count >= 0; count = in.read(rest)) take(name, count);
    }

    private void take(String name, long bytes) {
        left -= bytes;
        if (left < 0) {
            throw new ApiException(
                    ProblemType.TOO_LARGE,
                    "the arrays of the npz are larger than a request may be",
                    ApiException.pointer("", name));
        }
    }

    private TypedTensor array(String name, InputStream in) throws IOException {
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
        Dtype dtype = dtype(name, description);
        int[] shape = shape(name, header);
        int count = Tensor.count(shape);
        Matcher order = ORDER.matcher(header);
        if (!order.find()) throw malformed("the header of " + name + " does not say fortran_order");
        boolean bigEndian = description.startsWith(">");
        double[] data = numbers(name, in, dtype, bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, count);
        boolean columns = order.group(1).equals("True");
        return new TypedTensor(new Tensor(shape, columns ? fromColumns(data, shape) : data), dtype);
    }

    // the order of the bytes, and the type: <f8
    private static String description(String name, String header) {
        Matcher description = DESCRIPTION.matcher(header);
        if (!description.find()) throw malformed("the header of " + name + " does not say descr");
        return description.group(2) != null ? description.group(2) : description.group(1);
    }

    private static Dtype dtype(String name, String description) {
        if (description.matches("[<>|=].*")) {
            Optional<Dtype> known = Dtype.described(description.substring(1));
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
        throw new ApiException(
                ProblemType.WRONG_TYPE,
                name + " holds " + what + "; floats of 2, 4 or 8 bytes, integers and bool are read: " + name
                        + ".astype(np.float64)",
                ApiException.pointer("", name));
    }

    private int[] shape(String name, String header) {
        Matcher matcher = SHAPE.matcher(header);
        if (!matcher.find()) throw malformed("the header of " + name + " does not say shape");
        String[] lengths = matcher.group(1).isBlank()
                ? new String[0]
                : matcher.group(1).strip().split("\\s*,\\s*");
        if (lengths.length > MOST_AXES) throw malformed(name + " has more than " + MOST_AXES + " axes");
        int[] shape = new int[lengths.length];
        double count = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            double length = Double.parseDouble(lengths[axis]);
            count *= length;
            if (length > mostElements || count > mostElements) {
                throw new ApiException(
                        ProblemType.TOO_LARGE,
                        "an array has at most " + mostElements + " entries; " + name + " has more",
                        ApiException.pointer("", name));
            }
            shape[axis] = (int) length;
        }
        return shape;
    }

    private double[] numbers(String name, InputStream in, Dtype dtype, ByteOrder order, int count) throws IOException {
        take(name, (long) count * Double.BYTES);
        account.charge(2L * count * Double.BYTES); // and once more in the order of columns
        double[] data = new double[count];
        // a piece at a time, so that the bytes are not held beside the numbers
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

    private static ApiException malformed(String detail) {
        return new ApiException(ProblemType.MALFORMED_ARCHIVE, detail, null);
    }

    /** Writes float64 in C order, entries stored, as {@code numpy.savez} does. The same arrays give the same bytes. */
    static void write(Map<String, Tensor> arrays, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
                byte[] header = header(array.getValue());
                double[] numbers = array.getValue().data();
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(header.length + (long) Double.BYTES * numbers.length);
                entry.setCrc(checksum(header, numbers));
                // the zip format's first day
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(header);
                new Bytes(numbers).transferTo(zip);
                zip.closeEntry();
            }
        }
    }

    private static long checksum(byte[] header, double[] numbers) throws IOException {
        CheckedOutputStream counted = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        counted.write(header);
        new Bytes(numbers).transferTo(counted);
        return counted.getChecksum().getValue();
    }

    private static byte[] header(Tensor tensor) {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + Tensor.tuple(tensor.shape()) + ", }";
        // numbers start at a multiple of 64
        int padded = (10 + header.length() + 1 + 63) / 64 * 64;
        ByteBuffer bytes = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - 10));
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        while (bytes.position() < padded - 1) bytes.put((byte) ' ');
        bytes.put((byte) '\n');
        return bytes.array();
    }
}
