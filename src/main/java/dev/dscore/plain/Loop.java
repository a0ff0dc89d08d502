package dev.dscore.plain;

/** Loops over the entries of arrays of one shape, with the last axis in an inner loop. */
final class Loop {
    private Loop() {}

    interface Pair {
        void run(int n, int a, int strideA, int b, int strideB);
    }

    interface Triple {
        void run(int n, int a, int strideA, int b, int strideB, int c, int strideC);
    }

    static void over(int[] shape, int[] stridesA, int[] stridesB, int a, int b, Pair inner) {
        over(shape, stridesA, stridesB, stridesB, a, b, b, (n, x, sx, y, sy, z, sz) -> inner.run(n, x, sx, y, sy));
    }

    static void over(int[] shape, int[] stridesA, int[] stridesB, int[] stridesC, int a, int b, int c, Triple inner) {
        int rank = shape.length;
        for (int length : shape) if (length == 0) return;
        if (rank == 0) {
            inner.run(1, a, 0, b, 0, c, 0);
            return;
        }
        int last = rank - 1;
        int[] index = new int[rank];
        while (true) {
            inner.run(shape[last], a, stridesA[last], b, stridesB[last], c, stridesC[last]);
            int axis = last - 1;
            while (axis >= 0) {
                a += stridesA[axis];
                b += stridesB[axis];
                c += stridesC[axis];
                if (++index[axis] < shape[axis]) break;
                a -= stridesA[axis] * shape[axis];
                b -= stridesB[axis] * shape[axis];
                c -= stridesC[axis] * shape[axis];
                index[axis--] = 0;
            }
            if (axis < 0) return;
        }
    }
}
