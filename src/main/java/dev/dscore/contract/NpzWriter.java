package dev.dscore.contract;

import dev.dscore.array.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays as npz. */
public final class NpzWriter {
    private NpzWriter() {}

    /**
     * Writes float64 in C order with stored entries, as {@code numpy.savez} does. The same arrays give the same bytes.
     */
    public static void write(Map<String, Tensor> arrays, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
                byte[] header = header(array.getValue());
                double[] numbers = array.getValue().data();
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(header.length + (long) Double.BYTES * numbers.length);
                entry.setCrc(checksum(header, numbers));
                // the first day of the zip format
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(header);
                new Float64Stream(numbers).transferTo(zip);
                zip.closeEntry();
            }
        }
    }

    private static long checksum(byte[] header, double[] numbers) throws IOException {
        CheckedOutputStream counted = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        counted.write(header);
        new Float64Stream(numbers).transferTo(counted);
        return counted.getChecksum().getValue();
    }

    private static byte[] header(Tensor tensor) {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + Tensor.tuple(tensor.shape()) + ", }";
        // the numbers start at a multiple of 64 bytes
        int padded = (10 + header.length() + 1 + 63) / 64 * 64;
        ByteBuffer bytes = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(NpyReader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - 10));
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        while (bytes.position() < padded - 1) bytes.put((byte) ' ');
        bytes.put((byte) '\n');
        return bytes.array();
    }
}
