package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.lang.SourceException;
import dev.dscore.lang.Stop;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether what stops a program is an error in Python, too, or a lack of ours, or a limit of ours. */
class StopTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            ERROR       | a = 1 / 0
            ERROR       | a = np.ones((2, 3)) @ np.ones((2, 3))
            ERROR       | a = np.ones(3)[5]
            ERROR       | a = {'a': 1}['b']
            ERROR       | a = foo
            ERROR       | a = np.lgo(3)
            ERROR       | a = np.ones(3).lenght
            ERROR       | a = 'x'.foo()
            ERROR       | a = np.sum(np.ones(3), dim_=0)
            ERROR       | a = sum(np.ones(3), axis=0)
            ERROR       | ~m = np.array([1, 2])\\nm /= 2~
            ERROR       | raise ValueError('no')
            ERROR       | assert 1 == 2
            ERROR       | ~def f(x): return x\\nf(1, 2)~
            ERROR       | print 'a'
            ERROR       | a = (1
            ERROR       | a b
            ERROR       | ~for i in range(3):\\nx = 1~
            ERROR       | import math; math.sqrt(-1)
            ERROR       | import math; math.nothing(1)
            ERROR       | a = 0777
            ERROR       | len(3) = 2
            UNSUPPORTED | a = np.fft.fft([1])
            UNSUPPORTED | a = np.ones(3).flat
            UNSUPPORTED | a = 'x'.encode()
            UNSUPPORTED | a = np.array([1, 2]).tobytes()
            UNSUPPORTED | a = open('f')
            UNSUPPORTED | ~async def f(): pass~
            UNSUPPORTED | a = (b := 3)
            UNSUPPORTED | a = 1j
            UNSUPPORTED | a = (-1) ** 0.5
            UNSUPPORTED | a = 10 ** 10 ** 10
            UNSUPPORTED | a = np.sum(np.ones(3), where=True)
            UNSUPPORTED | a = logsumexp(np.ones(3), b=np.array([1, 2, 3]))
            UNSUPPORTED | ~match 3:\\n    case 3: pass~
            UNSUPPORTED | ~def f():\\n    yield 1\\nf()~
            UNSUPPORTED | %matplotlib inline
            UNSUPPORTED | !pip install numpy
            UNSUPPORTED | import pandas; pandas.DataFrame()
            UNSUPPORTED | a = b'ab'
            UNSUPPORTED | a = np.array([255], dtype=np.uint8) + 1
            UNSUPPORTED | a = np.array([200], dtype=np.uint8) * np.array([2], dtype=np.uint8)
            LIMIT       | while True: pass
            LIMIT       | a = [0] * 10 ** 9
            LIMIT       | a = np.zeros((1000, 1000))
            LIMIT       | ~def f(x): return f(x)\\nf(1)~
            LIMIT       | ~l = []\\nwhile True: l.append(np.zeros(900))~
            LIMIT       | ~d = {'k' * 90 + str(i): i for i in range(1000)}\\nfor i in range(2000):\\n    try: d['q' * 90]\\n    except KeyError: pass~
            """)
    void whoeverStopsAProgramSaysWhy(Stop stop, String code) {
        SourceException failure = ScriptTests.failure(code);
        assertThat(failure.stop()).as(failure.getMessage()).isEqualTo(stop);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1/0 | ZeroDivisionError",
                "[1][2] | IndexError",
                "{}['a'] | KeyError",
                "x | NameError",
                "'a'.b | AttributeError"
            })
    void anErrorIsCaughtByItsClassAndTheOnesAboveIt(String code, String type) {
        String program = "try:\n    a = " + code + "\nexcept " + type
                + " as e:\n    r = 1\nelse:\n    r = 2\nfinally:\n    s = 3";
        assertThat(ScriptTests.run(program, Map.of()).values().get("r")).hasToString("1");
        assertThat(ScriptTests.run(program, Map.of()).values().get("s")).hasToString("3");
        assertThat(ScriptTests.run(program.replace(type, "Exception"), Map.of())
                        .values()
                        .get("r"))
                .hasToString("1");
        assertThat(ScriptTests.failure(program.replace(type, "NotImplementedError"))
                        .stop())
                .isEqualTo(Stop.ERROR);
    }

    @ParameterizedTest
    @CsvSource({"a = 1j", "np.fft.fft([1])", "while True: pass"})
    void whatPythonWouldNotRaiseNoProgramCatches(String code) {
        assertThat(ScriptTests.run("try:\n    " + code + "\nexcept Exception:\n    r = 1", Map.of())
                        .failure())
                .isPresent();
    }
}
