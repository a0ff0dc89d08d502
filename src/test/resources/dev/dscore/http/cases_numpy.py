"""The long numbers of cases.txt, from formulas written by hand; compares them with the page: python3 cases_numpy.py"""
import base64
import json
import pathlib
import re
import sys

import numpy as np

PAGE = pathlib.Path(__file__).with_name("cases.txt")


def blocks():
    """Each case's id, text, and inputs and upstream gradients (as dout, ...) as arrays."""
    for text in re.split(r"^== ", PAGE.read_text(), flags=re.M)[1:]:
        arrays = {}
        for field in ("inputs", "upstream"):
            found = re.search(rf"^{field} +(.*(?:\n {{11}}.*)*)", text, re.M)
            if found and "@" not in found[1]:
                for name, value in json.loads(found[1]).items():
                    integers = name in ("k", "labels") or name == "y" and "two-layer-net" in text
                    if not isinstance(value, dict):
                        arrays["d" * (field == "upstream") + name] = np.array(value, int if integers else float)
        yield text[:3], text, arrays


def softmax(z, axis=1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def one_hot(k, C):
    return np.eye(C)[k]


def affine(dz, A, V):
    return dict(dA=dz @ V.T, dV=A.T @ dz, dc=dz.sum(0))


def layer(dscore, X, W):
    return dict(dX=dscore @ W.T, dW=X.T @ dscore, db=dscore.sum(0))


def normalized(A, V, c, dh, dtype=np.float64):
    """The gradient of u = A @ V + c through h = (u - mean) / sqrt(var + 1e-3)."""
    A, V, c, dh = (x.astype(dtype) for x in (A, V, c, dh))
    u = A @ V + c
    s = np.sqrt(u.var(0) + dtype(1e-3))
    h = (u - u.mean(0)) / s
    return (dh - dh.mean(0) - h * (dh * h).mean(0)) / s


def A01(**x):
    du = normalized(**x)
    return dict(rows=du.sum(0), halves=du[:2].sum(0) + du[2:].sum(0), backwards=np.cumsum(du[::-1], 0)[-1])


def A08(X, w, b, y):
    r = X @ w + b - y
    return dict(dw=2 / len(y) * X.T @ r, db=2 * r.mean())


def A10(**x):
    return dict(dc=normalized(**x, dtype=np.float32).sum(0))


def A11(A, w, t):
    return dict(dw=2 / 3 * A.T @ (A @ w - t))


def as_first_written(X, W, b, labels):
    e = np.exp(X @ W + b)
    return layer((e / e.sum(1, keepdims=True) - one_hot(labels, W.shape[1])) / len(X), X, W)


def B03(v):
    return dict(dv=-1 / (1 + np.exp(v)))


def C05(X, gamma, beta, dout):
    xc = X - X.mean(0)
    return dict(dgamma=(dout * xc / np.sqrt((xc**2).sum(0) / (len(X) - 1) + 1e-5)).sum(0).astype(np.float16))


def D06(X, W1, b1, W2, b2, y):
    pre = X @ W1 + b1
    hidden = np.maximum(pre, 0)
    d = (softmax(hidden @ W2 + b2) - one_hot(y, 2)) / len(X)
    dpre = d @ W2.T * (pre > 0)
    return dict(dW1=X.T @ dpre, db1=dpre.sum(0), dW2=hidden.T @ d, db2=d.sum(0))


def attention(Q, K, V, hide, dout):
    a = softmax(Q @ K.T / np.sqrt(Q.shape[1]) + hide)
    da = dout @ V.T
    dz = a * (da - (a * da).sum(1, keepdims=True)) / np.sqrt(Q.shape[1])
    return dict(dQ=dz @ K, dK=dz.T @ Q, dV=a.T @ dout)


def G03(X, W, b, labels):
    return layer((softmax(X @ W + b) - one_hot(labels, 3)) / len(X), X, W)


def T01(A, V, c, k):
    return affine((softmax(A @ V + c) - one_hot(k, 3)) / len(A), A, V)


def T02(A, V, c, k, smooth):
    return affine((softmax(A @ V + c) - (1 - smooth) * one_hot(k, 3) - smooth / 3) / len(A), A, V)


def weighted(A, V, c, k, each):
    return affine((softmax(A @ V + c) - one_hot(k, 3)) * each[:, None] / each.sum(), A, V)


def T03(weight, k, **x):
    return weighted(k=k, each=weight[k], **x)


def T05(A, V, c, k, tau):
    return affine(tau * (softmax((A @ V + c) / tau) - one_hot(k, 3)) / len(A), A, V)


def T06(A, V, c, k, g):
    s = softmax(A @ V + c)
    p = s[range(len(A)), k]
    dp = (g * (1 - p) ** (g - 1) * np.log(p) - (1 - p) ** g / p) / len(A)
    return affine((dp * p)[:, None] * (one_hot(k, 3) - s), A, V)


def T07(A, V, c, k, w):
    z, t = A @ V + c, one_hot(k, 3)
    return affine(((1 - t) * sigmoid(z) - w * t * sigmoid(-z)) / z.size, A, V)


def T08(A, V, c, k, lam):
    z = A @ V + c
    over = (1 + z - z[range(len(A)), k][:, None] > 0) * (1 - one_hot(k, 3))
    g = affine((over - one_hot(k, 3) * over.sum(1, keepdims=True)) / len(A), A, V)
    return {**g, "dV": g["dV"] + 2 * lam * V}


def T09(use, **x):
    return weighted(each=use, **x)


def T10(X, W, b, labels):
    X, W, b = (x.astype(np.float32) for x in (X, W, b))
    d = softmax(X @ W + b)
    d[range(len(X)), labels] -= 1
    d /= np.float32(len(X))
    return {name: base64.b64encode(np.ascontiguousarray(g)).decode() for name, g in layer(d, X, W).items() if name != "dX"}


def T17(p, q):
    c = p * q - q / (1 + p**2)
    dp = 3 * c**2 * (q + 2 * p * q / (1 + p**2) ** 2)
    dq = 3 * c**2 * (p - 1 / (1 + p**2))
    return dict(dp=dp.sum((0, 1)).reshape(p.shape), dq=dq.sum(2, keepdims=True))


def T18(A, V):
    h = np.tanh(A @ V)
    E = 2 * (h @ V.T - A) / A.size
    return dict(dV=E.T @ h + A.T @ (E @ V * (1 - h**2)))


def T28(X, W, b, labels):
    return dict(dW=X.T @ (softmax(X @ W + b, axis=0) - one_hot(labels, 3)) / len(X))


def T29(X, W, b, labels):
    return dict(dW=X.T @ (one_hot(labels, 3) - softmax(X @ W + b)) / len(X))


def T30(z, t):
    return dict(dz=(softmax(z) - t) / len(z), dt=-np.log(softmax(z)) / len(z))


FORMULAS = dict(A01=A01, A08=A08, A10=A10, A11=A11, B01=as_first_written, B03=B03, B05=as_first_written, C05=C05, D06=D06,
                F04=attention, F06=attention, G03=G03, G05=attention, T01=T01, T02=T02, T03=T03, T04=weighted, T05=T05, T06=T06,
                T07=T07, T08=T08, T09=T09, T10=T10, T17=T17, T18=T18, T28=T28, T29=T29, T30=T30)


def main():
    missing = 0
    for id, text, arrays in blocks():
        if id not in FORMULAS:
            continue
        for name, value in FORMULAS[id](**arrays).items():
            shown = value if isinstance(value, str) else json.dumps(np.asarray(value).tolist())
            if shown not in text:
                missing += 1
                print(f"{id} does not hold {name} {shown}")
    print(f"{len(FORMULAS)} formulas, {missing} numbers differ")
    return missing > 0


if __name__ == "__main__":
    sys.exit(main())
