"""SIGTERM under load, and the next instance: `python3 load/stopping.py JAR [ROUNDS [hostile]]`.

Of each request that was sent before the signal, an answer must come. One that is sent as the connection is being closed
may find it closed without a byte of an answer; it was not accepted, and is sent again to the next instance.

`hostile` sends a costly text of a student, a batch and a report beside them, each again and again, to a service with a heap of 512 MB and
a grace period of two seconds: all but the rest of what is computed then must be answered, and the process must have ended
three seconds after it.
"""
import collections
import json
import signal
import sys
import threading
import time

import hostile
from wire import Connection, Lost, post, start

JAR = sys.argv[1]
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
HOSTILE = sys.argv[3:] == ["hostile"]
PORT, CLIENTS = 18194, 8
GRACE, LEFT = 2, 3
REQUEST = post("/v1/grade", {"function": "softmax", "sizes": {"N": 100, "D": 200, "C": 10}, "seed": 1,
                             "submitted": {"db": [i / 10 for i in range(10)]}, "points": {"db": 1}})


def costly():
    """A text of a student, a batch and a report that compute for seconds."""
    head, submitted = hostile.wrong_report(400)
    line = json.dumps({"submitted": submitted})
    return [hostile.student("a = X\n" + "a = a.T.T.T.T.T.T.T.T.T.T\n" * 450 + "dX = a"),
            post("/v1/grade/batch", "\n".join([json.dumps(head)] + [line] * 50).encode(), "application/x-ndjson"),
            post("/v1/grade", {**head, "submitted": submitted})]


def one_round():
    if HOSTILE:
        service, ready = start(JAR, PORT, f"--spring.lifecycle.timeout-per-shutdown-phase={GRACE}s", java=hostile.HEAP)
    else:
        service, ready = start(JAR, PORT)
    outcomes, stopped, signalled = collections.Counter(), threading.Event(), [float("inf")]

    def work():
        connection = Connection(PORT)
        while not stopped.is_set():
            began = time.monotonic()
            try:
                status, _ = connection.call(REQUEST)
                outcomes[status] += 1
            except Lost as e:
                # a fiftieth of a second for the bytes to arrive
                before = began < signalled[0] - 0.02
                outcomes["LOST" if before or e.begun else "not accepted"] += 1
            except OSError:
                return

    def repeat(request):
        connection = Connection(PORT)
        try:
            while not stopped.is_set():
                connection.call(request)
        except (Lost, OSError):
            pass

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    threads += [threading.Thread(target=repeat, args=[request]) for request in costly()] if HOSTILE else []
    [thread.start() for thread in threads]
    time.sleep(4 if HOSTILE else 2)
    signalled[0] = time.monotonic()
    service.send_signal(signal.SIGTERM)
    code = service.wait()
    took = time.monotonic() - signalled[0]
    stopped.set()
    [thread.join() for thread in threads]
    print(f"ready after {ready:.1f} s; stopped in {took:.1f} s with exit code {code}; {dict(outcomes)}", flush=True)
    if HOSTILE and took > GRACE + LEFT:
        sys.exit(f"it should have ended after {GRACE + LEFT} s")
    return outcomes


def main():
    total = sum((one_round() for _ in range(ROUNDS)), collections.Counter())
    print(f"{total[200]} answered, {total['not accepted']} not accepted, {total['LOST']} lost")
    if set(total) - {200, 503, "not accepted"}:
        sys.exit("a request was lost")


main()
