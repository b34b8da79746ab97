#!/usr/bin/env python3
"""Makes ops/<operator>.golden.gz: one-operator models with the results of TensorFlow Lite Micro.

    make_ops.py [--models N] [--seed N] [--out DIR] [OPERATOR...]

README.md describes the files. Needs the wheel tflite-micro, with NumPy and flatbuffers.
"""

import argparse
import hashlib
import importlib.metadata
import pathlib

from tflite_micro import runtime

import draws
import golden
import one_op

SCRIPT_VERSION = 1  # goes up whenever other draws come out
ARENA_BYTES = 1 << 20


def evaluate(model, sets):
    """TFLM's output for each set of inputs."""
    interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
    outputs = []
    for inputs in sets:
        for i, array in enumerate(inputs):
            interpreter.set_input(array, i)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0).tobytes())
    return outputs


def make(name, seed, count, oracle):
    """Records of `count` models of one operator, and how many draws TFLM did not take."""
    records, models, index = [], 0, 0
    while models < count:
        digest = hashlib.sha256(b"%d/%s/%d" % (seed, name.encode(), index)).digest()
        draw = draws.OPERATORS[name](draws.Rng(int.from_bytes(digest[:8], "little")))
        model = one_op.build(draw, "%s_%d" % (name, index))
        outputs = oracle(model, draw.sets)
        index += 1
        if outputs is not None:
            models += 1
            records += [(model, golden.as_bytes(i), [o]) for i, o in zip(draw.sets, outputs)]
        elif index > 2 * count + 10:
            raise SystemExit("%s: TFLM refuses most draws" % name)
    return records, index - models


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("operators", nargs="*", help="all of them when none is given")
    parser.add_argument("--models", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "ops")
    args = parser.parse_args()
    args.out.mkdir(exist_ok=True)
    oracle, total = golden.Worker(evaluate), 0
    for name in args.operators or draws.OPERATORS:
        records, refused = make(name, args.seed, args.models, oracle)
        header = "mote-golden 1 operator %s tflite-micro %s script %d seed %d models %d records %d\n" % (
            name, importlib.metadata.version("tflite-micro"), SCRIPT_VERSION, args.seed, args.models, len(records))
        size, packed = golden.write(args.out / (name + ".golden.gz"), header, records)
        total += packed
        print("%-18s %3d records, %2d draws not taken, %7d bytes, packed %6d" % (
            name, len(records), refused, size, packed))
    print("%d bytes in all" % total)


if __name__ == "__main__":
    main()
