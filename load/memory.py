"""The worst mix of requests that the limits allow, at a service sized as in a container of 1 GiB:
`python3 load/memory.py JAR [SECONDS]`. It must not die, nor ever hold more than the container has."""
import base64
import collections
import io
import json
import random
import socket
import sys
import threading
import time
import zipfile

import numpy as np

from wire import IMAGE, Connection, get, post, start

JAR = sys.argv[1]
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60
PORT, CLIENTS, MOST = 18196, 24, 1024


def npz(request, **arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    body = (b'--f\r\nContent-Disposition: form-data; name="request"\r\n\r\n%s\r\n'
            b'--f\r\nContent-Disposition: form-data; name="arrays"; filename="a"\r\n\r\n%s\r\n--f--\r\n' % (request, file.getvalue()))
    return body


def requests():
    normal = np.random.default_rng(0).normal(size=(500, 3073))
    layer = dict(X=normal, W=np.ones((3073, 10)) * 0.01, b=np.zeros(10), labels=np.zeros(500, dtype=int))
    whole = npz(b"{}", **layer)
    kinks = {"inputs": {"x": "N D"}, "code": "loss = np.sum(np.maximum(x, 0) * 2)", "output": "loss"}
    chain = {"inputs": {"x": "N D"}, "code": "a = np.tanh(x)\n" + "a = np.tanh(a)\n" * 40 + "loss = np.sum(a)", "output": "loss"}
    multipart = "multipart/form-data; boundary=f"
    zeros = b'{"function": %s, "gradients": []}'
    yield post("/v1/softmax/gradients", whole, multipart)
    yield post("/v1/softmax/gradients?arrays=b64", whole, multipart)
    for definition, sizes in (kinks, [(500, 1500), (500, 900)]), (chain, [(80, 500), (300, 500), (60, 300)]):
        for size in sizes:
            yield post("/v1/gradients", npz(zeros % json.dumps(definition).encode(), x=np.zeros(size)), multipart)
            yield post("/v1/grade", {"function": definition, "sizes": dict(zip("ND", size)), "seed": 1,
                                     "code": "dx = " + " + ".join(["x * a"] * 60), "reveal": "answers"})
    yield post("/v1/inputs", {"function": "relu", "sizes": {"N": 2000, "D": 1900}})
    yield post("/v1/softmax/gradients", b'{"X": [[' + b"1," * 8_000_000 + b"1]]}")
    yield post("/v1/softmax/gradients", b'{"X": [[' + b"1," * 3_900_000 + b"1]], \"W\": [[1]], \"b\": [1], \"labels\": [0]}")
    yield post("/v1/gradients", b'{"function": "tanh", "inputs": {"x": {"shape": [3000000], "dtype": "float64", "b64": "'
               + base64.b64encode(b"\0" * 24_000_000) + b'"}}}')
    bomb = npz(b"{}", **{f"a{i}": np.zeros(3_000_000) for i in range(10)})
    yield post("/v1/softmax/gradients", bomb, multipart)
    yield post("/v1/gradients", b"[" * 1_000_000)
    yield post("/v1/derivation", {"function": chain})
    yield get("/v1/functions")


def slow_reader(end):
    while time.monotonic() < end:
        try:
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect(("127.0.0.1", PORT))
                client.sendall(post("/v1/inputs?arrays=b64", {"function": "relu", "sizes": {"N": 1000, "D": 1000}}))
                while time.monotonic() < end and client.recv(4096):
                    time.sleep(0.2)
        except OSError:
            time.sleep(0.1)


def main():
    service, _ = start(JAR, PORT, java=IMAGE)
    mix, statuses, end = list(requests()), collections.Counter(), time.monotonic() + SECONDS

    def work(seed):
        chosen, connection = random.Random(seed), Connection(PORT)
        while time.monotonic() < end:
            try:
                statuses[connection.call(chosen.choice(mix))[0]] += 1
            except Exception as e:
                statuses[type(e).__name__] += 1
                time.sleep(0.05)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(CLIENTS)]
    threads += [threading.Thread(target=slow_reader, args=(end,)) for _ in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    alive = service.poll() is None
    peak = 0
    if alive:
        with open(f"/proc/{service.pid}/status", encoding="utf-8") as file:
            peak = int(next(line for line in file if line.startswith("VmHWM")).split()[1]) / 1024
    service.terminate()
    service.wait()
    print(f"answers: {dict(statuses)}; peak {peak:.0f} MB of {MOST}")
    if not alive or peak > MOST or 500 in statuses:
        sys.exit("the service died, failed or held too much" if alive else f"the service died with {service.returncode}")


main()
