package dev.dscore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.problem.RequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that NumPy did not write; those that it did are sent to a running service by .ci/arrays.py. */
class NpzReaderTests {
    private static final long MOST_ELEMENTS = 1000, MOST_BYTES = 20_000;
    private static final String HEADER = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";

    private final AtomicLong charged = new AtomicLong();

    private Map<String, TypedTensor> read(byte[] npz) throws IOException {
        charged.set(0);
        Map<String, TypedTensor> arrays = new LinkedHashMap<>();
        NpzReader.read(new ByteArrayInputStream(npz), MOST_ELEMENTS, MOST_BYTES, charged::addAndGet)
                .forEach((name, entry) -> arrays.put(name, entry.orRefused()));
        return arrays;
    }

    private static byte[] npy(String header, byte[] numbers) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(10 + text.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        return bytes.putShort((short) text.length).put(text).put(numbers).array();
    }

    private static byte[] zip(String name, byte[]... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i++) {
                zip.putNextEntry(new ZipEntry(name + (i == 0 ? "" : i) + ".npy"));
                zip.write(entries[i]);
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, 0000000000000440, 2.5",
        ">f8, 4004000000000000, 2.5",
        "<f4, 00002040, 2.5",
        "<f2, 0041, 2.5",
        "<i8, feffffffffffffff, -2",
        "<u8, ffffffffffffffff, 1.8446744073709552e19",
        ">i2, fffe, -2",
        "|i1, fe, -2",
        "|u1, fe, 254",
        "<u2, feff, 65534",
        "<u4, feffffff, 4294967294",
        "|b1, 02, 1"
    })
    void aNumberOfEachTypeIsReadAsWhatItIs(String description, String hex, double number) throws IOException {
        String header = "{'descr': '" + description + "', 'fortran_order': False, 'shape': ()}";
        TypedTensor read =
                read(zip("a", npy(header, HexFormat.of().parseHex(hex)))).get("a");
        assertThat(read.tensor().data()).containsExactly(number);
        assertThat(read.tensor().shape()).isEmpty();
        assertThat(read.dtype().size()).isEqualTo(hex.length() / 2);
    }

    /** Bytes of the file changed, cut off, doubled: it is read or refused, and never takes more memory than it may. */
    @Test
    void whateverIsDoneToAFileItIsReadOrRefused() throws IOException {
        Random random = new Random(11);
        byte[] array = npy(HEADER, new byte[48]);
        int readable = 0;
        for (int round = 0; round < 30_000; round++) {
            boolean inside = round % 2 == 0; // of the zip, where the checksum of an entry does not tell
            byte[] bytes = inside ? array.clone() : zip("X", array, array);
            for (int change = random.nextInt(4); change >= 0; change--) bytes = changed(bytes, random);
            if (inside) bytes = zip("X", bytes);
            try {
                assertThat(read(bytes)).isNotEmpty();
                readable++;
            } catch (RequestException e) {
                assertThat(e.getMessage()).isNotBlank();
                assertThat(e.type().status()).isBetween(400, 499);
            }
            assertThat(charged.get()).isLessThanOrEqualTo(2 * MOST_BYTES);
        }
        assertThat(readable).isBetween(1_000, 29_000);
    }

    private static byte[] changed(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length), length = random.nextInt(1 + Math.min(16, bytes.length - at));
        byte[] result = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> result[at] = (byte) "0123456789(),'<>|fiubO: -\0".charAt(random.nextInt(26));
            case 2 -> result = Arrays.copyOf(bytes, Math.max(1, at));
            case 3 -> {
                result = new byte[bytes.length + length];
                System.arraycopy(bytes, 0, result, 0, at + length);
                System.arraycopy(bytes, at, result, at + length, bytes.length - at);
            }
            default -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), result, at, length);
        }
        return result;
    }

    /** Headers put together from their own words. */
    @Test
    void noHeaderIsBelievedBeforeItIsBounded() throws IOException {
        List<String> words = List.of(
                "'descr': ",
                "'<f8'",
                "'|O'",
                "'>c16'",
                "[('a', '<f4')]",
                "'fortran_order': ",
                "True",
                "False",
                "'shape': ",
                "(",
                ")",
                "2",
                ",",
                "3",
                "-1",
                "99999999999999999999",
                "1000",
                "1001",
                "{",
                "}",
                " ",
                "\0",
                "\u00e9",
                "''");
        Random random = new Random(12);
        for (int round = 0; round < 30_000; round++) {
            StringBuilder header = new StringBuilder();
            if (random.nextBoolean()) header.append("{'descr': '<f8', 'fortran_order': False, 'shape': ");
            for (int word = random.nextInt(12); word >= 0; word--)
                header.append(words.get(random.nextInt(words.size())));
            try {
                read(zip("X", npy(header.toString(), new byte[8 * random.nextInt(8)])));
            } catch (RequestException e) {
                assertThat(e.type().status()).isBetween(400, 499);
            }
            assertThat(charged.get()).isLessThanOrEqualTo(2 * MOST_BYTES);
        }
    }

    @Test
    void theSameNameTwiceIsRefused() throws IOException {
        byte[] array = npy(HEADER, new byte[48]), three = zip("X", array, array, array);
        String renamed = new String(three, StandardCharsets.ISO_8859_1).replace("X2.npy", "X1.npy");
        assertThatThrownBy(() -> read(renamed.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(RequestException.class)
                .hasMessage("X1 is in the npz twice");
    }
}
