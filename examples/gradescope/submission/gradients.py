P = np.exp(score) / np.sum(np.exp(score), axis=1, keepdims=True)
dscore = P.copy()
dscore[range(N), y] -= 1
dscore /= N
dW = X.T @ dscore
db = np.mean(dscore, axis=0, keepdims=True)
dX = dscore @ W
