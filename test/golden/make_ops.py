#!/usr/bin/env python3
"""Makes ops/<operator>.golden.gz: one-operator models with the results of TensorFlow Lite Micro.

    make_ops.py [--models N] [--seed N] [--out DIR] [OPERATOR...]

README.md describes the files. Needs the wheel tflite-micro, with NumPy and flatbuffers.
"""

import argparse
import gzip
import hashlib
import importlib.metadata
import multiprocessing
import os
import pathlib
import struct

import numpy as np
from tflite_micro import runtime

import draws
import one_op

SCRIPT_VERSION = 1  # goes up whenever other draws come out
ARENA_BYTES = 1 << 20


def serve(pipe):
    """Evaluates (model, sets of inputs) until the pipe closes; answers with a list of outputs, or with None."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # TFLM explains every refusal there
    while True:
        try:
            model, sets = pipe.recv()
        except EOFError:
            return
        try:
            interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
            outputs = []
            for inputs in sets:
                for i, array in enumerate(inputs):
                    interpreter.set_input(array, i)
                interpreter.invoke()
                outputs.append(interpreter.get_output(0).tobytes())
            pipe.send(outputs)
        except Exception:  # refused
            pipe.send(None)


class Oracle:
    """TFLM in a process of its own, since it ends the process when an assertion fails."""

    def __init__(self):
        self.start()

    def start(self):
        self.pipe, far_end = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=serve, args=(far_end,), daemon=True)
        self.process.start()
        far_end.close()

    def evaluate(self, model, sets):
        try:
            self.pipe.send((model, sets))
            return self.pipe.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            self.start()
            return None


def field(data):
    return struct.pack("<I", len(data)) + data


def make(name, seed, count, oracle):
    """The file's content for one operator, and how many draws TFLM did not take."""
    records, models, index = [], 0, 0
    while models < count:
        digest = hashlib.sha256(b"%d/%s/%d" % (seed, name.encode(), index)).digest()
        draw = draws.OPERATORS[name](draws.Rng(int.from_bytes(digest[:8], "little")))
        model = one_op.build(draw, "%s_%d" % (name, index))
        outputs = oracle.evaluate(model, draw.sets)
        index += 1
        if outputs is None:
            if index > 2 * count + 10:
                raise SystemExit("%s: TFLM refuses most draws" % name)
            continue
        models += 1
        for inputs, output in zip(draw.sets, outputs):
            data = [np.ascontiguousarray(a).tobytes() for a in inputs]
            records.append(field(model) + struct.pack("<I", len(data)) + b"".join(map(field, data)) +
                           struct.pack("<I", 1) + field(output))
    header = "mote-golden 1 operator %s tflite-micro %s script %d seed %d models %d records %d\n" % (
        name, importlib.metadata.version("tflite-micro"), SCRIPT_VERSION, seed, models, len(records))
    return header.encode() + b"".join(records), index - models


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("operators", nargs="*", help="all of them when none is given")
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "ops")
    args = parser.parse_args()
    args.out.mkdir(exist_ok=True)
    oracle, total = Oracle(), 0
    for name in args.operators or draws.OPERATORS:
        content, dropped = make(name, args.seed, args.models, oracle)
        packed = gzip.compress(content, 9, mtime=0)
        (args.out / (name + ".golden.gz")).write_bytes(packed)
        total += len(packed)
        print("%-18s %3d draws not taken, %8d bytes, packed %7d" % (name, dropped, len(content), len(packed)))
    print("%d bytes in all" % total)


if __name__ == "__main__":
    main()
