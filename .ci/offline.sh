#!/usr/bin/env bash
# `java -jar dscore.jar grade` and `batch` give what the service at the port gives, and the exit codes that they promise.
set -euo pipefail
PORT=$1
DSCORE="java -jar $(ls target/dscore-*.jar)"
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
cat >"$W/request.json" <<'JSON'
{"function": "softmax", "sizes": {"N": 6, "D": 4, "C": 3}, "seed": 7, "points": {"dX": 3, "dW": 4}, "reveal": "answers",
 "code": "dscore = softmax(score, axis=1) - one_hot(y, C)\ndX = dscore @ W.T\ndW = X @ dscore"}
JSON
fails() { # CODE COMMAND…: the command ends with this code
  local wanted=$1 code=0
  shift
  "$@" >"$W/out" 2>"$W/err" || code=$?
  [ "$code" = "$wanted" ] || { echo "offline: $* ends with $code and not $wanted"; cat "$W/err"; exit 1; }
}
served() { curl -sf -H 'Content-Type: application/json' --data-binary "@$W/request.json" "$@"; }
for format in gradescope autolab; do
  $DSCORE grade "$W/request.json" --format $format >"$W/results"
  cmp "$W/results" <(served "http://127.0.0.1:$PORT/v1/grade?format=$format"; [ $format = autolab ] || echo)
done
for accept in json:application/json html:text/html text:text/plain; do
  $DSCORE grade - --format "${accept%%:*}" <"$W/request.json" >"$W/results"
  diff -q <(cat "$W/results"; echo) <(served -H "Accept: ${accept#*:}" "http://127.0.0.1:$PORT/v1/grade"; echo; [ "${accept%%:*}" != json ] || echo)
done

# as in the image, whose JVM is told to take the wiring made when the jar was built
$DSCORE grade "$W/request.json" >"$W/results"
cmp "$W/results" <(JAVA_TOOL_OPTIONS=-Dspring.aot.enabled=true $DSCORE grade "$W/request.json")

fails 1 $DSCORE grade - <<<'{"function": "sofmax"}'
grep -q 'did you mean softmax?' "$W/err"
[ ! -s "$W/out" ]
fails 1 $DSCORE grade - <<<'not json'
grep -q 'malformed-json' "$W/err"
fails 2 $DSCORE grade "$W/nowhere.json"
fails 2 $DSCORE grade --no-such-option
fails 2 $DSCORE nonsense

mkdir "$W/class"
for i in 1 2 3 4 5; do cp "$W/request.json" "$W/class/$i.json"; done
fails 0 $DSCORE batch "$W/class"
grep -q '5 graded, 0 refused' "$W/err"
$DSCORE grade "$W/request.json" >"$W/results"
for i in 1 2 3 4 5; do cmp "$W/class/results/$i.json" "$W/results"; done
echo '{' >"$W/class/6.json"
fails 1 $DSCORE batch "$W/class" --output "$W/elsewhere" --format text
grep -q '5 graded, 1 refused' "$W/err"
grep -q 'first error: dscore' "$W/elsewhere/3.json"
echo "offline: passed"
