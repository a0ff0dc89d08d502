package dev.dscore.benchmark;

import dev.dscore.array.Tensor;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.nd4j.Evaluator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Requests a second over keep-alive connections to a running service: {@code HttpLoad port connections seconds}. */
public final class HttpLoad {
    private HttpLoad() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]), connections = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        System.out.println("| softmax N × D × C | requests/s | p50 ms | p99 ms |\n|---|---|---|---|");
        for (Map<String, Integer> sizes : List.of(
                Map.of("N", 5, "D", 4, "C", 3),
                Map.of("N", 50, "D", 20, "C", 10),
                Map.of("N", 100, "D", 200, "C", 10))) {
            byte[] request = request(sizes);
            run(port, connections, seconds, request);
            long[] times = run(port, connections, seconds, request);
            System.out.printf(
                    Locale.ROOT,
                    "| %d × %d × %d | %,d | %.2f | %.2f |%n",
                    sizes.get("N"),
                    sizes.get("D"),
                    sizes.get("C"),
                    times.length / seconds,
                    times[times.length / 2] / 1e6,
                    times[(int) (times.length * 0.99)] / 1e6);
        }
    }

    // sorted times of all requests
    private static long[] run(int port, int connections, int seconds, byte[] request) throws InterruptedException {
        ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(new Thread(() -> {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.setTcpNoDelay(true);
                    byte[] buffer = new byte[4 << 20];
                    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
                    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
                        out.write(request);
                        out.flush();
                        answer(socket.getInputStream(), buffer);
                        times.add(System.nanoTime() - start);
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) thread.join();
        if (!failures.isEmpty()) throw new IllegalStateException(failures.peek());
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static void answer(InputStream in, byte[] buffer) throws IOException {
        int read = 0, body = -1, length = -1;
        while (true) {
            int count = in.read(buffer, read, buffer.length - read);
            if (count < 0) throw new IOException("the connection was closed");
            read += count;
            if (body < 0) {
                String head = new String(buffer, 0, Math.min(read, 2000), StandardCharsets.ISO_8859_1);
                int end = head.indexOf("\r\n\r\n");
                if (end < 0) continue;
                if (!head.startsWith("HTTP/1.1 200")) throw new IOException(head);
                body = end + 4;
                int field = head.toLowerCase(Locale.ROOT).indexOf("content-length:");
                if (field >= 0 && field < end)
                    length = Integer.parseInt(head.substring(field + 15, head.indexOf('\r', field))
                            .strip());
            }
            byte[] last = {'0', '\r', '\n', '\r', '\n'};
            boolean done = length >= 0
                    ? read >= body + length
                    : read >= 5 && Arrays.equals(buffer, read - 5, read, last, 0, 5);
            if (done) break;
        }
        String start = new String(buffer, body, Math.min(read - body, 4000), StandardCharsets.UTF_8);
        String end =
                new String(buffer, Math.max(body, read - 4000), Math.min(read - body, 4000), StandardCharsets.UTF_8);
        if (!start.contains("\"passed\":true") && !end.contains("\"passed\":true")) throw new IOException(start);
    }

    private static byte[] request(Map<String, Integer> sizes) throws Exception {
        FunctionDefinition softmax =
                new Catalogue().find("softmax").orElseThrow().function();
        Map<String, Tensor> inputs =
                new RandomInputs(new Evaluator()).draw(softmax, sizes, 1).inputs();
        StringBuilder json = new StringBuilder("{");
        inputs.forEach((name, tensor) -> {
            if (json.length() > 1) json.append(", ");
            json.append('"').append(name).append("\": ");
            append(json, tensor, 0, 0, name.equals("y"));
        });
        byte[] body = json.append("}").toString().getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v1/softmax/gradients HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    private static void append(StringBuilder json, Tensor tensor, int axis, int position, boolean integers) {
        if (axis == tensor.rank()) {
            double value = tensor.data()[position];
            json.append(integers ? String.valueOf((int) value) : String.valueOf(value));
            return;
        }
        int stride = 1;
        for (int later = axis + 1; later < tensor.rank(); later++) stride *= tensor.shape()[later];
        json.append('[');
        for (int i = 0; i < tensor.shape()[axis]; i++) {
            if (i > 0) json.append(", ");
            append(json, tensor, axis + 1, position + i * stride, integers);
        }
        json.append(']');
    }
}
