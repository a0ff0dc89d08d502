from builtins import range
import numpy as np


def affine_forward(x, w, b):
    """
    Computes the forward pass for an affine (fully-connected) layer.
    """
    out = None
    ###########################################################################
    # TODO: Implement the affine forward pass.                                 #
    ###########################################################################
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    dx = dout.dot(w.T).reshape(*x.shape)
    dw = x.reshape(x.shape[0], np.prod(x.shape[1:])).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    dx, x = None, cache
    dx = np.array(dout, copy=True)
    dx[x <= 0] = 0
    return dx


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    out, cache = None, None
    if mode == "train":
        mu = 1 / float(N) * np.sum(x, axis=0)
        xmu = x - mu
        carre = xmu ** 2
        var = 1 / float(N) * np.sum(carre, axis=0)
        sqrtvar = np.sqrt(var + eps)
        invvar = 1. / sqrtvar
        va2 = xmu * invvar
        va3 = gamma * va2
        out = va3 + beta
        running_mean = momentum * running_mean + (1.0 - momentum) * mu
        running_var = momentum * running_var + (1.0 - momentum) * var
        cache = (mu, xmu, carre, var, sqrtvar, invvar, va2, va3, gamma, beta, x, bn_param)
    elif mode == "test":
        mu = running_mean
        var = running_var
        xhat = (x - mu) / np.sqrt(var + eps)
        out = gamma * xhat + beta
        cache = (mu, var, gamma, beta, bn_param)
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    mu, xmu, carre, var, sqrtvar, invvar, va2, va3, gamma, beta, x, bn_param = cache
    eps = bn_param.get('eps', 1e-5)
    N, D = dout.shape
    dva3 = dout
    dbeta = np.sum(dout, axis=0)
    dva2 = gamma * dva3
    dgamma = np.sum(va2 * dva3, axis=0)
    dxmu = invvar * dva2
    dinvvar = np.sum(xmu * dva2, axis=0)
    dsqrtvar = -1. / (sqrtvar ** 2) * dinvvar
    dvar = 0.5 * (var + eps) ** (-0.5) * dsqrtvar
    dcarre = 1 / float(N) * np.ones((carre.shape)) * dvar
    dxmu += 2 * xmu * dcarre
    dx = dxmu
    dmu = - np.sum(dxmu, axis=0)
    dx += 1 / float(N) * np.ones((dxmu.shape)) * dmu
    return dx, dgamma, dbeta


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    mode = dropout_param["mode"]
    dx = None
    if mode == "train":
        dx = dout * mask
    elif mode == "test":
        dx = dout
    return dx


def conv_forward_naive(x, w, b, conv_param):
    out = None
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    H_out = int(1 + (H + 2 * pad - HH) / stride)
    W_out = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, H_out, W_out))
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant', constant_values=0)
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    window = x_pad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    out[n, f, i, j] = np.sum(window * w[f, :, :, :]) + b[f]
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward_naive(dout, cache):
    dx, dw, db = None, None, None
    x, w, b, conv_param = cache
    P = conv_param['pad']
    S = conv_param['stride']
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    _, _, Hout, Wout = dout.shape
    x_pad = np.pad(x, [(0, 0), (0, 0), (P, P), (P, P)], 'constant')
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros_like(w)
    db = np.zeros(b.shape)
    for i in range(N):
        for f in range(F):
            db[f] += np.sum(dout[i, f])
            for r in range(Hout):
                for s in range(Wout):
                    dw[f] += dout[i, f, r, s] * x_pad[i, :, r * S:r * S + HH, s * S:s * S + WW]
                    dx_pad[i, :, r * S:r * S + HH, s * S:s * S + WW] += w[f] * dout[i, f, r, s]
    dx = dx_pad[:, :, P:-P, P:-P]
    return dx, dw, db


