"""Posts 200 handwritten digits to the softmax layer and prints what came back. Standard library only."""
import csv
import gzip
import json
import random
import sys
import urllib.request

url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
with gzip.open("src/test/resources/dev/dscore/digits.csv.gz", "rt") as file:
    rows = [[int(field) for field in row] for row in csv.reader(file)][:200]
X, labels = [row[:64] for row in rows], [row[64] for row in rows]

random.seed(0)
W = [[random.uniform(-0.1, 0.1) for _ in range(10)] for _ in range(64)]
body = json.dumps({"X": X, "W": W, "b": [0] * 10, "labels": labels}).encode()
request = urllib.request.Request(url + "/v1/softmax/gradients", body, {"Content-Type": "application/json"})
with urllib.request.urlopen(request) as response:
    answer = json.load(response)

check = answer["check"]
print(f"loss {answer['loss']:.6f}")
print(f"dW   {len(answer['gradients']['dW'])} x {len(answer['gradients']['dW'][0])}")
print(f"check passed: {check['passed']}, {check['entries_checked']} of {check['entries']} entries")
