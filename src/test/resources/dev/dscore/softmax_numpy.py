"""Loss and gradients of the softmax layer by NumPy alone: python3 softmax_numpy.py > softmax_numpy.json"""
import json
import numpy as np

cases = []
for seed, (N, D, C), scale in [(1, (5, 4, 3), 1.0), (2, (7, 3, 6), 10.0), (3, (1, 2, 4), 1e-6), (4, (6, 5, 2), 300.0)]:
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(N, D)) * scale, rng.normal(size=(D, C)), rng.normal(size=C)
    y = rng.integers(0, C, size=N)
    score = X @ W + b
    shifted = score - score.max(axis=1, keepdims=True)
    P = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[range(N), y])
    dscore = P.copy()
    dscore[range(N), y] -= 1
    dscore /= N
    cases.append(dict(seed=seed, X=X.tolist(), W=W.tolist(), b=b.tolist(), labels=y.tolist(), loss=loss,
                      dX=(dscore @ W.T).tolist(), dW=(X.T @ dscore).tolist(), db=dscore.sum(axis=0).tolist(),
                      dscore=dscore.tolist()))
print(json.dumps(cases))
