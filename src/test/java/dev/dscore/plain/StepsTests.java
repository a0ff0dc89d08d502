package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Script;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program does takes steps by its size: by elements, letters and entries, whatever they are. */
class StepsTests {
    private static final long STEPS = 4_000_000;

    /** The steps that a line takes behind others. */
    private static long steps(String before, String line) {
        return taken(before + "\n" + line) - taken(before);
    }

    private static long taken(String code) {
        Allowance allowance = Allowance.of(6 * STEPS);
        Budget budget = new Budget(4_000_000, 4_000_000_000L, new Memory(400_000_000));
        try (Meter meter = new Meter(budget, allowance)) {
            Script.Machine machine = new Script.Machine(new Numeric(meter), allowance);
            meter.watch(machine::live);
            Script.Run run = Script.parse(code.replace("\\n", "\n"), Limits.DEFAULT.ofFile())
                    .run(machine, List.of(), Map.of());
            assertThat(run.failure()).isEmpty();
        }
        return STEPS - allowance.left();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            a = 'a' * 80000; b = 'a' * 79999 + 'b'              | q = a == b                 | 10000
            a = 'a' * 80000; b = 'a' * 79999 + 'b'              | q = a < b                  | 9999
            a = 'a' * 80000; b = 'a' * 79999 + 'b'; l = [a] * 9 | q = b in l                 | 90000
            a = 'a' * 80000; d = {a: 1}                         | q = a in d                 | 10000
            a = 'a' * 80000; d = {a: 1}; e = {a: 1}             | q = d == e                 | 10000
            l = list(range(80000))                              | del l[0]                   | 10000
            l = list(range(80000))                              | l[0:1] = []                | 10000
            l = list(range(80000))                              | l.pop(0)                   | 10000
            l = list(range(80000))                              | q = sorted(l)              | 170000
            l = list(range(8000)); import copy                  | q = copy.copy(l)           | 32000
            ~l = {'a' + str(i): 1 for i in range(800)}\\ndef f(**a): pass~ | f(**l)          | 3200
            ~l = [1] * 8000\\ndef f(*a): pass~                  | f(*l)                      | 32000
            a = '1' * 80000                                     | q = float(a)               | 80000
            pass                                                | q = [{} for i in range(99)] | 1980
            pass                                                | np.random.seed(1)          | 1000
            a = np.ones(320000)                                 | q = a + a                  | 10000
            a = np.ones(320000)                                 | q = np.tanh(a)             | 100000
            a = np.ones((560, 560))                             | q = np.triu(a)             | 9800
            a = np.ones(320000)                                 | q = np.sort(a)             | 180000
            a = np.ones(320000)                                 | q = np.argsort(a)          | 900000
            a = np.ones(320000)                                 | q = np.unique(a)           | 180000
            a = np.arange(320000)                               | q = np.searchsorted(a, a)  | 180000
            a = np.arange(320000)                               | q = np.isin(a, a)          | 360000
            a = np.ones((560, 560))                             | q = np.nonzero(a)          | 58000
            a = np.ones((200, 200))                             | q = a @ a                  | 16000
            a = np.ones((50, 50))                               | q = np.einsum('ij,jk->ik', a, a) | 7800
            z = np.zeros((1,) * 32)                             | ~for i in range(999): z[0]~ | 15000
            z = np.zeros((1,) * 32); t = tuple(range(32))       | ~for i in range(999): z.transpose(t)~ | 60000
            z = np.zeros((1,) * 32); t = tuple(range(32))       | ~for i in range(999): z.sum(t)~ | 48000
            z = np.zeros((1,) * 32)                             | ~for i in range(999): z.shape~ | 128000
            s = 'a' * 500000                                    | ~for i in range(99): s[1]~ | 49000
            s = 'a' * 80000                                     | q = [c for c in s]         | 320000
            pass                                                | ~for i in range(9): hasattr(np, 'zzz')~ | 7000
            s = 'a' * 80000                                     | ~try: np.einsum(s, np.ones(2))\\nexcept Exception: pass~ | 10000
            l = [[1.0] * 8] * 10000                             | q = np.array(l)            | 20000
            """)
    @Timeout(60)
    void aLineTakesAStepForWhatItDoes(String before, String line, long least) {
        assertThat(steps(before, line)).isBetween(least, 4 * least + 100_000);
    }

    // where keys of equal hashes can be chosen, the first of these goes on for minutes
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            l = [(2 ** 32 + 1) * i for i in range(60000)]; q = set(l)
            l = [i * 2 ** 32 - i for i in range(60000)]; q = {i: 1 for i in l}
            l = [float(i * 2 ** 32) + 0.5 for i in range(60000)]; q = set(l)
            ~s = ['Aa', 'BB']\\nfor k in range(14):\\n    s = [a + b for a in s for b in ['Aa', 'BB']]\\nq = set(s)~
            l = [(i, -31 * i) for i in range(60000)]; q = set(l)
            """)
    @Timeout(60)
    void keysOfEqualHashesCannotBeChosen(String code) {
        assertThat(taken(code)).isLessThan(STEPS);
    }
}
