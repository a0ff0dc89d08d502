"""Slow clients behind deploy/nginx.conf: `python3 load/slow.py JAR [UPLOADS READERS]`. Wants nginx.

More slow uploads and slow readers than the service takes by itself, while it must not see them: nginx takes a body whole before
it passes it on, and an answer whole before its client does. Health must be answered within two seconds and small requests, too.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from wire import Connection, get, post, quantile, start

JAR = sys.argv[1]
UPLOADS, READERS = (int(number) for number in sys.argv[2:4]) if len(sys.argv) > 3 else (600, 100)
SERVICE, PROXY = 18198, 18199
SMALL = post("/v1/grade", {"function": "relu", "seed": 1, "submitted": {"dx": 0}})
LARGE = post("/v1/inputs", {"function": "relu", "sizes": {"N": 500, "D": 500}})


def proxy(folder):
    with open(os.path.join(os.path.dirname(__file__), "../deploy/nginx.conf"), encoding="utf-8") as file:
        configuration = file.read()
    configuration, count = re.subn(r"server dscore:8080 (.*?);", f"server 127.0.0.1:{SERVICE} \\1;", configuration)
    assert count == 1
    configuration = configuration.replace("listen 8080;", f"listen 127.0.0.1:{PROXY};")
    configuration = configuration.replace("/dev/stdout", f"{folder}/access.log").replace("/dev/stderr", f"{folder}/error.log")
    with open(f"{folder}/nginx.conf", "w", encoding="utf-8") as file:
        file.write(f"pid {folder}/nginx.pid;\n" + configuration)
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    return subprocess.Popen([nginx, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf", "-g", "daemon off;"])


def slow(text):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", PROXY))
    client.sendall(text)
    return client


def timed(connection, request):
    began = time.monotonic()
    status, _ = connection.call(request)
    assert status == 200, status
    return time.monotonic() - began


def main():
    service, _ = start(JAR, SERVICE)
    with tempfile.TemporaryDirectory() as folder:
        nginx = proxy(folder)
        try:
            time.sleep(0.5)
            clients = [slow(SMALL[:-10]) for _ in range(UPLOADS)] + [slow(LARGE) for _ in range(READERS)]
            # until the answers of the readers are computed and nginx has them
            time.sleep(5)
            connection, health, small = Connection(PROXY), [], []
            for turn in range(15):
                health.append(timed(connection, get("/actuator/health/readiness")))
                small.append(timed(connection, SMALL))
                # the uploads go on, and never end
                for client in clients[:UPLOADS]:
                    if turn < 8:
                        client.sendall(SMALL[-10 + turn:][:1])
                time.sleep(0.5)
            with urllib.request.urlopen(f"http://127.0.0.1:{SERVICE}/actuator/prometheus") as metrics:
                busy = re.search(rb"tomcat_threads_busy_threads\S* (\S+)", metrics.read())
            print(f"{UPLOADS} slow uploads and {READERS} slow readers: health p50 {quantile(health, .5) * 1e3:.0f} ms, slowest "
                  f"{max(health) * 1e3:.0f} ms; a small request p50 {quantile(small, .5) * 1e3:.0f} ms, slowest {max(small) * 1e3:.0f} ms"
                  + (f"; busy threads of the service {float(busy[1]):.0f}" if busy else ""))
            assert max(health) < 2 and max(small) < 2
            [client.close() for client in clients]
        finally:
            nginx.terminate()
            nginx.wait()
            service.terminate()
            service.wait()


main()
