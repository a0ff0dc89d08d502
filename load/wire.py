"""HTTP over a plain socket, quick enough to load a service from the same machine. For the scripts beside it."""
import json
import os
import re
import socket
import subprocess
import time
import urllib.request


# as the image runs in a container of 1 GiB
with open(os.path.join(os.path.dirname(__file__), "../Dockerfile"), encoding="utf-8") as dockerfile:
    IMAGE = ["-XX:MaxRAM=1g", *re.findall(r"-(?:XX:(?!Archive|Shared)|Dspring\.aot)[+.\w=]+", dockerfile.read())]


class Lost(Exception):
    """The connection ended before the answer did. `begun`: whether a part of the answer had come."""

    def __init__(self, begun):
        super().__init__("the connection ended" + (" within the answer" if begun else ""))
        self.begun = begun


class Connection:
    def __init__(self, port, timeout=120):
        self.port, self.timeout, self.socket = port, timeout, None

    def call(self, request):
        """(status, body) of a request as bytes. Connects where it must; a refusal to connect is an OSError."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        data = b""
        try:
            self.socket.sendall(request)
            while b"\r\n\r\n" not in data:
                data += self._more()
            head, data = data.split(b"\r\n\r\n", 1)
            status, lower = int(head[9:12]), head.lower()
            if b"transfer-encoding: chunked" in lower:
                pieces = [data]
                while not (b"".join(pieces[-2:])).endswith(b"0\r\n\r\n"):
                    pieces.append(self._more())
                body = b"".join(pieces)
            else:
                length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lower else 0
                while len(data) < length:
                    data += self._more()
                body = data
        except (OSError, Lost):
            begun = bool(data)
            self.close()
            raise Lost(begun) from None
        if b"connection: close" in lower:
            self.close()
        return status, body

    def _more(self):
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise Lost(False)
        return piece

    def close(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = None


def post(path, body, content_type="application/json"):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def get(path):
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def start(jar, port, *options, java=(), before=()):
    """A service that is ready, and how many seconds that took. `java` are options of the JVM, `before` is a command that runs it."""
    # who has the port already would be taken for this one
    socket.create_server(("127.0.0.1", port)).close()
    began = time.monotonic()
    log = open(f"/tmp/dscore-{port}.log", "w", encoding="utf-8")
    command = [*before, "java", *java, "-jar", jar, f"--server.port={port}", *options]
    service = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "MALLOC_ARENA_MAX": "2"})
    while time.monotonic() < began + 60:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/actuator/health/readiness", timeout=1)
            return service, time.monotonic() - began
        except OSError:
            if service.poll() is not None:
                break
            time.sleep(0.02)
    raise SystemExit(f"the service does not start; see /tmp/dscore-{port}.log")


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


def resident(pid):
    """Megabytes."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return int(next(line for line in file if line.startswith("VmRSS")).split()[1]) / 1024
