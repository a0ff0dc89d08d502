"""Open-loop overload: `python3 load/overload.py JAR [SECONDS] [FACTOR] [ROUNDS] [N,D,C]`.

Starts the service with the image's settings for 1 GiB, measures what it can do, then offers FACTOR times as much on a
schedule that does not wait for answers. Slow uploads, slow readers and questions after its health are beside both. The
service has one core, and the load another: what it takes to make the load is not the service's. Only while its code is
compiled has it both, or that would take minutes of what is measured.
"""
import collections
import contextlib
import multiprocessing
import os
import re
import selectors
import socket
import subprocess
import sys
import threading
import time

from wire import IMAGE, Connection, Lost, get, post, quantile, start

JAR, PORT = sys.argv[1], 18197
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60
FACTOR = float(sys.argv[3]) if len(sys.argv) > 3 else 3
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 3
SIZES = map(int, (sys.argv[5] if len(sys.argv) > 5 else "100,200,10").split(","))
CONNECTIONS = 400


def wrong(rows, features, classes):
    """A wrong gradient of a softmax layer whose numbers the service draws: work for it, nothing for the network."""
    return post("/v1/grade", {"function": "softmax", "sizes": {"N": rows, "D": features, "C": classes}, "seed": 1,
                              "submitted": {"db": [i / classes for i in range(classes)]}, "points": {"db": 1}})


REQUEST, SMALL = wrong(*SIZES), wrong(2, 2, 2)


def closed_loop(connections, seconds, request=REQUEST):
    times, end = [], time.monotonic() + seconds

    def work():
        connection = Connection(PORT)
        while time.monotonic() < end:
            began = time.monotonic()
            status, _ = connection.call(request)
            if status == 200:
                times.append(time.monotonic() - began)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return times


class Client:
    """One connection, which never waits for an answer, and is made when there is something to send."""

    def __init__(self, selector):
        self.selector, self.socket = selector, None

    def send(self, scheduled):
        self.scheduled, self.began, self.data = scheduled, time.monotonic(), b""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", PORT))
            self.socket.setblocking(False)
            self.selector.register(self.socket, selectors.EVENT_READ, self)
        self.socket.sendall(REQUEST)

    def answer(self):
        """The status, once all of the answer is there."""
        try:
            piece = self.socket.recv(1 << 16)
        except ConnectionError:
            piece = b""
        if not piece:
            self.close()
            return "Lost"
        self.data += piece
        head, _, body = self.data.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        whole = len(body) == int(length[1]) if length else body.endswith(b"0\r\n\r\n")
        if whole and b"connection: close" in head.lower():
            self.close()
        return int(head[9:12]) if whole else None

    def close(self):
        self.selector.unregister(self.socket)
        self.socket.close()
        self.socket = None


def offer(rate, seconds, results=None):
    """Each answer's status, how long it took, how late its request was sent, and when the answer came after the first was due."""
    if results is None:
        results = multiprocessing.Queue()
        process = multiprocessing.Process(target=offer, args=(rate, seconds, results))
        process.start()
        answers = results.get()
        process.join()
        return answers
    selector, answers, number = selectors.DefaultSelector(), [], 0
    idle = collections.deque(Client(selector) for _ in range(CONNECTIONS))
    first = time.monotonic() + 1
    while len(answers) < int(rate * seconds):
        while number < int(rate * seconds) and first + number / rate <= time.monotonic():
            client = idle.popleft()
            client.send(first + number / rate)
            number += 1
        wait = first + number / rate - time.monotonic() if number < int(rate * seconds) else None
        for key, _ in selector.select(wait if wait is None or wait > 0 else 0):
            client = key.data
            status = client.answer()
            if status is None:
                continue
            now = time.monotonic()
            answers.append((status, now - client.began, client.began - client.scheduled, now - first))
            idle.append(client)
    results.put(answers)


def probe(health):
    """Adds to `health` what the service says of it, and after how long."""
    def ask(ended):
        connection = Connection(PORT)
        while not ended.wait(0.2):
            began = time.monotonic()
            try:
                status = connection.call(get("/actuator/health/readiness"))[0]
            except (OSError, Lost):
                status = "Lost"
            health.append((status, time.monotonic() - began))

    return ask


