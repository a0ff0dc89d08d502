package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.lang.Script;
import dev.dscore.lang.Stop;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs with classes, each of which says itself what Python makes of it: r is True. */
class ClassesTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // the order of inheritance is Python's, and super() goes by it
                """
                class A:
                    def f(self): return ['A']
                class B(A):
                    def f(self): return ['B'] + super().f()
                class C(A):
                    def f(self): return ['C'] + super().f()
                class D(B, C):
                    def f(self): return ['D'] + super(D, self).f()
                r = D().f() == ['D', 'B', 'C', 'A']
                """,
                """
                from abc import ABC, abstractmethod
                class Layer(ABC):
                    def __init__(self, n):
                        super().__init__()
                        self.n = n
                    @abstractmethod
                    def forward(self, x): pass
                class Double(Layer):
                    def __init__(self):
                        super().__init__(2)
                    def forward(self, x): return self.n * x
                try:
                    Layer(1)
                    r = False
                except TypeError:
                    r = Double().forward(3) == 6
                """,
                """
                class P:
                    count = 0
                    def __init__(self): self._x = 1
                    @property
                    def x(self): return self._x
                    @x.setter
                    def x(self, value): self._x = 2 * value
                    @staticmethod
                    def s(a): return a + 1
                    @classmethod
                    def made(cls):
                        cls.count += 1
                        return cls()
                p = P.made()
                p.x = 5
                r = (p.x, p.s(1), P.s(1), P.count, type(p).__name__, hasattr(p, 'y')) == (10, 2, 2, 1, 'P', False)
                """,
                """
                from dataclasses import dataclass, field
                @dataclass
                class Cache:
                    x: float
                    w: float = 2.0
                    names: list = field(default_factory=list)
                a, b = Cache(1.0), Cache(x=3.0, w=4.0)
                a.names.append('a')
                r = (a.x, a.w, b.w, b.names, a == Cache(1.0, names=['a'])) == (1.0, 2.0, 4.0, [], True)
                """,
                """
                class V:
                    def __init__(self, d): self.d = d
                    def __add__(self, o): return V(self.d + (o.d if isinstance(o, V) else o))
                    def __radd__(self, o): return self + o
                    def __mul__(self, o): return V(self.d * o.d)
                    def __neg__(self): return V(-self.d)
                    def __repr__(self): return f"V({self.d})"
                    def __eq__(self, o): return self.d == o.d
                    def __lt__(self, o): return self.d < o.d
                    def __len__(self): return 3
                    def __getitem__(self, i): return [self.d, 1, 2][i]
                    def __call__(self, a, *, b=1): return self.d + a + b
                v = V(2)
                r = (str(1 + v * V(3)), str(-v), v == V(2), v < V(3), len(v), v[0], v(1, b=5), list(v)) == (
                    'V(7)', 'V(-2)', True, True, 3, 2, 8, [2, 1, 2])
                """,
                // a method does not see the names of its class, and a class attribute is shared
                """
                x = 'outer'
                class C:
                    x = 'inner'
                    shared = []
                    def f(self): return x
                    def g(self): self.shared.append(1); return C.shared
                C().g()
                r = C().f() == 'outer' and C().g() == [1, 1]
                """,
                """
                from collections import namedtuple, defaultdict, OrderedDict
                Cache = namedtuple('Cache', 'x w b')
                c = Cache(1, w=2, b=3)
                x, w, b = c
                d = defaultdict(list)
                d['a'].append(1)
                o = OrderedDict([('p', 1), ('q', 2)])
                r = c.w == 2 and (x, w, b) == (1, 2, 3) and d['a'] == [1] and len(d['b']) == 0 and list(o.keys()) == ['p', 'q']
                """,
                """
                import copy
                class N: pass
                n = N(); n.a = np.ones(2); n.b = n.a; n.me = n
                m = copy.deepcopy(n)
                m.a[0] = 5
                r = m.b[0] == 5 and n.a[0] == 1 and m.me is m and m is not n
                """,
                """
                def f():
                    try:
                        return 'a'
                    finally:
                        order.append('f')
                order = []
                class Mine(ValueError):
                    def __init__(self, n): super().__init__('no ' + str(n)); self.n = n
                try:
                    try:
                        raise Mine(3)
                    except KeyError:
                        order.append('wrong')
                    finally:
                        order.append('inner')
                except (TypeError, ValueError) as e:
                    order.append((e.n, str(e), isinstance(e, Mine)))
                else:
                    order.append('else')
                r = f() == 'a' and order == ['inner', (3, 'no 3', True), 'f']
                """,
                """
                class Timer:
                    def __enter__(self): self.log = ['in']; return self
                    def __exit__(self, kind, value, trace): self.log.append(kind is ZeroDivisionError); return True
                with Timer() as t, np.errstate(all='ignore'):
                    1 / 0
                r = t.log == ['in', True]
                """,
                """
                import math, itertools, functools
                from typing import List, Tuple, Callable, Optional
                Pair = tuple[np.ndarray, np.ndarray]
                Fn = Callable[[np.ndarray], Optional[float]]
                def f(x: 'List[int]', y: Tuple[int, ...] = (1,)) -> Pair: return math.floor(2.7) + len(y)
                n: int = 3
                add = functools.partial(lambda a, b: a + b, 10)
                r = (f([]), math.sqrt(n + 1), math.ceil(2.1), list(itertools.product([1, 2], [3])), add(5)) == (
                    3, 2.0, 3, [(1, 3), (2, 3)], 15) and isinstance(math.floor(2.5), int)
                """,
                """
                x = np.arange(6.0)
                a = x.reshape((2, 3), order='F')
                r = a[1, 0] == 1 and a.ravel(order='F')[1] == 1 and a.flatten('F')[3] == 3 and type(x) == np.ndarray and type(1.5) is float and type(a[0, 0]) != float
                """,
                """
                r = (np.choose([0, 1, 0], [[1, 2, 3], [10, 20, 30]]) == np.array([1, 20, 3])).all() \\
                    and (np.insert(np.array([1, 2, 3]), 1, 9) == np.array([1, 9, 2, 3])).all() \\
                    and (np.insert(np.arange(4), [1, 3, 1], 9) == np.array([0, 9, 9, 1, 2, 9, 3])).all() \\
                    and (np.delete(np.arange(5), [1, 3]) == np.array([0, 2, 4])).all() \\
                    and np.indices((2, 3))[1, 1, 2] == 2 and np.indices((2, 3)).shape == (2, 2, 3) \\
                    and [v.shape for v in np.atleast_2d(np.ones(3), 1.0)] == [(1, 3), (1, 1)] \\
                    and np.searchsorted([1, 3, 5], 4) == 2 and np.issubdtype(np.ones(2).dtype, np.floating) \\
                    and (np.array([1, 2], dtype=np.uint8) * 2.0).dtype == float
                """
            })
    void aProgramMakesWhatPythonMakesOfIt(String code) {
        Script.Run run = ScriptTests.run(code.replaceAll("(?m)^ {0}", ""), Map.of());
        assertThat(run.failure()).isEmpty();
        assertThat(run.values().get("r").kind()).isEqualTo("True");
    }

    @Test
    void aBaseClassThatIsNotHereIsNamed() {
        assertThat(ScriptTests.failure("from layers import Layer\nclass A(Layer): pass"))
                .satisfies(failure -> assertThat(failure.stop()).isEqualTo(Stop.UNSUPPORTED))
                .hasMessageContaining("this class is not here");
    }
}
