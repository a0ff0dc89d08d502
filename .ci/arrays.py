"""Arrays as NumPy writes them, sent to a running service and read back: `python3 .ci/arrays.py PORT`."""
import base64
import http.client
import io
import json
import struct
import sys
import zipfile

import numpy as np

PORT = int(sys.argv[1])
random = np.random.default_rng(1)
X, W, b, y = random.normal(size=(6, 4)), random.normal(size=(4, 3)), random.normal(size=3), np.array([0, 1, 2, 0, 1, 2])


def send(path, parts=None, body=None, accept="application/json"):
    headers = {"Accept": accept, "Content-Type": "application/json"}
    if parts is not None:
        headers["Content-Type"] = "multipart/form-data; boundary=frontier"
        body = b"".join(
            b'--frontier\r\nContent-Disposition: form-data; name="%s"; filename="f"\r\n\r\n%s\r\n' % (name.encode(), data)
            for name, data in parts
        ) + b"--frontier--\r\n"
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    data = response.read()
    is_json = "json" in (response.getheader("Content-Type") or "")
    return response.status, json.loads(data) if is_json else data, response


def npz(save=np.savez, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def softmax(arrays, accept="application/json", query="", request=b"{}"):
    return send("/v1/softmax/gradients" + query, [("request", request), ("arrays", arrays)], accept=accept)


def expect(status, part, answer):
    assert answer[0] == status, answer[:2]
    assert part in json.dumps(answer[1], ensure_ascii=False), answer[1]


plain = send("/v1/softmax/gradients", body=json.dumps(dict(X=X.tolist(), W=W.tolist(), b=b.tolist(), labels=y.tolist())))
assert plain[0] == 200, plain

# both kinds of savez, both orders, both endiannesses: the same answer as from lists
for save in np.savez, np.savez_compressed:
    for change in np.asarray, np.asfortranarray, lambda a: a.astype(a.dtype.newbyteorder(">")):
        answer = softmax(npz(save, X=change(X), W=change(W), b=change(b), labels=change(y)))
        assert answer[1] == plain[1], (save, answer[1])

# every dtype of numbers, for an input that all of them hold exactly
for dtype in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 ?".split():
    small = np.array([[1, 0], [1, 1]]).astype(dtype)
    answer = softmax(npz(X=small, W=np.ones((2, 3)), b=np.zeros(3), y=np.array([0, 2])))
    assert answer[0] == 200 and answer[1]["gradients"]["dW"] == softmax(
        npz(X=small.astype(float), W=np.ones((2, 3)), b=np.zeros(3), y=np.array([0, 2]))
    )[1]["gradients"]["dW"], dtype

# a scalar, upstream gradients and submitted ones go by name
definition = {"inputs": {"x": "N", "k": ""}, "code": "H = k * x ** 2", "output": "H"}
x, k, dH = np.array([1.0, 2.0]), np.array(3.0), np.array([1.0, -1.0])
expect(200, '"dx": [6.0, -12.0]', send("/v1/gradients", [
    ("request", json.dumps({"function": definition}).encode()), ("arrays", npz(x=x, k=k, dH=dH))]))
expect(200, '"passed": true', send("/v1/grade", [
    ("request", json.dumps({"function": definition, "points": {"dx": 1}}).encode()),
    ("arrays", npz(x=x, k=k, dH=dH, dx=np.array([6.0, -12.0], dtype=np.float32)))]))

# an array of few bits is held to the digits that it has
for dtype, status in ("f8", "wrong"), ("f4", "wrong"), ("f2", "correct"):
    answer = send("/v1/grade", [
        ("request", json.dumps({"function": definition, "points": {"dx": 1}}).encode()),
        ("arrays", npz(x=x, k=k, dH=dH, dx=(np.array([6.0, -12.0]) * 1.001).astype(dtype)))])
    assert answer[1]["marks"][0]["status"] == status, (dtype, answer)

# answers as npz, and as base64
status, data, response = softmax(npz(X=X, W=W, b=b, y=y), accept="application/x-npz")
arrays = np.load(io.BytesIO(data))
assert response.getheader("Dscore-Check") == "passed"
for name in "dX", "dW", "db":
    assert np.array_equal(arrays[name], plain[1]["gradients"][name]), name
assert arrays["loss"] == plain[1]["loss"]
assert data == softmax(npz(X=X, W=W, b=b, y=y), accept="application/x-npz")[1]
bytes_of = softmax(npz(X=X, W=W, b=b, y=y), query="?arrays=b64")[1]["gradients"]["dW"]
assert np.array_equal(
    np.frombuffer(base64.b64decode(bytes_of["b64"]), "<f8").reshape(bytes_of["shape"]), plain[1]["gradients"]["dW"])
drawn = send("/v1/inputs", body=json.dumps({"function": "affine", "seed": 3}), accept="application/x-npz")[1]
expect(200, '"passed": true', send("/v1/gradients", [("request", b'{"function": "affine"}'), ("arrays", drawn)]))

# where there are no arrays to send, multipart is taken all the same
expect(200, "dbeta", send("/v1/derivation", [("request", b'{"function": "batchnorm"}')]))
expect(400, "there is no field X", send("/v1/inputs", [("request", b'{"function": "affine"}'), ("arrays", npz(X=X))]))

# what is refused, each by its own name
expect(400, "Python objects", softmax(npz(X=np.array([None]), W=W, b=b, y=y)))
expect(400, "complex numbers", softmax(npz(X=X + 1j, W=W, b=b, y=y)))
expect(400, "records", softmax(npz(X=np.zeros(2, dtype=[("a", "f8")]), W=W, b=b, y=y)))
expect(400, "text", softmax(npz(X=np.array(["a"]), W=W, b=b, y=y)))
expect(400, "dates", softmax(npz(X=np.array(["2020-01-01"], dtype="M8[D]"), W=W, b=b, y=y)))
expect(400, "there is no field Z", softmax(npz(Z=X, W=W, b=b, y=y)))
expect(400, "given in the request and in the npz", softmax(npz(X=X, W=W, b=b, y=y), request=b'{"X": [[1]]}'))
expect(400, "nothing in it", softmax(npz()))
expect(400, "is not a zip", softmax(b"\x93NUMPY"))
expect(400, "request is missing", send("/v1/softmax/gradients", [("arrays", npz(X=X))]))
expect(400, "no others", send("/v1/softmax/gradients", [("request", b"{}"), ("more", b"")]))
expect(422, "arrays must be list or b64", softmax(npz(X=X, W=W, b=b, y=y), query="?arrays=hex"))


def zipped(*entries, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def npy(header, data=b""):
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def header(shape, descr="<f8"):
    return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (descr, shape)


whole = npz(X=X, W=W, b=b, y=y)
for end in range(1, len(whole) - 300, 37):
    status, problem, _ = softmax(whole[:end])
    assert status == 400, (end, problem)
for position in range(0, len(whole), 11):
    broken = bytearray(whole)
    broken[position] ^= 0x5A
    assert softmax(bytes(broken))[0] in (200, 400, 413, 422), position
expect(400, "breaks off", softmax(zipped(("X.npy", npy(header("(100, 100)"), b"\0" * 80)))))
expect(400, "goes on after", softmax(zipped(("X.npy", npy(header("(1,)"), b"\0" * 80)))))
expect(413, "at most", softmax(zipped(("X.npy", npy(header("(100000, 100000)"))))))
expect(413, "at most", softmax(zipped(("X.npy", npy(header("(99999999999999999999,)"))))))
expect(400, "too long", softmax(zipped(("X.npy", npy("{" + " " * 60000)))))
bomb = zipped(*[("a%d.npy" % i, npy(header("(3000000,)"), b"\0" * 24000000)) for i in range(10)])
assert len(bomb) < 300_000
expect(413, "larger than a request may be", softmax(bomb))
expect(400, "at most 100 arrays", softmax(zipped(*[("a%d.npy" % i, npy(header("()"), b"\0" * 8)) for i in range(1000)])))
expect(400, "no name", softmax(zipped(("../../X.npy", npy(header("()"), b"\0" * 8)))))
expect(400, "no .npy", softmax(zipped(("X.txt", b"1"))))


class Pipe(io.RawIOBase):
    """Takes bytes and cannot seek, as a socket."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


pipe = Pipe()
with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
    archive.writestr("X.npy", npy(header("()"), b"\0" * 8))
expect(400, "cannot seek", softmax(pipe.data))
print("arrays: lists, npz and base64 agree; what is no array is refused by name")
