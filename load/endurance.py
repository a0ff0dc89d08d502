"""A million small requests and two thousand large ones, one in twenty of them garbage:
`python3 load/endurance.py JAR [SMALL] [LARGE]`. Starts the service, and tells its resident memory after each tenth. The
heap is touched whole before the start: what grows then is beside it."""
import base64
import collections
import io
import multiprocessing
import sys
import time

import numpy as np

from wire import Connection, get, post, resident, start

JAR = sys.argv[1]
SMALL = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
LARGE = int(sys.argv[3]) if len(sys.argv) > 3 else 2_000
PORT, CLIENTS = 18190, 3


def small():
    random = np.random.default_rng(0)
    layer = dict(X=random.normal(size=(5, 4)).tolist(), W=random.normal(size=(4, 3)).tolist(), b=[0] * 3, labels=[0, 1, 2, 0, 1])
    code = "dscore = softmax(score, axis=1) - one_hot(y, C)\ndW = X.T @ dscore\ndX = dscore @ W.T"
    good = [post("/v1/softmax/gradients", layer)] * 10 + [
        post("/v1/grade", {"function": "softmax", "inputs": layer, "code": code}),
        post("/v1/grade", {"function": "affine", "seed": 3, "submitted": {"db": [1, 2, 3]}}),
        post("/v1/gradients", {"function": {"inputs": {"x": "N"}, "code": "loss = np.sum(np.tanh(x))", "output": "loss"},
                               "inputs": {"x": [1, 2, 3]}}),
        post("/v1/inputs", {"function": "batchnorm", "seed": 1}),
        post("/v1/derivation", {"function": "layernorm"}),
        get("/v1/functions/softmax"), get("/actuator/health")]
    bad = [post("/v1/softmax/gradients", b'{"X": [[1, 2'), post("/v1/grade", {"function": "sofmax"}),
           post("/v1/softmax/gradients", {**layer, "labels": [9] * 5}), post("/v1/softmax/gradients", {**layer, "W": [[1]]}),
           post("/v1/gradients", {"function": {"inputs": {"x": "N"}, "code": "loss = (" * 300, "output": "loss"}, "inputs": {"x": [1]}}),
           post("/v1/gradients", b"\xff\xfe\x00", "multipart/form-data; boundary=x"), post("/v1/grade", b"", "text/plain"),
           get("/nowhere"), post("/v1/functions", b"{}")]
    return good, bad


def large():
    random = np.random.default_rng(1)
    X, W = random.normal(size=(500, 3073)), random.normal(size=(3073, 10)) * 0.01
    file = io.BytesIO()
    np.savez(file, X=X, W=W, b=np.zeros(10), labels=random.integers(0, 10, 500))
    parts = [b'--f\r\nContent-Disposition: form-data; name="request"\r\n\r\n{"gradients": ["dW"]}\r\n',
             b'--f\r\nContent-Disposition: form-data; name="arrays"; filename="a"\r\n\r\n' + file.getvalue() + b"\r\n--f--\r\n"]
    whole = post("/v1/softmax/gradients?arrays=b64", b"".join(parts), "multipart/form-data; boundary=f")
    bytes_ = base64.b64encode(X[:200].tobytes()).decode()
    tanh = post("/v1/gradients?arrays=b64", {"function": "tanh", "inputs": {"x": {"shape": [200, 3073], "dtype": "float64", "b64": bytes_}},
                                             "upstream": {"out": {"shape": [200, 3073], "dtype": "float64", "b64": bytes_}}})
    deep = "a = np.tanh(x)\n" + "a = np.tanh(a)\n" * 400 + "loss = np.sum(a)"
    refused = post("/v1/grade", {"function": {"inputs": {"x": "N"}, "code": deep, "output": "loss"}, "sizes": {"N": 4000000}})
    return [whole, whole, tanh], [refused, whole.replace(b"boundary=f", b"boundary=g")]


def client(make, count, done, results):
    good, bad = make()
    connection, statuses = Connection(PORT, 300), collections.Counter()
    for number in range(count):
        garbage = number % 20 == 7
        requests = bad if garbage else good
        try:
            status, _ = connection.call(requests[number // (20 if garbage else 1) % len(requests)])
        except Exception as e:
            status = type(e).__name__
        statuses["bad" if garbage else "good", status] += 1
        with done.get_lock():
            done.value += 1
    results.put(statuses)


def run(pid):
    """Resident megabytes after each tenth, and what was answered."""
    results, counts = multiprocessing.Queue(), [multiprocessing.Value("q", 0), multiprocessing.Value("q", 0)]
    work = [multiprocessing.Process(target=client, args=(small, SMALL // CLIENTS, counts[0], results)) for _ in range(CLIENTS)]
    work.append(multiprocessing.Process(target=client, args=(large, LARGE, counts[1], results)))
    [process.start() for process in work]
    began, memory = time.monotonic(), []
    while len(memory) < 10:
        time.sleep(0.2)
        part = min(counts[0].value / (SMALL // CLIENTS * CLIENTS), counts[1].value / LARGE)
        if part >= (len(memory) + 1) / 10:
            memory.append(resident(pid))
            print(f"{counts[0].value} small and {counts[1].value} large after {time.monotonic() - began:.0f} s, "
                  f"resident {memory[-1]:.0f} MB", flush=True)
    statuses = sum((results.get() for _ in work), collections.Counter())
    [process.join() for process in work]
    return memory, statuses


def main():
    service, ready = start(JAR, PORT, java=["-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"])
    print(f"ready after {ready:.1f} s")
    try:
        memory, statuses = run(service.pid)
        print("answers:", {" ".join(map(str, key)): count for key, count in sorted(statuses.items(), key=str)})
        growth = memory[-1] / memory[0] - 1
        print(f"resident memory at the end {growth:+.1%} against that after the first tenth")
        wrong = [key for key in statuses if key[1] not in ({200} if key[0] == "good" else {400, 404, 405, 413, 415, 422})]
        # a short run is over before the code is compiled and the threads are there
        if wrong or growth > 0.1 and SMALL >= 1_000_000:
            sys.exit(f"not as it should be: {wrong}, {growth:+.1%}")
    finally:
        service.terminate()
        service.wait()


main()
