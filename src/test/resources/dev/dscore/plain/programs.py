"""Random programs of the whole language, run in Python with NumPy: python3 programs.py [first] [count] > programs.jsonl

Each line holds the code, what every variable is afterwards, and the line that raised an error, where one did.
"""

import json
import random
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")


class Writer:
    """Writes one program. Names know only what they were last given; whether a statement makes sense, NumPy decides."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines = []
        self.floats, self.ints, self.bools, self.numbers = [], [], [], []
        self.lists, self.dicts, self.functions = [], [], []
        self.count = 0

    def pick(self, *options):
        return self.r.choice(options)

    def name(self, kind):
        self.count += 1
        name = f"{kind}{self.count}"
        return name

    def line(self, text, indent=0):
        self.lines.append("    " * indent + text)

    def array(self):
        all = self.floats * 3 + self.ints * 2 + self.bools
        return self.r.choice(all)

    def number(self):
        return self.pick("0", "1", "2", "-1", "3", "0.5", "-1.5", *self.numbers)

    def whole(self):
        return self.pick("0", "1", "2", "-1", "-2", "3")

    def bound(self):
        return self.pick("", "", "", "0", "1", "2", "-1", "-2", "3", "5")

    def slice(self):
        step = self.pick("", "", "", ":", ":2", ":-1", ":1", ":-2")
        return self.bound() + ":" + self.bound() + step

    def basic(self):
        return self.pick(self.slice(), self.slice(), self.slice(), self.whole(), "None", "...", ":")

    def index(self):
        kind = self.r.random()
        if kind < 0.6:
            return ", ".join(self.basic() for _ in range(self.pick(1, 1, 2, 2, 3)))
        if kind < 0.75:
            a = self.r.choice(self.ints)
            return self.pick(a, f"{a} % 2", f"[0, 1]", f"[1, 0, 1]", f"{a} % 2, {self.basic()}", f"{self.basic()}, [0, -1]",
                             "[0, 1], [1, 0]", f"[[0], [1]], [0, 1]", "[0, 1], :, [1, 0]", "0, :, [0, 1]", ":, 0, [0, 1]")
        if kind < 0.9:
            a = self.array()
            return self.pick(f"{a} > {self.number()}", f"{a} != 0", f"{a} <= 1")
        return self.pick("(0, 1)", "slice(0, 2)", "(slice(None), 1)", "np.arange(2)", "np.array([1, 1, 0])", "range(2)")

    def value(self, depth=0):
        a, b = self.array(), self.array()
        kind = self.r.random()
        if depth > 1 or kind < 0.12:
            return self.pick(a, a, self.number())
        if kind < 0.4:
            sign = self.pick("+", "-", "*", "/", "+", "-", "*", "**", "//", "%", "<", ">=", "==", "@", "&", "|")
            left, right = self.value(depth + 1), self.value(depth + 1)
            if sign == "**":
                right = self.pick("2", "0.5", "-1", "3")
            return f"({left} {sign} {right})"
        if kind < 0.5:
            return self.pick(f"{a}[{self.index()}]", f"{a}.T", f"{a}.T[{self.index()}]", f"-{a}", f"~({a} > 0)",
                             f"{a}.reshape(-1)", f"{a}.ravel()", f"{a}.flatten()", f"{a}.copy()")
        if kind < 0.62:
            f = self.pick("sum", "mean", "max", "min", "prod", "any", "all", "std", "var", "argmax", "argmin", "cumsum")
            axis = self.pick("", "", "axis=0", "axis=-1", "axis=1")
            keep = ", keepdims=True" if axis and f not in ("cumsum",) and self.r.random() < 0.4 else ""
            return self.pick(f"np.{f}({a}{', ' if axis else ''}{axis}{keep})", f"{a}.{f}({axis}{keep})")
        if kind < 0.75:
            f = self.pick("exp", "tanh", "abs", "sign", "square", "sqrt", "floor", "ceil", "log1p", "sin", "cos", "negative",
                          "isnan", "logical_not", "arctan", "sinh", "zeros_like", "ones_like")
            return f"np.{f}({self.pick(a, self.value(depth + 1))})"
        if kind < 0.85:
            f = self.pick("maximum", "minimum", "add", "multiply", "subtract", "divide", "power", "floor_divide", "mod", "logical_and",
                          "logaddexp", "arctan2", "less", "greater_equal", "outer", "dot")
            return f"np.{f}({a}, {self.pick(b, self.number(), self.value(depth + 1))})"
        return self.function(a, b)

    def function(self, a, b):
        return self.pick(
            f"np.where({a} > {self.number()}, {b}, {self.number()})", f"np.clip({a}, -1, 1.5)", f"np.concatenate([{a}, {b}])",
            f"np.concatenate(({a}, {a}), axis=1)", f"np.stack([{a}, {a}], axis={self.pick('0', '1', '-1')})", f"np.vstack(({a}, {b}))",
            f"np.hstack(({a}, {a}))", f"np.pad({a}, 1)", f"np.pad({a}, ((1, 0), (0, 2)), mode='constant', constant_values=2)",
            f"np.tile({a}, 2)", f"np.tile({a}, (2, 1))", f"np.repeat({a}, 2, axis=0)", f"np.repeat({a}, 2)", f"np.roll({a}, 1)",
            f"np.roll({a}, -1, axis=0)", f"np.flip({a})", f"np.flip({a}, axis=0)", f"np.transpose({a})", f"np.swapaxes({a}, 0, -1)",
            f"np.expand_dims({a}, {self.pick('0', '1', '-1')})", f"np.squeeze({a})", f"np.tril({a})", f"np.triu({a}, k=1)",
            f"np.diag({a})", f"np.trace({a})", f"np.sort({a}, axis=-1)", f"np.argsort({a}, axis=0, kind='stable')", f"np.eye(3)",
            f"np.linspace(0, 1, 4)", f"np.arange({self.whole()}, 4, {self.pick('1', '2', '0.5')})", f"np.full((2, 2), {self.number()})",
            f"np.einsum('ij,kj->ik', {a}, {b})", f"np.einsum('ij->j', {a})", f"np.einsum('ij,ij', {a}, {a})", f"np.tensordot({a}, {b}, axes=1)",
            f"np.linalg.norm({a})", f"np.linalg.norm({a}, axis=-1, keepdims=True)", f"np.cumsum({a}, axis=0)", f"np.diff({a})",
            f"np.array({a}, dtype=float)", f"{a}.astype(int)", f"{a}.astype(bool)", f"np.array([{self.number()}, {self.number()}])",
            f"np.atleast_2d({a})", f"np.moveaxis({a}, 0, -1)", f"np.median({a})", f"np.average({a}, axis=0)", f"np.nonzero({a})[0]",
            f"np.unique({a})", f"np.bincount(np.array([0, 1, 1]))", f"np.take({a}, [0, 1], axis=0)", f"np.kron(np.eye(2), {a})",
            f"np.lib.stride_tricks.sliding_window_view({a}, 2, axis=0).sum(axis=-1)", f"np.broadcast_to({a}, (2,) + {a}.shape)",
            f"np.round({a}, 1)", f"np.count_nonzero({a})", f"sum({a})", f"max({a}.ravel())", f"abs({a})", f"len({a})",
            f"np.unravel_index(np.argmax({a}), {a}.shape)[0]", f"np.array_split({a}, 2)[1]", f"np.split({a}, 2, axis=-1)[0]",
            f"float(np.sum({a}))", f"int({a}.max())", f"{a}.shape[0]", f"{a}.size", f"{a}.ndim",
            f"np.take_along_axis({a}, np.argmax({a}, axis=0, keepdims=True), axis=0)")

    def start(self):
        shapes = ["(3,)", "(2, 3)", "(3, 2)", "(3, 1)", "(1, 3)", "(2, 2, 3)", "(3, 3)", "(4,)", "(2, 2)"]
        for i in range(3):
            name = self.name("f")
            shape = self.r.choice(shapes)
            n = int(np.prod(eval(shape)))
            data = [round(self.r.uniform(-3, 3), 2) for _ in range(n)]
            self.line(f"{name} = np.array({data}).reshape{shape}")
            self.floats.append(name)
        for i in range(2):
            name = self.name("i")
            shape = self.r.choice(shapes)
            n = int(np.prod(eval(shape)))
            self.line(f"{name} = np.array({[self.r.randint(-3, 4) for _ in range(n)]}).reshape{shape}")
            self.ints.append(name)
        name = self.name("b")
        self.line(f"{name} = {self.floats[0]} > 0")
        self.bools.append(name)

    def assign(self, indent=0):
        name = self.pick(self.name("f"), self.r.choice(self.floats), self.name("v"))
        self.line(f"{name} = {self.value()}", indent)
        if name not in self.floats:
            self.floats.append(name)

    def store(self, indent=0):
        a = self.array()
        sign = self.pick("=", "+=", "-=", "*=", "=", "+=", "/=", "//=", "**=")
        value = self.pick(self.number(), self.value(1), self.value(1))
        if sign == "**=":
            value = self.pick("2", "3")
        self.line(f"{a}[{self.index()}] {sign} {value}", indent)

    def update(self, indent=0):
        self.line(f"{self.array()} {self.pick('+=', '-=', '*=', '/=', '//=', '@=')} {self.pick(self.number(), self.value(1))}", indent)

    def alias(self, indent=0):
        a = self.array()
        name = self.name("w")
        view = self.pick(a, f"{a}.T", f"{a}[{self.slice()}]", f"{a}.reshape(-1)", f"{a}[..., None]", f"{a}.ravel()", f"{a}[{self.index()}]",
                         f"np.transpose({a})", f"{a}.T.reshape(-1)", f"np.asarray({a})", f"{a}[::-1]", f"np.array({a}, copy=False)"
                         if False else f"np.atleast_2d({a})", f"np.squeeze({a})", f"np.swapaxes({a}, 0, -1)")
        self.line(f"{name} = {view}", indent)
        self.floats.append(name)

    def control(self):
        i = self.name("k")
        kind = self.r.randrange(7)
        a = self.array()
        if kind == 0:
            self.line(f"for {i} in range({self.pick('2', '3', '0', '1, 4', '5, 0, -2')}):")
            self.body(1, i)
            if self.r.random() < 0.3:
                self.line("else:")
                self.line(f"e{i} = {i if False else 1}", 1)
        elif kind == 1:
            self.line(f"for {i}, r{i} in enumerate({a}):")
            self.line(f"if {i} == {self.pick('0', '1', '2')}: {self.pick('continue', 'break', 'pass')}", 1)
            self.line(f"s{i} = r{i} * {self.number()} + {i}", 1)
        elif kind == 2:
            self.line(f"{i} = 0")
            self.line(f"while {i} < {self.pick('3', '4')}:")
            self.line(f"{i} += 1", 1)
            self.body(1, i)
        elif kind == 3:
            self.line(f"if {self.pick(f'{a}.sum() > {self.number()}', f'{a}.ndim == 2', f'{a}.shape[0] > 2 and {a}.ndim > 1', f'not {a}.any()', f'0 < {a}.size < 6')}:")
            self.body(1, "1")
            if self.r.random() < 0.6:
                self.line(f"elif {a}.max() > 1:" if self.r.random() < 0.4 else "else:")
                self.body(1, "2")
        elif kind == 4:
            self.line(f"for {i} in reversed([{self.number()}, {self.number()}, 4]):")
            self.body(1, i)
        elif kind == 5:
            self.line(f"for {i}, j{i} in zip({a}, {self.array()}):")
            self.line(f"z{i} = ({i} + j{i}) * 2", 1)
        else:
            self.line(f"{i} = [x * {self.number()} for x in {self.pick('range(4)', a, '[1, 2.5]')} {self.pick('', f'if np.sum(x) > 0')}]")

    def body(self, indent, i):
        for _ in range(self.pick(1, 2)):
            self.pick(self.assign, self.store, self.update)(indent)
        if self.r.random() < 0.3:
            self.line(f"{self.array()}[{self.pick('0', f'int({i}) % 2', '-1')}] += {i}", indent)

    def definition(self):
        f = self.name("fn")
        kind = self.r.randrange(8)
        a = self.array()
        if kind == 0:
            self.line(f"def {f}(x, y={self.number()}, *rest):")
            self.line("x = x * y + len(rest)", 1)
            self.line(f"return x, {self.pick('y', 'rest', 'x + 1')}", 1)
            self.line(f"p{f}, q{f} = {f}({a}{self.pick('', ', 3', ', y=2', ', 2, 5, 6')})")
        elif kind == 1:
            self.line(f"def {f}(x):")
            self.line(f"x[{self.slice()}] {self.pick('*=', '+=', '=')} {self.number()}", 1)
            self.line(f"{f}({a}{self.pick('', '.copy()', '.T', '[1:]')})")
        elif kind == 2:
            self.line(f"def {f}(n):")
            self.line("total = 0", 1)
            self.line("def inner(k):", 1)
            self.line("nonlocal total", 2)
            self.line("total += k * n", 2)
            self.line("return total", 2)
            self.line("return [inner(k) for k in range(n)] + [total]", 1)
            self.line(f"l{f} = {f}({self.pick('2', '3', '4')})")
        elif kind == 3:
            self.line(f"{f} = lambda x, k={self.number()}: x {self.pick('+', '*', '-')} k")
            self.line(f"r{f} = {f}({a})")
            self.line(f"t{f} = {f}({a}, k={self.number()})")
        elif kind == 4:
            self.line(f"def {f}(n):")
            self.line(f"return 1 if n <= 1 else n * {f}(n - 1)", 1)
            self.line(f"l{f} = {f}({self.pick('3', '5', '10')})")
        elif kind == 5:
            self.line(f"{f} = {{'a': {a}, 'b': {self.number()}}}")
            self.line(f"{f}['{self.pick('a', 'b', 'c')}'] {self.pick('=', '+=', '*=')} {self.number()}")
            self.line(f"k{f} = sorted({f}.keys())")
            self.line(f"g{f} = {f}.get('z', {self.number()})")
            self.line(f"for key, val in {f}.items(): {f}[key] = val * 2")
        elif kind == 6:
            self.line(f"class {f.upper()}:")
            self.line(f"scale = {self.number()}", 1)
            self.line("def __init__(self, x):", 1)
            self.line("self.x = x", 2)
            self.line("self.seen = []", 2)
            self.line("def step(self, by=1):", 1)
            self.line("self.seen.append(by)", 2)
            self.line("self.x = self.x * by + self.scale", 2)
            self.line("return self.x", 2)
            self.line(f"o = {f.upper()}({a})")
            self.line(f"r{f} = o.step({self.pick('', '2', 'by=-1')})")
            self.line(f"s{f} = o.step(3)")
            self.line(f"n{f} = len(o.seen)")
        else:
            self.line(f"{f} = [{self.number()}, {self.number()}, {self.number()}]")
            self.line(f"g{f} = {f}")
            self.line(f"g{f}{self.pick('.append(7)', '[0] = 9', '[1:] = [5]', '.extend([1, 2])', '.pop()', '.insert(1, 4)', '.reverse()')}")
            self.line(f"h{f} = {f}[{self.slice()}]")
            self.line(f"m{f} = {self.pick('sum', 'max', 'min', 'len', 'sorted')}({f})")
            self.line(f"x{f} = {f} {self.pick('* 2', '+ [1]')}")

    def texts(self):
        s = self.name("s")
        n = self.r.randint(0, 20)
        self.line(self.pick(
            f"{s} = 'dW' + str({n})", f"{s} = f'W{{{n}}}-{{{n} * 2:03d}}'", f"{s} = '%s_%d' % ('b', {n})", f"{s} = 'a{{}}b{{}}'.format({n}, 'x')",
            f"{s} = {{('W%d' % k): k ** 2 for k in range(3)}}", f"{s} = 'abc'[{self.slice()}]", f"{s} = 'W1' in {{'W1': 1}}",
            f"{s} = [c.upper() for c in 'ab,c'.split(',')]", f"{s} = {n} % 7 == 3 or {n} // 2 > 4", f"{s} = divmod({n}, 3)",
            f"{s} = (1, 2) + ({n},)", f"{s} = {n} / 4", f"{s} = round({n} / 7, 2)", f"{s} = -{n} // 3", f"{s} = -{n} % 5", f"{s} = 2 ** ({n} % 9)",
            f"{s}, *r{s} = [1, 2, {n}]", f"{s} = q{s} = {n}", f"{s} = list(zip([1, 2], 'ab'))", f"{s} = [[i * j for j in range(2)] for i in range(3)]",
            f"{s} = {{1, 2, {n}}} == {{{n}, 2, 1}}", f"{s} = None is None and 'x' or 'y'", f"{s} = [1, 2] < [1, {n}]", f"{s} = 1 < {n} <= 12",
            f"{s} = int('{n}') + float('1.5')", f"{s} = '-'.join(['a', str({n})])", f"{s} = {{'a': 1, **{{'b': {n}}}}}", f"{s} = {n} if {n} > 9 else -{n}"))

    def scatter(self):
        a = self.r.choice(self.floats)
        self.line(f"np.add.at({a}, {self.pick('[0, 0, 1]', 'np.array([1, 1])', '([0, 0], [1, 1])', '(slice(None), [0, 0])', '0')}, {self.number()})")

    def program(self):
        self.start()
        for _ in range(self.r.randint(8, 18)):
            before, known = list(self.lines), [list(names) for names in (self.floats, self.ints, self.bools)]
            self.r.choices([self.assign, self.store, self.update, self.alias, self.control, self.definition, self.texts, self.scatter],
                           [5, 4, 2, 3, 2, 2, 1, 1])[0]()
            if runs(self.lines):
                continue
            if self.r.random() < 0.05:
                break  # a program that stops
            self.lines = before
            self.floats, self.ints, self.bools = known
        return text(self.lines)


def text(lines):
    return "\n".join(lines) + "\n"


def runs(lines):
    try:
        exec(compile(text(lines), "program", "exec"), {"np": np})
        return True
    except Exception:
        return False


def plain(value):
    """A value as JSON, or None where it is none that is compared."""
    if isinstance(value, (np.ndarray, np.generic)):
        kind = {"b": "bool", "i": "int64", "f": "float64"}.get(value.dtype.kind)
        if kind is None or value.dtype.itemsize not in (1, 8) or kind == "int64" and value.dtype.itemsize != 8:
            return None
        return {"dtype": kind, "shape": list(value.shape), "data": [number(x) for x in np.asarray(value).ravel().tolist()]}
    if isinstance(value, (bool, str)) or value is None:
        return {"is": value}
    if isinstance(value, int):
        return {"int": value}
    if isinstance(value, float):
        return {"float": number(value)}
    if isinstance(value, (list, tuple)):
        parts = [plain(part) for part in value]
        return None if None in parts else {type(value).__name__: parts}
    if isinstance(value, dict):
        parts = [[plain(key), plain(part)] for key, part in value.items()]
        return None if any(None in pair for pair in parts) else {"dict": parts}
    return None


def number(x):
    if isinstance(x, float) and x != x:
        return "nan"
    if isinstance(x, float) and x in (float("inf"), float("-inf")):
        return "inf" if x > 0 else "-inf"
    return int(x) if isinstance(x, bool) else x


def main(first, count):
    for seed in range(first, first + count):
        code = Writer(seed).program()
        names = {"np": np}
        record = {"seed": seed, "code": code}
        try:
            exec(compile(code, "program", "exec"), names)
        except Exception as error:
            line, trace = 0, error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_code.co_filename == "program" and line == 0:
                    line = trace.tb_lineno
                trace = trace.tb_next
            record["error"] = f"{type(error).__name__}: {error}"[:200]
            record["line"] = line
        values = {}
        for name, value in names.items():
            if name.startswith("__") or name == "np":
                continue
            told = plain(value)
            if told is not None:
                values[name] = told
        record["values"] = values
        print(json.dumps(record))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0, int(sys.argv[2]) if len(sys.argv) > 2 else 3000)