def max_pool_forward_naive(x, pool_param):
    N, C, H, W = x.shape
    ph, pw, S = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    out = np.empty((N, C, (H - ph) // S + 1, (W - pw) // S + 1))
    for h in range(out.shape[2]):
        for v in range(out.shape[3]):
            out[:, :, h, v] = x[:, :, h * S:h * S + ph, v * S:v * S + pw].max(axis=(2, 3))
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    N, C, H, W = x.shape
    ph, pw, S = pool_param.get('pool_height'), pool_param.get('pool_width'), pool_param.get('stride')
    dx = np.zeros_like(x)
    for n in xrange(N) if False else range(N):
        for c in range(C):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    window = x[n, c, i*S:i*S+ph, j*S:j*S+pw]
                    ind = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, i*S:i*S+ph, j*S:j*S+pw][ind] += dout[n, c, i, j]
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    x_flat = x.transpose(0, 2, 3, 1).reshape(-1, C)
    out, cache = batchnorm_forward(x_flat, gamma, beta, bn_param)
    out = out.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    dx, dgamma, dbeta = batchnorm_backward(np.moveaxis(dout, 1, -1).reshape(-1, C), cache)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    eps = gn_param.get("eps", 1e-5)
    N, C, H, W = x.shape
    xg = x.reshape((N * G, C // G * H * W)).T
    mean = xg.mean(axis=0)
    var = xg.var(axis=0)
    std = np.sqrt(var + eps)
    z = ((xg - mean) / std).T.reshape(N, C, H, W)
    out = gamma * z + beta
    return out, (G, z, std, gamma)


def spatial_groupnorm_backward(dout, cache):
    G, z, std, gamma = cache
    N, C, H, W = dout.shape
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    dgamma = np.sum(dout * z, axis=(0, 2, 3), keepdims=True)
    dz = (dout * gamma).reshape(N * G, -1).T
    zg = z.reshape(N * G, -1).T
    M = zg.shape[0]
    dfdz = np.sum(dz, axis=0) + zg * np.sum(dz * zg, axis=0)
    dx = (dz - dfdz / M) / std
    return dx.T.reshape(N, C, H, W), dgamma, dbeta


def svm_loss(x, y):
    N = x.shape[0]
    correct_class_scores = x[np.arange(N), y]
    margins = np.maximum(0, x - correct_class_scores[:, np.newaxis] + 1.0)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N
    num_pos = np.sum(margins > 0, axis=1)
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    dx[np.arange(N), y] -= num_pos
    dx /= N
    return loss, dx


def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


rs = np.sin(np.arange(600) * 1.7)
x = rs[:24].reshape(2, 3, 2, 2)
w, b = rs[24:84].reshape(12, 5), rs[84:89]
out, cache = affine_forward(x, w, b)
dx, dw, db = affine_backward(rs[100:110].reshape(2, 5), cache)
X = rs[:20].reshape(5, 4)
r, rc = relu_forward(X)
dr = relu_backward(rs[200:220].reshape(5, 4), rc)
bn_param = {'mode': 'train'}
bo, bc = batchnorm_forward(X, rs[30:34], rs[34:38], bn_param)
dbx, dgamma, dbeta = batchnorm_backward(rs[200:220].reshape(5, 4), bc)
bn_param['mode'] = 'test'
bt, _ = batchnorm_forward(X, rs[30:34], rs[34:38], bn_param)
ci = rs[:300].reshape(4, 3, 5, 5)
cw, cb = rs[300:354].reshape(2, 3, 3, 3), rs[354:356]
co, cc = conv_forward_naive(ci, cw, cb, {'stride': 1, 'pad': 1})
dcx, dcw, dcb = conv_backward_naive(rs[:200].reshape(4, 2, 5, 5), cc)
mo, mc = max_pool_forward_naive(rs[:96].reshape(2, 3, 4, 4), {'pool_height': 2, 'pool_width': 2, 'stride': 2})
dmx = max_pool_backward_naive(rs[100:124].reshape(2, 3, 2, 2), mc)
so, sc = spatial_batchnorm_forward(rs[:96].reshape(2, 3, 4, 4), rs[1:4], rs[4:7], {'mode': 'train'})
ds, dsg, dsb = spatial_batchnorm_backward(rs[200:296].reshape(2, 3, 4, 4), sc)
go, gc = spatial_groupnorm_forward(rs[:128].reshape(2, 4, 4, 4), rs[1:5].reshape(1, 4, 1, 1), rs[5:9].reshape(1, 4, 1, 1), 2, {})
dg, dgg, dgb = spatial_groupnorm_backward(rs[200:328].reshape(2, 4, 4, 4), gc)
y = np.array([0, 2, 1, 2, 0])
svm, dsvm = svm_loss(rs[:15].reshape(5, 3), y)
soft, dsoft = softmax_loss(rs[:15].reshape(5, 3), y)
