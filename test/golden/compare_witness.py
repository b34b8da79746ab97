#!/usr/bin/env python3
"""Compares the golden files with a second implementation: LiteRT's reference kernels (BUILTIN_REF).

    compare_witness.py [FILE...]

Prints a table by operator for README.md. Needs the wheel ai-edge-litert, with NumPy.
"""

import collections
import importlib.metadata
import pathlib
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

import golden


def evaluate(model, inputs):
    interpreter = Interpreter(model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    interpreter.allocate_tensors()
    for detail, data in zip(interpreter.get_input_details(), inputs):
        array = np.frombuffer(data, dtype=detail["dtype"]).reshape(detail["shape"])
        interpreter.set_tensor(detail["index"], array)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def compare(path, witness):
    """A row of the table: counts of records, and the largest difference."""
    header, records = golden.read(path)
    count, worst, first = collections.Counter(), 0, None
    for number, (model, inputs, outputs) in enumerate(records):
        got = witness(model, inputs)
        if got is None:
            count["refused"] += 1
            continue
        want = np.frombuffer(outputs[0], dtype=got.dtype)
        if want.size != got.size:
            count["other shape"] += 1
        elif got.tobytes() == outputs[0]:
            count["equal"] += 1
        else:
            count["differ"] += 1
            difference = np.abs(got.ravel().astype(np.float64) - want).max()
            first = number if first is None else first
            worst = max(worst, difference)
    row = [header.split()[3], len(records)] + [count[k] for k in ("equal", "differ", "refused", "other shape")]
    return row + ["%g" % worst, "" if first is None else first]


def main():
    folder = pathlib.Path(__file__).parent / "ops"
    paths = [pathlib.Path(p) for p in sys.argv[1:]] or sorted(folder.glob("*.golden.gz"))
    witness = golden.Worker(evaluate)
    print("LiteRT %s\n" % importlib.metadata.version("ai-edge-litert"))
    print("| operator | records | equal | differ | refused | other shape | largest difference | first that differs |")
    print("|---|---|---|---|---|---|---|---|")
    for path in paths:
        print("| %s |" % " | ".join(map(str, compare(path, witness))))


if __name__ == "__main__":
    main()
