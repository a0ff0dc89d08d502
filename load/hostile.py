"""Texts that once stopped the service, each beside health checks and small requests: `python3 load/hostile.py JAR`.

The heap is 512 MB, touched whole at the start, so that resident memory tells what is kept beside it; what is kept within
it is told after a collection.
"""
import json
import random
import re
import subprocess
import sys
import threading
import time

from wire import Connection, get, post, resident, start

PORT = 18300
HEAP = ("-Xmx512m", "-Xms512m", "-XX:+AlwaysPreTouch")
SMALL = post("/v1/softmax/gradients", {"X": [[1, 2], [3, 4]], "W": [[1, 0.5], [0.2, 1]], "b": [0, 1], "labels": [0, 1]})
SIZES = {"N": 3, "D": 2, "C": 4}
WRONG = ("softmax", "softmax-steps", "softmax-regularized", "svm", "word2vec-softmax", "two-layer-net")


def lines(count, line):
    return "".join(line(i) + "\n" for i in range(count))


def student(code, function="softmax", sizes=None, **more):
    return post("/v1/grade", {"function": function, "sizes": SIZES if sizes is None else sizes, "seed": 1, "code": code, **more})


def defined(code, inputs=None, path="/v1/grade", sizes=None, **more):
    function = {"inputs": inputs or {"x": "N D"}, "code": code, "output": "loss"}
    return post(path, {"function": function, "sizes": {"N": 3, "D": 2} if sizes is None else sizes, **more})


def nested(seed):
    source, text = random.Random(seed), ""
    while len(text) < 19_000:
        closing = ""
        text += "z = "
        for _ in range(38):
            index = source.random() < 0.5
            text += source.choice(["X", "-X", "b*X", "-b*X", "X**b"]) + ("[" if index else "(")
            closing = ("]" if index else ")") + closing
        text += "X" + closing + "\n"
    return text[:20_000]


def wrong_report(count):
    """The definition, inputs, points and submission of a report with every gradient wrong."""
    code = "h0 = np.tanh(x)\n" + lines(count, lambda i: f"h{i + 1} = np.tanh(h{i} * h{max(0, i - 3)})") + "loss = np.sum(h%d)" % count
    names = ["x"] + [f"h{i}" for i in range(count + 1)]
    return {"function": {"inputs": {"x": "N D"}, "code": code, "output": "loss"}, "inputs": {"x": [[0.3, 0.7], [-0.4, 1.1]]},
            "points": {f"d{name}": 1 for name in names}}, {f"d{name}": [[1.37, 2], [3, 4]] for name in names}


def texts():
    growing = "a,b,c,s = N,D,C,1\n" + "s = s*(1+a)*(1+b)*(1+c)\na,b,c = a*a,b*b,c*c\n" * 4 + "s = s*s\n" * 3 + "dW = X.T @ dscore * s"
    axes = {f"x{i}": f"A{i}" for i in range(8)}
    powers = "s = " + " + ".join(axes.values()) + "\n" + "s = s * s\n" * 4 + "loss = np.sum(x0) * s"
    yield "lengths that grow, of a student", [student(growing)] * 2
    yield "lengths that grow, of a definition", [defined(powers, axes, "/v1/derivation", {f"A{i}": 2 for i in range(8)})] * 2
    yield "a value used twice, forty times", [student("h0 = X + X\n" + lines(39, lambda i: f"h{i + 1} = h{i} + h{i}") + "dX = h39")]
    yield "a sum of 2,000 terms", [defined("a = x\n" + "a = a" + " + 2" * 240 + "\n" + ("a = a" + " + x" * 240 + "\n") * 8 + "loss = np.sum(a)"),
                                  defined("loss = np.sum(x" + " + x" * 2000 + ")")]
    yield "38 brackets, each text another", [student(nested(i)) for i in range(12)]
    yield "names of axes of 8 MB", [defined("loss = np.sum(x)", {"x": chr(65 + i) * 8_000_000}, "/v1/derivation", {}) for i in range(20)]
    yield "a function's name of 2 MB", [post("/v1/gradients", {"function": "q" * 2_000_000 + str(i), "inputs": {}}) for i in range(6)]
    yield "wrong lines", [student(code, name, {}) for name in WRONG for code in ("dX = X * 1.25\ndloss = 2", "dW = W * 1.25\ndloss = 2")]
    yield "counts that overflow", [student("a = np.zeros((2000000000, 2000000000, 2000000000))\ndX = X * a.size"),
                                  defined("loss = np.sum(x) * x.size", {"x": "999999999 999999999 999999999"}, "/v1/derivation", {})]
    head, submitted = wrong_report(60)
    yield "60 lines, every gradient wrong", [post("/v1/grade", {**head, "submitted": submitted})]
    batch = "\n".join(json.dumps(line) for line in [head] + [{"id": i, "submitted": submitted} for i in range(4)])
    yield "the same, a batch of four", [post("/v1/grade/batch", batch.encode(), "application/x-ndjson")]
    acting = student("dW = X.T @ (score + # \x1b[31m\x07 <img src=x><h1>\n nothing)")
    yield "escapes and markup", [acting, acting.replace(b"/v1/grade ", b"/v1/grade?format=gradescope "),
                                 acting.replace(b"\r\n\r\n", b"\r\nAccept: text/plain\r\n\r\n", 1)]
    yield "what errors give away", [student("dX = 0 * X\ndX[0, 0] = 1000"), student("dX = 1e6 * X * (X > 0)")]


