package dev.dscore.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Off-heap buffers that large evaluations leave to later ones, on any thread: the first touch of fresh memory takes ten
 * times as long as most operations on it. Limited to a share of the heap's size; the buffer that has been idle for
 * longest is freed first.
 */
final class Reserve {
    private static final double SHARE = 1.0 / 16;
    private static final long MOST = (long) (SHARE * Runtime.getRuntime().maxMemory());

    // vectors, the latest first
    private static final Deque<INDArray> IDLE = new ArrayDeque<>();
    private static long bytes;

    private Reserve() {}

    /** Returns the maximum number of bytes that are kept. */
    static long most() {
        return MOST;
    }

    /** Returns a vector of {@code length} numbers with arbitrary values. */
    static INDArray take(long length) {
        synchronized (IDLE) {
            for (Iterator<INDArray> each = IDLE.iterator(); each.hasNext(); ) {
                INDArray vector = each.next();
                if (vector.length() != length) continue;
                each.remove();
                bytes -= bytes(vector);
                return vector;
            }
        }
        EvaluationScope.count(length * Double.BYTES);
        return Nd4j.createUninitializedDetached(DataType.DOUBLE, length);
    }

    /** Gives a vector back to the reserve. The caller keeps no reference to it. */
    static void give(INDArray vector) {
        synchronized (IDLE) {
            IDLE.push(vector);
            bytes += bytes(vector);
            while (bytes > MOST) {
                INDArray oldest = IDLE.removeLast();
                bytes -= bytes(oldest);
                EvaluationScope.count(-bytes(oldest));
                oldest.close();
            }
        }
    }

    private static long bytes(INDArray vector) {
        return vector.length() * Double.BYTES;
    }
}