def slow_upload(ended):
    """A byte a second, and never the last."""
    with socket.create_connection(("127.0.0.1", PORT)) as client:
        client.sendall(REQUEST[:-60])
        for byte in REQUEST[-60:-1]:
            if ended.wait(1):
                return
            client.sendall(bytes([byte]))


def slow_reader(ended):
    """A kilobyte a second."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", PORT))
        client.sendall(post("/v1/inputs", {"function": "relu", "sizes": {"N": 500, "D": 500}}))
        while client.recv(512) and not ended.wait(0.5):
            pass


def again(client):
    """Whoever is let go comes again."""
    def come(ended):
        while not ended.wait(1):
            with contextlib.suppress(OSError):
                client(ended)

    return come


@contextlib.contextmanager
def beside(*workers):
    ended = threading.Event()
    threads = [threading.Thread(target=work, args=(ended,)) for work in workers]
    [thread.start() for thread in threads]
    try:
        yield
    finally:
        ended.set()
        [thread.join() for thread in threads]


def main():
    service, _ = start(JAR, PORT, "--dscore.limits.waiting=2s", java=[*IMAGE, "-XX:ActiveProcessorCount=1"])
    try:
        with beside(*[again(slow_upload)] * 40, *[again(slow_reader)] * 10):
            # until the code is compiled: that answers, and that accepts a connection, refuses and closes it
            closed_loop(4, 30, SMALL)
            closed_loop(4, 40)
            offer(1000, 40)
            closed_loop(4, 30)
            # all its threads, and so all that they start
            subprocess.run(["taskset", "-apc", "0", str(service.pid)], stdout=subprocess.DEVNULL, check=False)
            os.sched_setaffinity(0, {1})
            measure()
        print(f"without slow clients: capacity {capacity():.1f}/s, alone p99 {quantile(closed_loop(1, 10), .99) * 1e3:.0f} ms")
    finally:
        service.terminate()
        service.wait()


def measure():
    answers, health, throughputs = [], [], []
    # machines are faster and slower by the minute: what it can do is measured again beside each offer
    capacities = [capacity()]
    print(f"capacity {capacities[0]:.1f}/s", flush=True)
    with beside(probe(health)):
        for _ in range(ROUNDS):
            offered = offer(FACTOR * capacities[-1], SECONDS)
            answers += offered
            throughputs.append(sum(status == 200 and when < SECONDS for status, _, _, when in offered) / SECONDS)
            capacities.append(capacity())
            print(f"answered {throughputs[-1]:.1f}/s of {FACTOR * capacities[-2]:.0f}/s offered for {SECONDS:.0f} s; "
                  f"capacity {capacities[-1]:.1f}/s", flush=True)

    mean = sum(capacities[:-1] + capacities[1:]) / (2 * ROUNDS)
    accepted = [taken for status, taken, *_ in answers if status == 200]
    refused = [taken for status, taken, *_ in answers if status == 503]
    statuses = collections.Counter(status for status, *_ in answers)
    print(f"that is {sum(throughputs) / ROUNDS / mean:.1%} of the capacity; answers {dict(statuses)}")
    print(f"accepted p50 {quantile(accepted, .5) * 1e3:.0f} ms, p99 {quantile(accepted, .99) * 1e3:.0f} ms; "
          f"refused p50 {quantile(refused, .5) * 1e3:.1f} ms, p95 {quantile(refused, .95) * 1e3:.1f} ms, p99 {quantile(refused, .99) * 1e3:.1f} ms")
    print(f"health {dict(collections.Counter(status for status, _ in health))}, slowest {max(taken for _, taken in health) * 1e3:.0f} ms; "
          f"requests sent late p99 {quantile([late for _, _, late, _ in answers], .99) * 1e3:.0f} ms")
    if set(statuses) - {200, 503} or {status for status, _ in health} != {200}:
        sys.exit("something else than 200 and 503 came back")


def capacity():
    return len(closed_loop(4, 20)) / 20


main()
