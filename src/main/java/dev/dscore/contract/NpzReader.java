package dev.dscore.contract;

import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Reads npz, a zip of {@code .npy} files, as {@code numpy.savez} and {@code savez_compressed} write it. The file is not
 * trusted: every size is checked before memory is allocated for it.
 */
public final class NpzReader {
    private static final int MOST_ENTRIES = 100;

    private final NpyReader npy;
    private long left;

    private NpzReader(long mostElements, long mostBytes, LongConsumer charge) {
        this.npy = new NpyReader(mostElements, charge, this::take);
        this.left = mostBytes;
    }

    /**
     * Reads the arrays by name, in the order of the file; arrays that cannot be read are refused one by one.
     *
     * @param mostElements the maximum number of entries of one array
     * @param mostBytes the maximum size of all arrays together, inflated
     * @param charge called with the bytes of an array before it is allocated; may refuse it
     * @throws RequestException if the file as a whole cannot be read
     */
    public static Map<String, NpzEntry> read(InputStream in, long mostElements, long mostBytes, LongConsumer charge)
            throws IOException {
        return new NpzReader(mostElements, mostBytes, charge).entries(in);
    }

    private Map<String, NpzEntry> entries(InputStream in) throws IOException {
        Map<String, NpzEntry> arrays = new LinkedHashMap<>();
        End end = new End(in);
        try (ZipInputStream zip = new ZipInputStream(end, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = name(entry.getName());
                if (arrays.size() == MOST_ENTRIES)
                    throw NpyReader.malformed("an npz has at most " + MOST_ENTRIES + " arrays here");
                if (arrays.put(name, entry(name, zip)) != null)
                    throw NpyReader.malformed(name + " is in the npz twice");
            }
            if (!arrays.isEmpty() && !end.isDirectory()) throw new EOFException();
        } catch (ZipException e) {
            String message = String.valueOf(e.getMessage());
            throw NpyReader.malformed(
                    message.contains("EXT descriptor")
                            ? "the npz was written to a stream that cannot seek, and its entries do not say how long they"
                                    + " are; save it to a file or to io.BytesIO() first"
                            : "the npz is damaged");
        } catch (EOFException e) {
            throw NpyReader.malformed("the npz breaks off");
        } catch (IllegalArgumentException e) {
            throw NpyReader.malformed("the npz is damaged: a name in it is not UTF-8");
        }
        if (arrays.isEmpty()) throw NpyReader.malformed("this is no npz: it is not a zip, or has nothing in it");
        return arrays;
    }

    /** Keeps the last bytes of a stream, where a complete zip has the end of its directory. */
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

        /** Reads the rest of the stream and returns whether it ends with a directory. */
        boolean isDirectory() throws IOException {
            byte[] rest = new byte[8192];
            while (read(rest, 0, rest.length) >= 0) {}
            ByteBuffer bytes = ByteBuffer.wrap(last);
            for (int at = 0; at + 22 <= last.length; at++) if (bytes.getInt(at) == SIGNATURE) return true;
            return false;
        }
    }

    private static String name(String entry) {
        if (!entry.endsWith(".npy")) throw NpyReader.malformed("the npz has an entry that is no .npy");
        String name = entry.substring(0, entry.length() - ".npy".length());
        if (!name.matches("[A-Za-z_]\\w{0,99}"))
            throw NpyReader.malformed("the name of an array in the npz is no name");
        return name;
    }

    private NpzEntry entry(String name, InputStream in) throws IOException {
        try {
            TypedTensor array = npy.read(name, in);
            if (in.read() >= 0) throw NpyReader.malformed(name + " goes on after its last number");
            return new NpzEntry.Read(array);
        } catch (RequestException e) {
            if (isOfAll(e)) throw e;
            skip(name, in);
            return new NpzEntry.Refused(e);
        }
    }

    // whether the fault is a limit of the whole file, or of all requests together
    private boolean isOfAll(RequestException e) {
        return left < 0 || e.type() == ProblemType.OVERLOADED;
    }

    // to the end of the entry; bytes that are not kept are inflated and counted, too
    private void skip(String name, InputStream in) throws IOException {
        byte[] rest = new byte[8192];
        for (int count = in.read(rest); count >= 0; count = in.read(rest)) take(name, count);
    }

    private void take(String name, long bytes) {
        left -= bytes;
        if (left < 0) {
            throw new RequestException(
                    ProblemType.TOO_LARGE,
                    "the arrays of the npz are larger than a request may be",
                    RequestException.pointer("", name));
        }
    }
}
