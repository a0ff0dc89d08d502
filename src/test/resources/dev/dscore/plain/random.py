"""Writes random.jsonl: programs that draw random numbers, and what real NumPy and Python make of them, to the bit.

    python3 random.py > random.jsonl
"""
import importlib
import json
import sys

sys.path.pop(0)  # this file is no module random
import numpy as np

importlib.invalidate_caches()

DRAWS = """
np.random.rand() | np.random.rand(7) | np.random.rand(3, 4) | np.random.randn() | np.random.randn(5) | np.random.randn(3, 3)
np.random.random(4) | np.random.random_sample((2, 3)) | np.random.random() | np.random.standard_normal(3)
np.random.normal(2.0, 0.5, size=(2, 2)) | np.random.normal(0, 0.01, 5) | np.random.normal(size=3) | np.random.normal(3, 2)
np.random.uniform(-1, 1, (3, 2)) | np.random.uniform(size=2) | np.random.uniform(-0.5, 0.5) | np.random.exponential(2.0, 4)
np.random.randint(10) | np.random.randint(0, 3, 8) | np.random.randint(5, size=(2, 3)) | np.random.randint(-4, 1000000, 4)
np.random.randint(2 ** 31, 2 ** 40, 3) | np.random.randint(1, 2, 3) | np.random.choice(5) | np.random.choice(5, 3)
np.random.choice(5, 3, replace=False) | np.random.choice(10, size=(2, 4)) | np.random.choice([1.5, 2.5, 3.5], 4)
np.random.choice(3, 6, p=[0.2, 0.5, 0.3]) | np.random.choice(4, 3, replace=False, p=[0.1, 0.2, 0.3, 0.4])
np.random.choice(np.arange(6), 6, False) | np.random.permutation(7) | np.random.permutation(np.arange(12).reshape(6, 2))
np.random.binomial(1, 0.5, (3, 4)) | np.random.binomial(1, 0.8, 6) | np.random.binomial(10, 0.3, 5) | np.random.binomial(20, 0.9)
np.random.RandomState(3).randn(4) | np.random.RandomState(5).rand(2, 2) | np.random.RandomState(7).choice(5, 2)
(np.random.rand(4, 3) < 0.5) / 0.5 | np.random.RandomState([1, 2, 3]).randint(0, 100, 5) | np.random.choice([7, 8, 9])
""".replace("\n", "|").split("|")

MODERN = """
g.random() | g.random(5) | g.standard_normal() | g.standard_normal((3, 4)) | g.normal(1.0, 2.0, 6) | g.uniform(-2, 3, (2, 2))
g.integers(10) | g.integers(0, 7, 9) | g.integers(1, 6, endpoint=True, size=5) | g.permutation(9) | g.choice(6) | g.choice(6, 4)
g.choice([1.5, 2.5], 3) | g.binomial(1, 0.4, 5) | g.permutation(np.arange(8).reshape(4, 2)) | g.choice(3, 5, p=[0.5, 0.25, 0.25])
""".replace("\n", "|").split("|")

PYTHON = """
random.random() | random.uniform(-1, 1) | random.randint(1, 6) | random.randrange(10) | random.randrange(2, 9)
random.choice([3, 1, 4, 1, 5]) | [random.uniform(-1, 1) for _ in range(3)]
""".replace("\n", "|").split("|")


def program(seed, first, draws, steps):
    lines = first + [f"v{i} = {draws[(seed * 31 + i * 7) % len(draws)].strip() or '0'}" for i in range(steps)]
    return "\n".join(lines)


programs = []
for seed in range(40):
    programs.append(program(seed, [f"np.random.seed({seed * 12345})"], DRAWS, 12))
for seed in range(25):
    programs.append(program(seed, [f"g = np.random.default_rng({seed * 98765})"], MODERN, 8))
for seed in range(12):
    programs.append(program(seed, ["import random", f"random.seed({seed * 4321})"], PYTHON, 6))
programs += [
    "v0 = np.random.randn(3)\nv1 = np.random.rand(2)",
    "np.random.seed(1)\na = np.arange(10)\nnp.random.shuffle(a)\nb = np.arange(8.0).reshape(4, 2)\nnp.random.shuffle(b)\n"
    "c = [1, 2, 3, 4]\nnp.random.shuffle(c)\nv0 = a\nv1 = b\nv2 = c",
    "np.random.seed(4)\nv0 = np.random.randn(3000)",
    "g = np.random.default_rng(4)\nv0 = g.standard_normal(3000)",
    "g = np.random.default_rng(2)\na = np.arange(10)\ng.shuffle(a)\nv0 = a\nv1 = g.random()",
    "np.random.seed(3)\nnp.random.randn(3)\nnp.random.seed(3)\nv0 = np.random.randn()\nv1 = np.random.randn()",
]
for code in programs:
    import random

    names = {"np": np}
    np.random.seed(0)
    random.seed(0)
    exec(code, names)
    values = {name: np.asarray(value).ravel().tolist() for name, value in names.items() if name.startswith("v")}
    shapes = {name: list(np.shape(value)) for name, value in names.items() if name.startswith("v")}
    print(json.dumps({"code": code, "values": values, "shapes": shapes}))
