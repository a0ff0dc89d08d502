"""Runs the derivation of every function of the catalogue in real NumPy and holds it against what /v1/gradients answers.

scipy.special's functions are written out below, so that NumPy alone is enough."""
import json
import sys
import types
import urllib.request

import numpy as np

url = "http://127.0.0.1:" + sys.argv[1]


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def logsumexp(a, axis=None, keepdims=False):
    top = np.max(a, axis=axis, keepdims=True)
    out = np.log(np.sum(np.exp(a - top), axis=axis, keepdims=True)) + top
    return out if keepdims else np.squeeze(out, axis=axis)


special = types.ModuleType("scipy.special")
special.logsumexp = logsumexp
special.log_softmax = lambda a, axis=None: a - logsumexp(a, axis=axis, keepdims=True)
special.softmax = lambda a, axis=None: np.exp(special.log_softmax(a, axis=axis))
special.expit = lambda a: 1 / (1 + np.exp(-a))
sys.modules["scipy"] = types.ModuleType("scipy")
sys.modules["scipy.special"] = special

passed = failed = 0
for function in call("/v1/functions"):
    name = function["name"]
    whole = call("/v1/functions/" + name)
    drawn = call("/v1/inputs", {"function": name, "seed": 3})
    derivation = call("/v1/derivation", {"function": name})
    answer = call("/v1/gradients", {"function": name, "inputs": drawn["inputs"], "upstream": drawn.get("upstream", {}),
                                    "gradients": list(whole["gradients"])})
    seen = {axis: length for axis, length in drawn["sizes"].items()}
    seen.update({key: np.array(value) for key, value in drawn["inputs"].items()})
    seen.update({"d" + key: np.array(value) for key, value in drawn.get("upstream", {}).items()})
    exec(derivation["preamble"] + whole["code"] + "\n" + derivation["numpy"], seen)
    wrong = [] if answer["check"]["passed"] else ["check"]
    for gradient, expected in answer["gradients"].items():
        if gradient not in seen:
            # values that no input's gradient needs, as what is made of labels alone, have no step
            wrong += [gradient] if gradient[1:] in drawn["inputs"] else []
        elif np.shape(seen[gradient]) != np.shape(expected) or not np.allclose(seen[gradient], expected, 1e-9, 1e-12):
            wrong.append(gradient)
    passed, failed = passed + (not wrong), failed + bool(wrong)
    if wrong:
        print(name, "differs from NumPy in", ", ".join(wrong))
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
