package dev.dscore.random;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Marsaglia and Tsang's ziggurat of 256 layers under the normal density, as NumPy's {@code Generator} uses it. */
final class Ziggurat {
    private static final int LAYERS = 256;
    private static final double START = 3.6541528853610087963519472518;

    // by layer: the width over 2⁵², the share of the width under the next layer times 2⁵², the density
    private static final double[] WIDTH = new double[LAYERS], DENSITY = new double[LAYERS];
    private static final long[] INSIDE = new long[LAYERS];

    static {
        try (InputStream resource = Ziggurat.class.getResourceAsStream("ziggurat.txt")) {
            if (resource == null) throw new IllegalStateException("ziggurat.txt is not on the class path");
            List<String> lines = new String(resource.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            for (int i = 0; i < LAYERS; i++) {
                String[] row = lines.get(i).split(" ");
                INSIDE[i] = Long.parseLong(row[0]);
                WIDTH[i] = Double.parseDouble(row[1]);
                DENSITY[i] = Double.parseDouble(row[2]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ziggurat() {}

    static double normal(Bits bits) {
        while (true) {
            long random = bits.next64();
            int layer = (int) (random & 0xff);
            boolean negative = (random >>> 8 & 1) != 0;
            long size = random >>> 9 & 0xfffffffffffffL;
            double x = size * WIDTH[layer];
            if (size < INSIDE[layer]) return negative ? -x : x;
            if (layer == 0) return tail(bits, (size >>> 8 & 1) != 0);
            double edge = (DENSITY[layer - 1] - DENSITY[layer]) * bits.nextDouble() + DENSITY[layer];
            if (edge < Math.exp(-0.5 * x * x)) return negative ? -x : x;
        }
    }

    private static double tail(Bits bits, boolean negative) {
        while (true) {
            double x = -Math.log1p(-bits.nextDouble()) / START, y = -Math.log1p(-bits.nextDouble());
            if (y + y > x * x) return negative ? -(START + x) : START + x;
        }
    }
}
