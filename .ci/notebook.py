"""Runs examples/softmax.ipynb against the service at the port given, and holds what it shows, numbers aside, against what is
committed. With --write the outputs are replaced. Wants jupyter-nbconvert and ipykernel."""
import json
import os
import re
import subprocess
import sys

NOTEBOOK = "examples/softmax.ipynb"


def outputs(notebook):
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            shown = output.get("data") or {"text/plain": output.get("text", output.get("evalue"))}
            for kind, text in sorted(shown.items()):
                yield kind, re.sub(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", "#", "".join(text))


there = {**os.environ, "DSCORE": "http://127.0.0.1:" + sys.argv[1], "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
command = ["/usr/bin/jupyter-nbconvert", "--log-level=ERROR", "--to=notebook", "--execute", "--stdout", NOTEBOOK]
run = subprocess.run(command, env=there, stdout=subprocess.PIPE, timeout=300)
if run.returncode:
    sys.exit("the notebook does not run")
executed = json.loads(run.stdout)
with open(NOTEBOOK, encoding="utf-8") as file:
    committed = json.load(file)
if "--write" in sys.argv:
    for cell in executed["cells"]:
        cell["metadata"] = {}
    executed["metadata"] = {"kernelspec": committed["metadata"]["kernelspec"], "language_info": {"name": "python"}}
    with open(NOTEBOOK, "w", encoding="utf-8") as file:
        json.dump(executed, file, indent=1, ensure_ascii=False)
        file.write("\n")
    sys.exit()
differences = [pair for pair in zip(outputs(executed), outputs(committed)) if pair[0] != pair[1]]
if differences or len([*outputs(executed)]) != len([*outputs(committed)]):
    print(NOTEBOOK + " shows other things than are committed; first:", differences[:1])
    sys.exit(1)
print("notebook: passed")
