"""dscore from a notebook. One file; needs nothing but NumPy.

    import dscore
    answer = dscore.gradients("softmax", X=X, W=W, b=b, labels=y)
    answer.dW, answer.loss, answer.check.passed
    dscore.grade("softmax", X=X, W=W, b=b, labels=y, submitted=dict(dW=dW))
    dscore.grade("softmax", seed=1, code="dscore = (softmax(score, axis=1) - one_hot(y, C)) / N")
    dscore.derive("batchnorm")

A function is the name of one in the catalogue, or a definition as the service takes it:
    dict(inputs={"x": "N D", "w": "D"}, code="loss = np.mean(np.tanh(x @ w))", output="loss")

The service is at `dscore.url`: $DSCORE, or http://127.0.0.1:8080. A key, where it wants one, is `dscore.key`: $DSCORE_KEY.
"""
import base64
import functools
import http.client
import io
import json
import os
import threading
import time
import urllib.parse

import numpy as np

url = os.environ.get("DSCORE", "http://127.0.0.1:8080")
key = os.environ.get("DSCORE_KEY")
timeout = 120
tries = 5  # while the service is busy


class DscoreError(Exception):
    """What the service says of a request that makes no sense: the problem's sentence.

    `problem` is the whole problem document, a dict with `type`, `status`, `detail` and, where it applies, `pointer`.
    """

    def __init__(self, problem):
        where = problem.get("pointer")
        super().__init__(problem.get("detail", problem.get("title")) + (f" ({where})" if where else ""))
        self.problem = problem
        self.status = problem.get("status")


class Fields(dict):
    """A JSON object whose fields are attributes too."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no {name} here, only " + ", ".join(self)) from None

    def __dir__(self):
        return [*super().__dir__(), *self]


class Answer(Fields):
    """An answer of the service: its fields are attributes, its gradients too, and a notebook shows its report."""

    def __init__(self, fields, ask=None):
        super().__init__(fields)
        self.__dict__["_ask"] = ask

    def __getattr__(self, name):
        found = dict.get(self, "gradients", {})
        return found[name] if name in found else super().__getattr__(name)

    def __dir__(self):
        return [*super().__dir__(), *self.get("gradients", {})]

    def _repr_html_(self):
        return self._ask("text/html").decode() if self._ask else None

    def __repr__(self):
        if "marks" in self:
            first = f"; first error: {self.first_error}" if self.get("first_error") else ""
            lines = [f"{self.score:g} of {self.max_score:g}{first}"]
            return "\n".join(lines + [
                f"{mark.name}  {mark.score:g}/{mark.max_score:g}  {mark.status}  {mark.get('message', '')}".rstrip()
                for mark in self.marks])
        check = self.check
        lines = [f"{name} {gradient.shape}" for name, gradient in self.gradients.items()]
        return "\n".join([f"value {self.value}" if np.ndim(self.value) == 0 else f"value {self.value.shape}", *lines,
            f"check {'passed' if check.passed else 'FAILED'}: {check.entries_checked} of {check.entries} entries, "
            f"largest relative error {check.max_relative_error:.1e}"])


class Derivation(Fields):
    """A backward pass: `numpy`, `latex`, `steps`. A notebook typesets it."""

    def _repr_latex_(self):
        return "$$" + self.latex + "$$"

    def __repr__(self):
        return self.numpy


def gradients(function, upstream=None, gradients=None, check=None, **inputs):
    """Value and gradients of a function, every entry of them checked against finite differences.

    `upstream` is a dict from an output that is no scalar to the gradient handed down to it; `gradients` names those wanted.
    """
    fields = dict(function=function, gradients=gradients, check=check)
    return _computed("/v1/gradients", fields, inputs, _of_outputs(upstream))


def grade(function, submitted=None, code=None, upstream=None, sizes=None, seed=None, points=None, follow_through=None,
          tolerance=None, reveal=None, check=None, **inputs):
    """Marks for gradients, a dict of arrays by name, or for the NumPy code that computes them.

    Without inputs, they are drawn from `seed` for the lengths in `sizes`.
    """
    fields = dict(function=function, code=code, sizes=sizes, seed=seed, points=points, follow_through=follow_through,
                  tolerance=tolerance, reveal=reveal, check=check)
    return _computed("/v1/grade", fields, inputs, _of_outputs(upstream), submitted or {})


def grade_batch(function, submissions, upstream=None, progress=True, **shared):
    """Marks for many: `submissions` is a dict from an id to code, or to a dict of arrays by name.

    `shared` is what `grade` takes beside them. Returns a dict from each id to its report; where a submission could not be
    read, to the DscoreError. Shows a progress bar if tqdm is there.
    """
    options = "sizes seed points follow_through tolerance reveal check".split()
    head = dict(function=function, **{name: shared.pop(name) for name in options if name in shared})
    arrays = {name: values for name, values in dict(inputs=shared, upstream=upstream).items() if values}
    works = [dict(code=work) if isinstance(work, str) else dict(submitted=work) for work in submissions.values()]
    lines = [{**head, **arrays}] + [dict(id=str(name), **work) for name, work in zip(submissions, works)]
    body = b"".join(_encoded(line) + b"\n" for line in lines)
    reports = {}
    connection, response = _open("POST", "/v1/grade/batch", body, {"Content-Type": "application/x-ndjson"})
    try:
        for name, work, line in zip(submissions, works, _counted(response, len(submissions), progress)):
            answer = _arrays(json.loads(line))
            ask = functools.partial(_grade_again, {**head, **arrays, **work})
            reports[name] = DscoreError(answer.error) if "error" in answer else Answer(answer, ask)
    finally:
        connection.close()
    if len(reports) < len(submissions):
        raise DscoreError(dict(detail=f"the answer broke off after {len(reports)} of {len(submissions)} submissions"))
    return reports


def _grade_again(fields, accept):
    return _send("POST", "/v1/grade", _encoded(fields), {"Content-Type": "application/json", "Accept": accept})


def derive(function, sizes=None):
    """The backward pass of a function, step by step: as a NumPy program, typeset, and with the shapes and reasons."""
    return Derivation(_json("/v1/derivation", dict(function=function, sizes=sizes)))


def inputs(function, seed=0, **sizes):
    """Random inputs of a function, the same for a seed on every machine: a dict of arrays."""
    answer = _json("/v1/inputs?arrays=b64", dict(function=function, seed=seed, sizes=sizes))
    return {name: np.asarray(value) for name, value in answer.inputs.items()}


def functions():
    """The catalogue, a list."""
    return _arrays(json.loads(_send("GET", "/v1/functions")))


def _computed(path, fields, inputs, *others):
    arrays = {}
    for more in (inputs, *others):
        for name, value in more.items():
            if name in arrays:
                raise TypeError(f"{name} is given twice")
            arrays[name] = array(value)
    body, headers = _multipart(_encoded(fields), _npz(arrays) if arrays else None)

    def ask(accept):
        return _send("POST", path + "?arrays=b64", body, {**headers, "Accept": accept})

    return Answer(_arrays(json.loads(ask("application/json"))), ask)


def _of_outputs(upstream):
    return {"d" + name: value for name, value in (upstream or {}).items()}


def array(value):
    """A NumPy array of what may be a list, a number, or a tensor of torch, on whatever device it is."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        try:
            value = value.numpy()
        except TypeError:  # NumPy has no bfloat16
            value = value.double().numpy()
    return np.asarray(value)


