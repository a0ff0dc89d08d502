"""SIGTERM under load, and the next instance: `python3 load/stopping.py JAR [ROUNDS]`.

Of each request that was sent before the signal, an answer must come. One that is sent as the connection is being closed
may find it closed without a byte of an answer; it was not accepted, and is sent again to the next instance.
"""
import collections
import signal
import sys
import threading
import time

from wire import Connection, Lost, post, start

JAR = sys.argv[1]
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
PORT, CLIENTS = 18194, 8
REQUEST = post("/v1/grade", {"function": "softmax", "sizes": {"N": 100, "D": 200, "C": 10}, "seed": 1,
                             "submitted": {"db": [i / 10 for i in range(10)]}, "points": {"db": 1}})


def one_round():
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

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    [thread.start() for thread in threads]
    time.sleep(2)
    signalled[0] = time.monotonic()
    service.send_signal(signal.SIGTERM)
    code = service.wait()
    took = time.monotonic() - signalled[0]
    stopped.set()
    [thread.join() for thread in threads]
    print(f"ready after {ready:.1f} s; stopped in {took:.1f} s with exit code {code}; {dict(outcomes)}", flush=True)
    return outcomes


def main():
    total = sum((one_round() for _ in range(ROUNDS)), collections.Counter())
    print(f"{total[200]} answered, {total['not accepted']} not accepted, {total['LOST']} lost")
    if set(total) - {200, 503, "not accepted"}:
        sys.exit("a request was lost")


main()
