"""Writes the layers of the ziggurat under the normal density: src/main/resources/dev/dscore/random/ziggurat.txt.

    python3 ziggurat.py > ../../../../../main/resources/dev/dscore/random/ziggurat.txt

Marsaglia and Tsang (2000), 256 layers of one area: a line a layer with the part of the width that lies under the layer above
times 2 ** 52, the width over 2 ** 52, and the density. Part and density are computed to 60 digits. The widths are NumPy's own,
which were rounded on the way: each is found from what NumPy draws, as the one number whose products are all its draws.
"""
import math

import numpy as np
from mpmath import mp, mpf, exp, sqrt, log, erfc, pi, floor

mp.dps = 60
LAYERS = 256
START = mpf("3.6541528853610087963519472518")


def density(x):
    return exp(-x * x / 2)


area = START * density(START) + sqrt(pi / 2) * erfc(START / sqrt(mpf(2)))
x = [mpf(0)] * (LAYERS + 1)
x[255] = START
for i in range(254, 0, -1):
    x[i] = sqrt(-2 * log(area / x[i + 1] + density(x[i + 1])))
width = [area / density(START)] + x[1:LAYERS]
inside = [START] + x[:LAYERS - 1]
part = [int(floor(inside[i] / width[i] * 2 ** 52)) for i in range(LAYERS)]
guess = [float(w / 2 ** 52) for w in width]

draws = [[] for _ in range(LAYERS)]
bits, looked = np.random.PCG64(1), np.random.PCG64(2)
generator = np.random.Generator(bits)
while min(len(of) for of in draws) < 40:
    looked.state = bits.state
    raw = int(looked.random_raw())
    drawn = abs(float(generator.standard_normal()))
    layer, size = raw & 0xFF, raw >> 9 & (2 ** 52 - 1)
    if size < part[layer] - 1000 or layer == 1:
        if abs(drawn / size / guess[layer] - 1) < 1e-9:
            draws[layer].append((size, drawn))

for i in range(LAYERS):
    start = draws[i][0][1] / draws[i][0][0]
    found = [start]
    for step in (math.inf, -math.inf):
        near = start
        for _ in range(4):
            near = math.nextafter(near, step)
            found.append(near)
    found = [w for w in found if all(size * w == drawn for size, drawn in draws[i])]
    assert len(found) == 1, (i, found)
    print(part[i], repr(found[0]), repr(float(density(x[i]))) if i else "1.0")
