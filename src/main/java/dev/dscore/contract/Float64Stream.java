package dev.dscore.contract;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of numbers as little-endian float64, made 8 KiB at a time, so that a response is never held beside its
 * arrays.
 */
final class Float64Stream extends InputStream {
    private static final int PIECE = 1024;

    private final double[] numbers;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);
    private int next = 0;

    Float64Stream(double[] numbers) {
        this.numbers = numbers;
    }

    @Override
    public int read() {
        return isAtEnd() ? -1 : Byte.toUnsignedInt(piece.get());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (isAtEnd()) return -1;
        int count = Math.min(length, piece.remaining());
        piece.get(bytes, offset, count);
        return count;
    }

    private boolean isAtEnd() {
        if (piece.hasRemaining()) return false;
        piece.clear();
        while (next < numbers.length && piece.hasRemaining()) piece.putDouble(numbers[next++]);
        piece.flip();
        return !piece.hasRemaining();
    }
}
