"""examples/dscore.py against a running service and against NumPy's own numbers: `python3 .ci/client.py PORT`."""
import http.server
import sys
import threading

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, "examples")
import dscore

dscore.url = "http://127.0.0.1:" + sys.argv[1]
random = np.random.default_rng(2)
N, D, C = 5, 4, 3
X, W, b, y = random.normal(size=(N, D)), random.normal(size=(D, C)), random.normal(size=C), np.array([0, 2, 1, 1, 0])
exp = np.exp(X @ W + b)
P = exp / exp.sum(axis=1, keepdims=True)
dS = (P - np.eye(C)[y]) / N
layer = dict(X=X, W=W, b=b, labels=y)


def refused(part, call):
    try:
        answer = call()
    except dscore.DscoreError as e:
        assert part in str(e), e
        return e
    raise AssertionError(f"not refused: {answer!r}")


# the numbers are the layer's own
answer = dscore.gradients("softmax", **layer)
assert np.allclose(answer.dW, X.T @ dS, rtol=1e-12) and np.allclose(answer.dX, dS @ W.T, rtol=1e-12)
assert answer.db.shape == (C,) and np.allclose(answer.db, dS.sum(axis=0), rtol=1e-12)
assert np.isclose(answer.loss, -np.mean(np.log(P[range(N), y])), rtol=1e-14)
assert answer.check.passed and answer.check.by_gradient.dW.entries == D * C
assert "<svg" not in answer._repr_html_() and "dW" in answer._repr_html_()
assert repr(answer).splitlines()[2] == "dW (4, 3)" and "check passed: 35 of 35" in repr(answer), answer
assert {"dW", "loss", "check"} <= set(dir(answer))
asked = dscore.gradients("softmax", gradients=["dscore"], check=dict(coverage="directions"), **layer)
assert np.allclose(asked.dscore, dS, rtol=1e-12) and list(asked.gradients) == ["dscore"]
before = answer.dW[0, 0]
answer.dW[0, 0] += 1
assert answer.dW[0, 0] == before + 1

# a function of one's own, with an upstream gradient
tanh = dict(inputs={"x": "N D", "w": "D"}, code="H = np.tanh(x @ w)", output="H")
x, w, dH = random.normal(size=(3, 2)), random.normal(size=2), np.array([1.0, -2.0, 0.5])
answer = dscore.gradients(tanh, x=x, w=w, upstream=dict(H=dH))
assert np.allclose(answer.dw, x.T @ (dH * (1 - np.tanh(x @ w) ** 2)), rtol=1e-12)
assert np.allclose(answer.value, np.tanh(x @ w), rtol=1e-14)


class Tensor:
    """What the client uses of torch's."""

    def __init__(self, values, has_numpy=True):
        self.values, self.has_numpy = values, has_numpy

    def detach(self):
        return self

    def cpu(self):
        return self

    def double(self):
        return Tensor(np.asarray(self.values, dtype=float))

    def numpy(self):
        if not self.has_numpy:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return np.asarray(self.values)


wrapped = dscore.gradients("softmax", X=Tensor(X.tolist()), W=Tensor(W, False), b=list(b), labels=Tensor(y))
assert np.array_equal(wrapped.dX, dscore.gradients("softmax", **layer).dX)
try:
    import torch
except ImportError:
    pass
else:
    leaf = torch.tensor(W, requires_grad=True)
    torch.nn.functional.cross_entropy(torch.tensor(X) @ leaf + torch.tensor(b), torch.tensor(y)).backward()
    report = dscore.grade("softmax", X=X, W=leaf, b=b, labels=torch.tensor(y), submitted=dict(dW=leaf.grad), points=dict(dW=1))
    assert report.passed, report

# grading, of arrays and of code
report = dscore.grade("softmax", submitted=dict(dW=N * X.T @ dS), points=dict(dW=4), **layer)
assert (report.score, report.first_error, report.marks[0].mistake.id) == (0, "dW", "missing-factor"), report
assert repr(report).splitlines()[1].startswith("dW  0/4  wrong  Exactly 5 = N times the gradient"), report
assert "<svg" in report._repr_html_()
report = dscore.grade("softmax", seed=3, sizes=dict(N=4), code=dscore.derive("softmax").numpy)
assert report.passed and report.score == 3, report
assert dscore.grade("softmax", submitted=dict(dW=(X.T @ dS).astype("f4")), points=dict(dW=1), **layer).passed

# derivation, inputs, catalogue
derivation = dscore.derive("softmax")
assert "dW = X.T @ dscore" in repr(derivation) and derivation._repr_latex_().startswith("$$\\begin{aligned}")
assert derivation.steps[-1].dimensions == "(D N) @ (N C) → (D C)"
drawn = dscore.inputs("softmax", seed=4, N=7)
assert drawn["X"].shape[0] == 7 and drawn["y"].dtype.kind == "i" and dscore.gradients("softmax", **drawn).check.passed
assert "batchnorm" in [function.name for function in dscore.functions()]

# a class, with answers enough to fill every buffer between here and there
works = {f"student {i}": dict(dW=(X.T @ dS).astype("f4"), db=dS.sum(axis=0) * (1 + i % 2)) for i in range(1500)}
works["code"], works["broken"] = "dscore = softmax(score, axis=1)\ndW = X.T @ dscore", dict(dW="none")
reports = dscore.grade_batch("softmax", works, points=dict(dW=1, db=1), progress=False, **layer)
assert list(reports) == list(works)
assert [reports[f"student {i}"].score for i in range(4)] == [2, 1, 2, 1]
assert reports["code"].first_error == "dscore" and reports["code"].score == 0.5, reports["code"]
assert reports["broken"].score == 0 and reports["broken"].marks[0].status == "unreadable", reports["broken"]
assert "<svg" in reports["student 1"]._repr_html_()

# what is refused carries the problem's sentence
problem = refused("W is (D, C) = (3, 4)", lambda: dscore.gradients("softmax", X=X, W=W.T, b=b, labels=y))
assert problem.status == 422 and problem.problem["type"] == "urn:dscore:problem:shape-mismatch"
refused("did you mean softmax?", lambda: dscore.derive("sofmax"))


def away(address):
    home, dscore.url = dscore.url, address
    try:
        return dscore.functions()
    finally:
        dscore.url = home


refused("no answer from a dscore at http://127.0.0.1:1", lambda: away("http://127.0.0.1:1"))


class Busy(http.server.BaseHTTPRequestHandler):
    """Busy once, then there; and not a dscore for ever."""

    calls = 0

    def do_GET(self):
        Busy.calls += 1
        if Busy.calls == 1:
            self.send_response(503)
            self.send_header("Retry-After", "0")
            self.end_headers()
        else:
            self.send_response(200 if Busy.calls == 2 else 502)
            self.end_headers()
            self.wfile.write(b"[]" if Busy.calls == 2 else b"<html>")

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Busy)
threading.Thread(target=server.serve_forever, daemon=True).start()
busy = "http://127.0.0.1:%d" % server.server_port
assert away(busy) == [] and Busy.calls == 2
refused("answers 502", lambda: away(busy))
print("client: passed")