class Beside:
    """The slowest answer of repeated requests, until it is closed."""

    def __init__(self, request, pause):
        self.slowest, self.statuses, self.ended = 0.0, set(), threading.Event()
        self.request, self.pause = request, pause
        self.thread = threading.Thread(target=self.repeat)
        self.thread.start()

    def repeat(self):
        connection = Connection(PORT)
        while not self.ended.is_set():
            began = time.monotonic()
            self.statuses.add(connection.call(self.request)[0])
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(self.pause)

    def close(self):
        self.ended.set()
        self.thread.join()


def heap(pid):
    """Megabytes in use after a collection."""
    subprocess.run(["jcmd", str(pid), "GC.run"], stdout=subprocess.DEVNULL, check=True)
    info = subprocess.run(["jcmd", str(pid), "GC.heap_info"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return sum(int(used) for used in re.findall(r"(?:heap|Gen|generation)\s+total \d+K, used (\d+)K", info)) / 1024


def main():
    service, _ = start(sys.argv[1], PORT, java=HEAP)
    faults = []
    try:
        warm = Connection(PORT)
        for _ in range(300):
            warm.call(SMALL)
        for function in WRONG:
            warm.call(student("dX = X * 1.25", function, {}))
        before, kept = resident(service.pid), heap(service.pid)
        print(f"at first: resident {before:.0f} MB, of the heap {kept:.0f} MB")
        for what, requests in texts():
            health, small = Beside(get("/actuator/health/liveness"), 0.05), Beside(SMALL, 0.1)
            statuses, slowest = [], [0.0]

            def ask(request):
                began = time.monotonic()
                statuses.append(Connection(PORT).call(request)[0])
                slowest[0] = max(slowest[0], time.monotonic() - began)

            threads = [threading.Thread(target=ask, args=[request]) for request in requests]
            for at in range(0, len(threads), 2):
                [thread.start() for thread in threads[at:at + 2]]
                [thread.join() for thread in threads[at:at + 2]]
            time.sleep(0.5)
            health.close(), small.close()
            after, now = resident(service.pid), heap(service.pid)
            counts = {status: statuses.count(status) for status in sorted(set(statuses))}
            print(f"{what}: {counts} within {slowest[0]:.1f} s; health within {1000 * health.slowest:.0f} ms, "
                  f"a small request {small.slowest:.2f} s {sorted(small.statuses)}; resident {after:.0f} MB, of the heap {now:.0f} MB", flush=True)
            if (health.slowest > 2 or small.slowest > 6 or small.statuses != {200} or after > 1.1 * before
                    or len(statuses) != len(requests) or set(statuses) - {200, 413, 422, 503}):
                faults.append(what)
    finally:
        service.kill()
    if faults:
        sys.exit("not held: " + ", ".join(faults))


if __name__ == "__main__":
    main()
