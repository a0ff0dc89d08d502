"""Writes what Python and NumPy have by name: src/main/resources/dev/dscore/lang/names.txt, a line for each owner.

    python3 names.py > ../../../../../main/resources/dev/dscore/lang/names.txt

A name that the language lacks is unsupported where its owner has it here, and an error of the program's elsewhere.
"""
import builtins
import collections
import functools
import itertools
import math
import random

import numpy as np

# in the NumPy that courses were written for, and gone since
GONE = ("asfarray cast cumproduct float_ in1d infty Inf NaN NINF PINF PZERO NZERO product row_stack sometrue alltrue msort "
        "string_ unicode_ trapz round_ mat matrix find_common_type int float bool object str complex long unicode "
        "longfloat singlecomplex cfloat issctype maximum_sctype nbytes obj2sctype sctype2char sctypes set_string_function "
        "source tracemalloc_domain who safe_eval recfromcsv recfromtxt lookfor disp compat byte_bounds deprecate "
        "add_docstring add_newdoc compare_chararrays").split()

OWNERS = {
    "python": dir(builtins),
    "numpy": dir(np) + GONE,
    "numpy.linalg": dir(np.linalg),
    "numpy.random": dir(np.random) + ["random_integers", "ranf", "sample", "seed"],
    "ndarray": dir(np.ndarray) + ["itemset", "newbyteorder", "ptp"],
    "RandomState": dir(np.random.RandomState),
    "Generator": dir(np.random.Generator),
    "ufunc": dir(np.ufunc),
    "str": dir(str),
    "list": dir(list),
    "tuple": dir(tuple),
    "dict": dir(dict),
    "set": dir(set),
    "int": dir(int),
    "float": dir(float),
    "function": dir(lambda: 0),
    "type": dir(type),
    "object": dir(object),
    "math": dir(math),
    "random": dir(random),
    "collections": dir(collections),
    "functools": dir(functools),
    "itertools": dir(itertools),
}

for owner, names in OWNERS.items():
    print(owner + ": " + " ".join(sorted(set(names))))
