"""Two copies behind deploy/nginx.conf, one as on a machine of three cores, the other killed and started again under load:
`python3 load/balancer.py JAR [SECONDS]`. No request may be lost, and every answer must be the same to the byte. Wants nginx."""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from wire import Connection, post, start

JAR = sys.argv[1]
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 15
COPIES, BALANCER, CLIENTS = (18191, 18192), 18193, 4
SMALL = {"X": [[1, 2], [3, 4]], "W": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], "b": [0, 0, 0], "labels": [0, 2]}
# sums and products that would be dealt out among cores, and whose rounding shows in the figures of the check
LARGE = [dict(function=name, sizes=sizes, seed=1, submitted={}, reveal="answers", points={})
         for name, sizes in (("softmax-regularized", dict(N=130, D=137, C=144)), ("dropout", dict(N=130, D=137)))]
REQUESTS = [post("/v1/softmax/gradients", SMALL)] + [post("/v1/grade", body) for body in LARGE]


def balancer(folder):
    with open(os.path.join(os.path.dirname(__file__), "../deploy/nginx.conf"), encoding="utf-8") as file:
        configuration = file.read()
    copies = "\n".join(f"server 127.0.0.1:{port} \\1;" for port in COPIES)
    configuration, count = re.subn(r"server dscore:8080 (.*?);", copies, configuration)
    assert count == 1
    configuration = configuration.replace("listen 8080;", f"listen 127.0.0.1:{BALANCER};")
    configuration = configuration.replace("/dev/stdout", f"{folder}/access.log").replace("/dev/stderr", f"{folder}/error.log")
    with open(f"{folder}/nginx.conf", "w", encoding="utf-8") as file:
        file.write(f"pid {folder}/nginx.pid;\n" + configuration)
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    return subprocess.Popen([nginx, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf", "-g", "daemon off;"])


def main():
    services = [start(JAR, COPIES[0])[0], start(JAR, COPIES[1], before=["env", "OMP_NUM_THREADS=3"])[0]]
    answers, end = collections.Counter(), time.monotonic() + SECONDS
    with tempfile.TemporaryDirectory() as folder:
        nginx = balancer(folder)
        time.sleep(0.5)
        lock = threading.Lock()

        def work():
            connection, number = Connection(BALANCER), 0
            while time.monotonic() < end:
                number += 1
                which = 0 if number % 8 else number // 8 % len(REQUESTS)
                try:
                    answer = connection.call(REQUESTS[which])
                except Exception as e:
                    answer = (type(e).__name__, str(e).encode())
                with lock:
                    answers[which, *answer] += 1

        threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
        try:
            [thread.start() for thread in threads]
            time.sleep(SECONDS / 3)
            services[0].kill()
            services[0].wait()
            services[0], ready = start(JAR, COPIES[0])
            [thread.join() for thread in threads]
            for service in services:
                service.terminate()
                service.wait()
            gone = Connection(BALANCER).call(REQUESTS[0])
            assert gone[0] == 503 and b"urn:dscore:problem:overloaded" in gone[1], gone
            with open(f"{folder}/access.log", encoding="utf-8") as file:
                retried = sum('","' not in line and line.count("127.0.0.1:1819") > 1 or ", 127" in line for line in file)
        finally:
            nginx.terminate()
            nginx.wait()
            for service in services:
                service.terminate()
                service.wait()
    print(f"{sum(answers.values())} requests, one copy killed and ready again after {ready:.1f} s, {retried} asked again of the other")
    if len(answers) != len(REQUESTS) or {status for _, status, _ in answers} != {200}:
        sys.exit(f"not all answered alike: {[(*key[:2], key[2][:80], count) for key, count in answers.items()]}")
    print("all answered, and alike to the byte")


main()
