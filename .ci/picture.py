"""Draws docs/report.svg: the report of the service at the port given on a wrong submission, its heat map as it comes.
`python3 .ci/picture.py PORT` holds the picture against the service, `--write` makes it anew."""
import json
import re
import sys
import urllib.request
from html import escape

PORT, PICTURE = sys.argv[1], "docs/report.svg"
LINE, LEFT, WIDTH = 21, 20, 830
# the labels are forgotten: the heat map shows where they are
REQUEST = {"function": "softmax", "sizes": {"N": 8, "D": 5, "C": 12}, "seed": 3,
           "code": "p = softmax(score, axis=1)\ndscore = p / N\ndW = X.T @ dscore\ndb = dscore.sum(axis=0)",
           "points": {"dW": 4, "db": 2}}


def report(accept):
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/v1/grade", json.dumps(REQUEST).encode(),
                                     {"Content-Type": "application/json", "Accept": accept})
    return urllib.request.urlopen(request).read().decode()


def picture():
    lines = report("text/plain").strip().split("\n")
    first = report("text/html").split("<svg")[1]
    map_svg = "<svg" + first.split("</svg>")[0] + "</svg>"
    width, height = (int(re.search(rf'{side}="(\d+)"', map_svg).group(1)) for side in ("width", "height"))
    caption = re.sub(r"<[^>]*>", "", first.split("</svg>")[1]).strip().split("\n")[0]
    top = 58 + LINE * len(lines)
    code = REQUEST["code"].split("\n")
    total = top + max(height, LINE * len(code)) + 50
    text = lambda x, y, content, more="": f'<text x="{x}" y="{y}" {more}>{escape(content)}</text>'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" font-family="monospace" font-size="14">',
             f'<rect width="{WIDTH}" height="{total}" rx="8" fill="#fafafa" stroke="#d0d0d0"/>']
    for row, line in enumerate(lines):
        parts.append(text(LEFT, 36 + LINE * row, line, 'xml:space="preserve" font-weight="bold"' if row == 0 else 'xml:space="preserve"'))
    for row, line in enumerate(code):
        parts.append(text(LEFT, top + 14 + LINE * row, line, 'fill="#777" xml:space="preserve"'))
    place = f'x="{WIDTH - LEFT - width}" y="{top}" '
    parts.append(map_svg.replace("<svg ", "<svg " + place, 1))
    parts.append(text(WIDTH - LEFT, top + height + 22, caption, 'text-anchor="end" fill="#777" font-size="12"'))
    return "\n".join(parts + ["</svg>", ""])


drawn = picture()
if "--write" in sys.argv:
    open(PICTURE, "w", encoding="utf-8").write(drawn)
elif drawn != open(PICTURE, encoding="utf-8").read():
    sys.exit(PICTURE + " is not what the service draws; run .ci/picture.py --write")
else:
    print("picture: as the service draws it")
