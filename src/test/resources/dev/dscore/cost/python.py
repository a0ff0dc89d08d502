import copy, itertools
l, d, t = [1, 2, 3], {'a': 1}, (1, 'b')
for i in range(20):
    l.append(i)
    d[str(i)] = l[i] * 2
s = ', '.join([str(v) for v in l])
m = copy.deepcopy(d)
r = np.random.RandomState(0).randn(N, D)
k = sorted(l, key=lambda v: -v)
class Layer:
    def __init__(self, w):
        self.w = w
    def forward(self, x):
        return x @ self.w
out = Layer(W).forward(X)
dX = np.zeros_like(X)
dX[:, 0] += 1
dW = X.T @ (np.exp(out) / np.sum(np.exp(out), axis=1, keepdims=True))
