"""Expressions of the language and what NumPy makes of them: python3 numpy_semantics.py > numpy_semantics.json"""
import itertools
import json
import numpy as np

rng = np.random.default_rng(5)


def draw(*shape):
    return np.round(rng.uniform(0.2, 1.8, size=shape), 3)


inputs = dict(a=draw(3, 4), b=draw(3, 4), row=draw(1, 4), col=draw(3, 1), v=draw(4), u=draw(3), s=draw(), m=draw(4, 5),
              k=draw(2, 3, 1, 4), q=draw(3, 2, 4), y=np.array([2, 0, 3]))
shapes = dict(a="N D", b="N D", row="1 D", col="N 1", v="D", u="N", s="", m="D C", k="P N 1 D", q="N P D", y="N")


def logsumexp(x, axis=None, keepdims=False):
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


def softmax(x, axis=None):
    return np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True)


def log_softmax(x, axis=None):
    return np.log(softmax(x, axis))


def expit(x):
    return 1 / (1 + np.exp(-x))


def one_hot(y, C):
    return np.eye(C)[y]


def relu(x):
    return np.maximum(x, 0)


sigmoid = expit
expressions = []
for f in ["exp", "log", "log1p", "expm1", "sqrt", "square", "abs", "absolute", "sign", "tanh", "negative"]:
    for x in ["a - 1" if f in ("abs", "absolute", "sign", "tanh") else "a", "s", "k"]:
        expressions.append(f"np.{f}({x})")
expressions += ["expit(a - 1)", "sigmoid(v)", "relu(a - 1)", "-a", "+a", "-s", "-a ** 2", "(-a) ** 2", "2 ** a", "a ** -1",
                "2 ** 3 ** 0.5", "-2 ** 2", "a ** b", "a ** 0.5", "a - b - a", "a / b / a", "a / b * a", "a - (b - a)",
                "1 - a", "1 / a", "a * 2", "3 * a - 1", "2 * -a", "a @ m * 2", "2 * a @ m", "a - -b", "1e-3 * a", ".5 * a"]
for x, y in itertools.product(["a", "row", "col", "v", "s", "k"], repeat=2):
    for sign in ["+", "*"]:
        expressions.append(f"{x} {sign} {y}")
for x, y in itertools.product(["a", "row", "col", "v"], repeat=2):
    expressions += [f"{x} - {y}", f"{x} / {y}"]
for sign in ["<", "<=", ">", ">=", "==", "!="]:
    expressions += [f"1 * (a {sign} b)", f"1 * (row {sign} col)", f"1 * (a {sign} 1)", f"(a {sign} v) * a"]
for f in ["maximum", "minimum", "power", "add", "subtract", "multiply", "divide"]:
    expressions += [f"np.{f}(a, b)", f"np.{f}(row, col)", f"np.{f}(a, s)", f"np.{f}(k, a)"]
expressions += ["np.maximum(0.9, a)", "np.minimum(a, 0.9)", "np.where(a > b, a, b)", "np.where(a > 1, row, col)",
                "np.where(s > 0, a, 0)", "np.where(v > 1, a, -a)"]
for f in ["sum", "mean", "max", "min", "var", "std"]:
    expressions += [f"np.{f}(a)", f"a.{f}()", f"np.{f}(s)"]
    for x, axes in [("a", ["0", "1", "-1", "-2", "(0, 1)", "(-1, 0)", "None"]),
                    ("k", ["0", "3", "-2", "(0, 3)", "(1, -1)", "(0, 1, 2, 3)"]), ("v", ["0", "-1"]), ("q", ["1", "(0, 2)"])]:
        for axis in axes:
            expressions += [f"np.{f}({x}, axis={axis})", f"{x}.{f}(axis={axis}, keepdims=True)"]
    expressions += [f"a.{f}(0)", f"np.{f}(a, 1)"]
expressions += ["np.amax(a, axis=1)", "np.amin(a)", "np.var(a, axis=0, ddof=1)", "a.std(axis=1, ddof=1, keepdims=True)",
                "np.std(a, ddof=2)"]
for f in ["logsumexp", "softmax", "log_softmax"]:
    expressions += [f"{f}(a)", f"{f}(a, axis=0)", f"{f}(a, axis=1)", f"{f}(a, axis=-1)", f"{f}(k, axis=3)", f"{f}(v, axis=0)",
                    f"{f}(q, axis=(0, 2))"]
expressions += ["logsumexp(a, axis=1, keepdims=True)", "logsumexp(k, axis=(1, 3), keepdims=True)"]
expressions += ["a @ m", "a.dot(m)", "np.dot(a, m)", "np.matmul(a, m)", "a @ v", "u @ a", "v @ v", "np.dot(v, v)", "np.dot(2, a)",
                "np.dot(a, v)", "u.dot(a)", "a.T @ b", "a @ b.T", "(a @ m).T", "np.outer(u, v)", "np.outer(v, v)",
                "a.T", "k.T", "v.T", "s.T", "np.transpose(a)", "np.transpose(k, (1, 0, 3, 2))", "a.transpose()", "q.transpose((2, 0, 1))",
                "np.transpose(q, axes=(1, 2, 0))",
                "a.reshape(4, 3)", "a.reshape((2, 6))", "a.reshape(-1)", "np.reshape(a, (2, -1))", "np.reshape(a, 12)",
                "k.reshape(-1, 4)", "s.reshape(1)", "s.reshape(1, 1)", "v.reshape(2, 2).T.reshape(4)",
                "np.broadcast_to(row, (3, 4))", "np.broadcast_to(s, (2, 2))", "np.broadcast_to(v, (3, 4))",
                "a[range(3), y]", "a[np.arange(3), y]", "a[range(len(a)), y]", "a[range(a.shape[0]), y]",
                "one_hot(y, 4)", "one_hot(y, 4) * a", "y * 2", "y / 2", "y + u",
                "np.zeros((2, 3))", "np.ones(3)", "np.zeros_like(a)", "np.ones_like(k)", "np.zeros((3, 1)) + row",
                "a / a.shape[0]", "a * a.shape[1] + len(v)", "a / len(a)", "a / a.size", "a * a.ndim", "np.size(a, 0) * a",
                "np.sum(a > 1)", "np.mean(a > 1, axis=0)", "(a > 1).sum(axis=1)", "(a > 1) * (b > 1)", "np.sum(a == a)"]
rows = []
for expression in dict.fromkeys(expressions):
    result = np.asarray(eval(expression, dict(globals(), **inputs)), dtype=float)
    rows.append(dict(expression=expression, shape=list(result.shape), data=result.ravel().tolist()))
print(json.dumps(dict(shapes=shapes, inputs={k: dict(shape=list(np.shape(x)), data=np.ravel(x).tolist()) for k, x in inputs.items()},
                      rows=rows)))
