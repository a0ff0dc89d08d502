"""Runs every command of the README and the guide that has an output block behind it, against the service at the port given,
and holds the output against the block. With --write the blocks are filled with what came back."""
import json
import math
import os
import re
import subprocess
import sys

port = sys.argv[1]
FILES = ["README.md", "docs/guide.md"]
blocks = re.compile(r"```sh\n((?:(?!```).)*)```\n\n```(json|text)\n((?:(?!```).)*)```", re.S)
failures = 0


def same(a, b):
    if isinstance(a, dict):
        # which entry is the worst, and whether one is wrong at all, is decided by rounding, too
        a, b = ({k: v for k, v in d.items() if k != "worst"} if isinstance(d, dict) else d for d in (a, b))
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and isinstance(b, float):
        # errors are of the size of rounding, and differ between processors
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-8)
    return a == b


def same_text(a, b):
    number = r"-?\d+\.\d*(?:e-?\d+)?"
    return re.sub(number, "#", a) == re.sub(number, "#", b) and same(
        *([float(n) for n in re.findall(number, text)] for text in (a, b)))


def shown(value, indent=0):
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= 110 or not isinstance(value, dict):
        return flat
    inner = ",\n".join(" " * (indent + 2) + json.dumps(k) + ": " + shown(v, indent + 2) for k, v in value.items())
    return "{\n" + inner + "\n" + " " * indent + "}"


def run(match):
    global failures
    command, kind, expected = match.groups()
    local = command.replace("127.0.0.1:8080", "127.0.0.1:" + port)
    there = {**os.environ, "DSCORE": "http://127.0.0.1:" + port}
    actual = subprocess.run(["bash", "-c", local], capture_output=True, text=True, timeout=60, env=there).stdout
    agrees = same(json.loads(expected or "null"), json.loads(actual)) if kind == "json" else same_text(expected, actual)
    if not agrees:
        failures += 1
        print("not what this prints:\n" + command + actual)
    output = shown(json.loads(actual)) + "\n" if kind == "json" else actual
    return f"```sh\n{command}```\n\n```{kind}\n{output}```"


total = 0
for name in FILES:
    with open(name, encoding="utf-8") as file:
        filled, count = blocks.subn(run, file.read())
    total += count
    if count == 0:
        sys.exit(name + " has no command with an output")
    if "--write" in sys.argv:
        with open(name, "w", encoding="utf-8") as file:
            file.write(filled)
if "--write" not in sys.argv:
    print(f"README.md and docs/guide.md: {total - failures} passed, {failures} failed")
    sys.exit(1 if failures else 0)
