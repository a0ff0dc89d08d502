import numpy as np
import random


def softmax(x):
    orig_shape = x.shape
    if len(x.shape) > 1:
        tmp = np.max(x, axis=1)
        x -= tmp.reshape((x.shape[0], 1))
        x = np.exp(x)
        tmp = np.sum(x, axis=1)
        x /= tmp.reshape((x.shape[0], 1))
    else:
        tmp = np.max(x)
        x -= tmp
        x = np.exp(x)
        tmp = np.sum(x)
        x /= tmp
    assert x.shape == orig_shape
    return x


def sigmoid(x):
    s = 1. / (1 + np.exp(-x))
    return s


def sigmoid_grad(s):
    ds = s * (1 - s)
    return ds


def forward_backward_prop(X, labels, params, dimensions):
    ofs = 0
    Dx, H, Dy = (dimensions[0], dimensions[1], dimensions[2])
    W1 = np.reshape(params[ofs:ofs + Dx * H], (Dx, H))
    ofs += Dx * H
    b1 = np.reshape(params[ofs:ofs + H], (1, H))
    ofs += H
    W2 = np.reshape(params[ofs:ofs + H * Dy], (H, Dy))
    ofs += H * Dy
    b2 = np.reshape(params[ofs:ofs + Dy], (1, Dy))
    h = sigmoid(np.dot(X, W1) + b1)
    yhat = softmax(np.dot(h, W2) + b2)
    cost = np.sum(-np.log(yhat[labels == 1]))
    d3 = yhat - labels
    gradW2 = np.dot(h.T, d3)
    gradb2 = np.sum(d3, 0, keepdims=True)
    dh = np.dot(d3, W2.T) * sigmoid_grad(h)
    gradW1 = np.dot(X.T, dh)
    gradb1 = np.sum(dh, axis=0)
    grad = np.concatenate((gradW1.flatten(), gradb1.flatten(), gradW2.flatten(), gradb2.flatten()))
    return cost, grad


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset=None):
    yhat = softmax(np.dot(outsideVectors, centerWordVec))
    loss = -np.log(yhat[outsideWordIdx])
    delta = yhat.copy()
    delta[outsideWordIdx] -= 1
    gradCenterVec = np.dot(outsideVectors.T, delta)
    gradOutsideVecs = np.outer(delta, centerWordVec)
    return loss, gradCenterVec, gradOutsideVecs


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, negSampleWordIndices, K=10):
    indices = [outsideWordIdx] + negSampleWordIndices
    gradOutsideVecs = np.zeros_like(outsideVectors)
    u_o = outsideVectors[outsideWordIdx]
    z = sigmoid(np.dot(u_o, centerWordVec))
    loss = -np.log(z)
    gradCenterVec = (z - 1) * u_o
    gradOutsideVecs[outsideWordIdx] += (z - 1) * centerWordVec
    for k in range(K):
        u_k = outsideVectors[indices[k + 1]]
        zk = sigmoid(-np.dot(u_k, centerWordVec))
        loss -= np.log(zk)
        gradCenterVec += (1 - zk) * u_k
        gradOutsideVecs[indices[k + 1]] += (1 - zk) * centerWordVec
    return loss, gradCenterVec, gradOutsideVecs


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    c = word2Ind[currentCenterWord]
    for word in outsideWords:
        l, gc, go = word2vecLossAndGradient(centerWordVectors[c], word2Ind[word], outsideVectors)
        loss += l
        gradCenterVecs[c] += gc
        gradOutsideVectors += go
    return loss, gradCenterVecs, gradOutsideVectors


class Activation(object):
    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplemented


class Sigmoid(Activation):
    def forward(self, x):
        self.state = 1.0 / (1.0 + np.exp(-x))
        return self.state

    def derivative(self):
        return self.state * (1.0 - self.state)


class Linear():
    def __init__(self, in_feature, out_feature, W, B, debug=False):
        self.W, self.b = W, B
        self.dW = np.zeros(None) if False else np.zeros_like(W)
        self.db = np.zeros(B.shape)
        self.debug = debug

    def __call__(self, x):
        return self.forward(x)

    def forward(self, A):
        self.A = A
        self.N = A.shape[0]
        self.Ones = np.ones((self.N, 1))
        return self.A @ self.W.T + self.Ones @ self.b.T

    def backward(self, dLdZ):
        dLdA = dLdZ @ self.W
        self.dLdW = dLdZ.T @ self.A
        self.dLdb = dLdZ.T @ self.Ones
        self.dW = self.dLdW / self.N
        self.db = self.dLdb / self.N
        return dLdA


class Conv1d(object):
    def __init__(self, W, b, stride):
        self.W, self.b, self.stride = W, b, stride
        self.out_channel, self.in_channel, self.kernel_size = W.shape
        self.dW = np.zeros(self.W.shape)
        self.db = np.zeros(self.b.shape)

    def forward(self, x):
        self.x = x
        batch_size, in_channel, input_size = x.shape
        output_size = (input_size - self.kernel_size) // self.stride + 1
        out = np.zeros((batch_size, self.out_channel, output_size))
        for i in range(output_size):
            seg = x[:, :, i * self.stride:i * self.stride + self.kernel_size]
            out[:, :, i] = np.tensordot(seg, self.W, axes=([1, 2], [1, 2])) + self.b
        return out

    def backward(self, delta):
        dx = np.zeros(self.x.shape)
        for b in range(delta.shape[0]):
            for o in range(delta.shape[1]):
                for i in range(delta.shape[2]):
                    s = slice(i * self.stride, i * self.stride + self.kernel_size)
                    self.dW[o] += delta[b, o, i] * self.x[b, :, s]
                    dx[b, :, s] += delta[b, o, i] * self.W[o]
        self.db += np.sum(delta, axis=(0, 2))
        return dx


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


rs = np.sin(np.arange(900) * 0.37)
dims = [4, 3, 2]
labels = np.zeros((5, 2))
for i in range(5):
    labels[i, (i * 7) % 2] = 1
cost, grad = forward_backward_prop(rs[:20].reshape(5, 4), labels, rs[30:30 + (4 + 1) * 3 + (3 + 1) * 2], dims)
nl, ngc, ngo = naiveSoftmaxLossAndGradient(rs[:3].copy(), 2, rs[10:25].reshape(5, 3))
sl, sgc, sgo = negSamplingLossAndGradient(rs[:3], 1, rs[10:25].reshape(5, 3), [0, 2, 2, 4], K=4)
kl, kgc, kgo = skipgram("c", 3, ["a", "b", "e", "d", "b", "c"], dict([("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)]), rs[40:55].reshape(5, 3), rs[10:25].reshape(5, 3))
net = Sequential(Linear(4, 3, rs[:12].reshape(3, 4), rs[12:15].reshape(3, 1)), Sigmoid())
out = net.forward(rs[20:40].reshape(5, 4))
delta = out * net.layers[-1].derivative()
dLdA = net.layers[0].backward(delta)
dWl, dbl = net.layers[0].dW, net.layers[0].db
conv = Conv1d(rs[:24].reshape(2, 3, 4), rs[:2], 2)
co = conv.forward(rs[:60].reshape(2, 3, 10))
dco = conv.backward(co)
dcw, dcb = conv.dW, conv.db
