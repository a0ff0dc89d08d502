"""Open-loop overload: `python3 load/overload.py PORT [SECONDS] [FACTOR]`.

Measures what the service can do, then offers FACTOR times as much on a schedule that does not wait for answers, beside
slow uploads, slow readers and questions after its health.
"""
import collections
import multiprocessing
import queue
import socket
import sys
import threading
import time

from wire import Connection, Lost, get, post, quantile

PORT = int(sys.argv[1])
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60
FACTOR = float(sys.argv[3]) if len(sys.argv) > 3 else 3
PROCESSES, WORKERS = 2, 400

# a hundred rows through the softmax layer, drawn by the service: a few milliseconds for it, nothing for the network
REQUEST = post("/v1/grade", {"function": "softmax", "sizes": {"N": 100, "D": 200, "C": 10}, "seed": 1,
                             "submitted": {"db": [0] * 10}, "points": {"db": 1}})


def closed_loop(connections, seconds):
    times, end = [], time.monotonic() + seconds

    def work():
        connection = Connection(PORT)
        while time.monotonic() < end:
            began = time.monotonic()
            status, _ = connection.call(REQUEST)
            if status == 200:
                times.append(time.monotonic() - began)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return times


def offered(rate, seconds, results):
    due, answers = queue.SimpleQueue(), []

    def work():
        connection = Connection(PORT)
        while (scheduled := due.get()) is not None:
            began = time.monotonic()
            try:
                status, _ = connection.call(REQUEST)
            except (OSError, Lost) as e:
                status = type(e).__name__
            answers.append((status, time.monotonic() - began, began - scheduled))

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    [thread.start() for thread in threads]
    start = time.monotonic()
    for number in range(int(rate * seconds)):
        wait = start + number / rate - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        due.put(start + number / rate)
    [due.put(None) for _ in threads]
    [thread.join() for thread in threads]
    results.put(answers)


def slow_upload(end):
    with socket.create_connection(("127.0.0.1", PORT)) as client:
        client.sendall(REQUEST[:-50])
        for byte in REQUEST[-50:-1]:
            if time.monotonic() > end:
                return
            time.sleep(1)
            try:
                client.sendall(bytes([byte]))
            except OSError:
                return


def slow_reader(end):
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", PORT))
        client.sendall(post("/v1/inputs", {"function": "relu", "sizes": {"N": 500, "D": 500}}))
        try:
            while time.monotonic() < end and client.recv(512):
                time.sleep(0.5)
        except OSError:
            pass


def main():
    closed_loop(4, 5)
    alone = quantile(closed_loop(1, 4), 0.99)
    peak = len(closed_loop(4, 10)) / 10
    print(f"alone p99 {alone * 1e3:.1f} ms; capacity {peak:.0f} requests/s; offering {FACTOR * peak:.0f}/s for {SECONDS:.0f} s")

    end, health = time.monotonic() + SECONDS, []
    helpers = [threading.Thread(target=work, args=(end,), daemon=True) for work in [slow_upload] * 40 + [slow_reader] * 10]
    [helper.start() for helper in helpers]
    results = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=offered, args=(FACTOR * peak / PROCESSES, SECONDS, results)) for _ in range(PROCESSES)]
    [process.start() for process in processes]
    probe = Connection(PORT)
    while time.monotonic() < end:
        began = time.monotonic()
        health.append((probe.call(get("/actuator/health/readiness"))[0], time.monotonic() - began))
        time.sleep(0.2)
    answers = [answer for _ in processes for answer in results.get()]
    [process.join() for process in processes]

    statuses = collections.Counter(status for status, _, _ in answers)
    accepted = [taken for status, taken, _ in answers if status == 200]
    refused = [taken for status, taken, _ in answers if status == 503]
    print("answers:", dict(statuses))
    print(f"accepted {len(accepted) / SECONDS:.0f}/s = {len(accepted) / SECONDS / peak:.0%} of capacity, "
          f"p50 {quantile(accepted, .5) * 1e3:.0f} ms, p99 {quantile(accepted, .99) * 1e3:.0f} ms")
    print(f"refused p50 {quantile(refused, .5) * 1e3:.1f} ms, p95 {quantile(refused, .95) * 1e3:.1f} ms, p99 {quantile(refused, .99) * 1e3:.1f} ms")
    print(f"health {collections.Counter(status for status, _ in health)}, slowest {max(taken for _, taken in health) * 1e3:.0f} ms; "
          f"requests sent late p99 {quantile([late for _, _, late in answers], .99) * 1e3:.0f} ms")
    if set(statuses) - {200, 503} or {status for status, _ in health} != {200}:
        sys.exit("something else than 200 and 503 came back")


main()
