"""200 handwritten digits through the softmax layer: value, gradients and check, at $DSCORE or on this machine."""
import os

import numpy as np

import dscore

digits = np.loadtxt(os.path.join(os.path.dirname(__file__), "digits.csv.gz"), delimiter=",")[:200]
X, y = digits[:, :64] / 16, digits[:, 64].astype(int)
W = np.random.default_rng(0).normal(scale=0.1, size=(64, 10))
answer = dscore.gradients("softmax", X=X, W=W, b=np.zeros(10), labels=y)
print(answer)

report = dscore.grade("softmax", X=X, W=W, b=np.zeros(10), labels=y, submitted=dict(dW=200 * answer.dW), points=dict(dW=1))
print(report)