def _encoded(fields):
    fields = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(fields, default=_spelled).encode()


def _spelled(value):
    if isinstance(value, np.generic):
        return value.item()
    value = array(value)
    if value.dtype.kind not in "fiub":
        raise TypeError(f"an array of {value.dtype} is no array of numbers")
    # the precision of floats goes along: it widens the tolerance
    dtype = value.dtype.name if value.dtype.name in ("float16", "float32") else "float64"
    dtype = dtype if value.dtype.kind == "f" else "int64"
    data = np.ascontiguousarray(value, dtype=np.dtype(dtype).newbyteorder("<"))
    return {"shape": value.shape, "dtype": dtype, "b64": base64.b64encode(data.tobytes()).decode()}


def _arrays(answer):
    if isinstance(answer, list):
        return [_arrays(value) for value in answer]
    if not isinstance(answer, dict):
        return answer
    if answer.keys() == {"shape", "dtype", "b64"}:
        return np.frombuffer(base64.b64decode(answer["b64"]), answer["dtype"]).reshape(answer["shape"]).copy()
    return Fields((name, _arrays(value)) for name, value in answer.items())


def _npz(arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _multipart(request, npz):
    boundary = "dscore-" + os.urandom(16).hex()
    parts = [("request", "application/json", request)]
    if npz is not None:
        parts.append(("arrays", "application/x-npz", npz))
    head = '--{}\r\nContent-Disposition: form-data; name="{}"; filename="{}"\r\nContent-Type: {}\r\n\r\n'
    body = b"".join(head.format(boundary, name, name, kind).encode() + data + b"\r\n" for name, kind, data in parts)
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": "multipart/form-data; boundary=" + boundary}


def _json(path, fields):
    return _arrays(json.loads(_send("POST", path, _encoded(fields), {"Content-Type": "application/json"})))


def _send(method, path, body=None, headers={}):
    connection, response = _open(method, path, body, headers)
    try:
        return response.read()
    finally:
        connection.close()


def _open(method, path, body, headers):
    """The response to a request, whose body is sent while the answer is already being read."""
    for attempt in range(tries):
        place = urllib.parse.urlsplit(url)
        kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        connection = kind(place.netloc, timeout=timeout)
        try:
            connection.putrequest(method, place.path.rstrip("/") + path)
            allowed = {"Authorization": "Bearer " + key} if key else {}
            for name, value in {**headers, **allowed, "Content-Length": len(body or b"")}.items():
                connection.putheader(name, value)
            connection.endheaders()
            threading.Thread(target=_push, args=(connection, body or b""), daemon=True).start()
            response = connection.getresponse()
        except OSError as e:
            connection.close()
            raise DscoreError(dict(detail=f"there is no answer from a dscore at {url}: {e}")) from None
        if response.status < 300:
            return connection, response
        data = response.read()
        connection.close()
        if response.status not in (429, 503) or attempt + 1 == tries:
            break
        time.sleep(float(response.getheader("Retry-After") or 1))
    try:
        problem = json.loads(data)
    except ValueError:
        problem = dict(status=response.status, detail=f"{url} answers {response.status} {response.reason}")
    raise DscoreError(problem)


def _push(connection, body):
    try:
        connection.send(body)
    except OSError:
        pass  # the service has answered without reading on, or is gone: the response tells


def _counted(lines, total, progress):
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return lines
    return tqdm(lines, total=total, disable=not progress)
