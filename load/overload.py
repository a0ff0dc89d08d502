"""Open-loop overload: `python3 load/overload.py JAR [SECONDS] [FACTOR] [ROUNDS] [N,D,C]`.

Starts the service with the image's settings for 1 GiB, measures what it can do, then offers FACTOR times as much on a
schedule that does not wait for answers. Slow uploads, slow readers and questions after its health are beside both. The
service has one core, and the load another: what it takes to make the load is not the service's. Only while its code is
compiled has it both, or that would take minutes of what is measured.

A core is faster and slower by the second with what the machine's other guests do. So a fixed piece of work is timed on the
service's core all along, and what was answered is also compared at equal speed of the core.
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
import typing

from wire import IMAGE, Connection, Lost, get, post, quantile, start

JAR, PORT = sys.argv[1], 18197
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60
FACTOR = float(sys.argv[3]) if len(sys.argv) > 3 else 3
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 3
N, D, C = map(int, (sys.argv[5] if len(sys.argv) > 5 else "100,200,10").split(","))
CONNECTIONS = 400


def submission(rows, features, db):
    """A gradient of a softmax layer whose numbers the service draws: work for it, nothing for the network."""
    return post("/v1/grade", {"function": "softmax", "sizes": {"N": rows, "D": features, "C": len(db)}, "seed": 1,
                              "submitted": {"db": db}, "points": {"db": 1}})


# wrong ones, which are searched for their mistake, and a blank one, which is not
REQUEST, SMALL, BLANK = submission(N, D, [i / C for i in range(C)]), submission(2, 2, [0, .5]), submission(2, 2, [0, 0])


def closed_loop(connections, seconds, request=REQUEST):
    """How long each took that was answered within `seconds`."""
    times, end = [], time.monotonic() + seconds

    def work():
        connection = Connection(PORT)
        while time.monotonic() < end:
            began = time.monotonic()
            status, _ = connection.call(request)
            now = time.monotonic()
            if status == 200 and now < end:
                times.append(now - began)

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
    """Each answer's status, how long it took, how late its request was sent, and when the answer came; and when the first was due."""
    if results is None:
        results = multiprocessing.Queue()
        process = multiprocessing.Process(target=offer, args=(rate, seconds, results))
        process.start()
        offered = results.get()
        process.join()
        return offered
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
            answers.append((status, now - client.began, client.began - client.scheduled, now))
            idle.append(client)
    results.put((first, answers))


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


def pulse(ended, results):
    """When a fixed piece of work was done on the service's core, and how many of it in a second of that core."""
    os.sched_setaffinity(0, {0})
    done = []
    while not ended.wait(0.02):
        began = time.thread_time()
        sum(i * i for i in range(4000))
        done.append((time.monotonic(), 1 / (time.thread_time() - began)))
    results.put(done)


@contextlib.contextmanager
def pulses():
    """A list that has those of the time within, afterwards."""
    ended, results, done = multiprocessing.Event(), multiprocessing.Queue(), []
    process = multiprocessing.Process(target=pulse, args=(ended, results), daemon=True)
    process.start()
    try:
        yield done
    finally:
        ended.set()
        done += results.get()
        process.join()


class Window(typing.NamedTuple):
    """What was answered from `began` on, within `seconds`."""
    answered: int
    began: float
    seconds: float

    @property
    def rate(self):
        return self.answered / self.seconds

    def work(self, done):
        """The rate, counted in pieces of work of the core."""
        speeds = [speed for when, speed in done if 0 <= when - self.began < self.seconds]
        return self.rate * len(speeds) / sum(speeds)


def main():
    service, _ = start(JAR, PORT, "--dscore.limits.waiting=2s", java=[*IMAGE, "-XX:ActiveProcessorCount=1"])
    try:
        with beside(*[again(slow_upload)] * 40, *[again(slow_reader)] * 10):
            # until the code is compiled: that answers, and that accepts a connection, refuses and closes it. What each request
            # passes once is compiled in full after 5000 of them
            closed_loop(4, 50, BLANK)
            closed_loop(4, 20, SMALL)
            for rate in 1000, 100, 100:
                closed_loop(4, 10)
                offer(rate, 15)
            # all its threads, and so all that they start
            subprocess.run(["taskset", "-apc", "0", str(service.pid)], stdout=subprocess.DEVNULL, check=False)
            os.sched_setaffinity(0, {1})
            measure()
        print(f"without slow clients: capacity {capacity().rate:.1f}/s, alone p99 {quantile(closed_loop(1, 10), .99) * 1e3:.0f} ms")
    finally:
        service.terminate()
        service.wait()


def measure():
    answers, health, offers = [], [], []
    with beside(probe(health)), pulses() as done:
        # again on both sides of each offer
        alone = [capacity()]
        print(f"capacity {alone[0].rate:.1f}/s", flush=True)
        for _ in range(ROUNDS):
            first, offered = offer(FACTOR * alone[-1].rate, SECONDS)
            answers += offered
            offers.append(Window(sum(status == 200 and when - first < SECONDS for status, _, _, when in offered), first, SECONDS))
            print(f"answered {offers[-1].rate:.1f}/s of {FACTOR * alone[-1].rate:.0f}/s offered for {SECONDS:.0f} s; ", end="")
            alone.append(capacity())
            print(f"capacity {alone[-1].rate:.1f}/s", flush=True)

    def kept(amount):
        return sum(map(amount, offers)) / sum(amount(one) for one in alone[:-1] + alone[1:]) * 2

    accepted = [taken for status, taken, *_ in answers if status == 200]
    refused = [taken for status, taken, *_ in answers if status == 503]
    statuses = collections.Counter(status for status, *_ in answers)
    print(f"that is {kept(lambda window: window.work(done)):.1%} of the capacity at equal speed of the core, "
          f"{kept(lambda window: window.rate):.1%} as counted; answers {dict(statuses)}")
    print(f"accepted p50 {quantile(accepted, .5) * 1e3:.0f} ms, p99 {quantile(accepted, .99) * 1e3:.0f} ms; "
          f"refused p50 {quantile(refused, .5) * 1e3:.1f} ms, p95 {quantile(refused, .95) * 1e3:.1f} ms, p99 {quantile(refused, .99) * 1e3:.1f} ms")
    print(f"health {dict(collections.Counter(status for status, _ in health))}, slowest {max(taken for _, taken in health) * 1e3:.0f} ms; "
          f"requests sent late p99 {quantile([late for _, _, late, _ in answers], .99) * 1e3:.0f} ms")
    if set(statuses) - {200, 503} or {status for status, _ in health} != {200}:
        sys.exit("something else than 200 and 503 came back")


def capacity():
    began = time.monotonic()
    return Window(len(closed_loop(4, 30)), began, 30)


main()
