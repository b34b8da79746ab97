"""Arrays for the tests of accuracy, and what they must give, without anything but Python.
    arrays.py random FILE TYPE SHAPE SEED     bytes of a fixed random sequence
    arrays.py labels OUT.npy LABELS.npy       labels from int8 results [N, classes]: every fifth is wrong
    arrays.py expect OUT.npy LABELS.npy       prints {"right": ..., "confusion": [[...]]}
"""
import ast
import json
import random
import struct
import sys


def write(path, kind, shape, data):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)


def read(path):
    data = open(path, "rb").read()
    start = 10 + struct.unpack("<H", data[8:10])[0]
    header = ast.literal_eval(data[10:start].decode())
    return header["descr"], header["shape"], data[start:]


def winners(path):
    kind, (count, classes), data = read(path)
    assert kind == "|i1"
    rows = [struct.unpack(f"{classes}b", data[i * classes:(i + 1) * classes]) for i in range(count)]
    return [row.index(max(row)) for row in rows], classes


def main():
    verb = sys.argv[1]
    if verb == "random":
        path, kind, shape, seed = sys.argv[2:]
        size = 1
        for n in ast.literal_eval(shape):
            size *= n
        write(path, kind, shape, random.Random(int(seed)).randbytes(size))
        return
    won, classes = winners(sys.argv[2])
    if verb == "labels":
        labels = [(w + 1) % classes if i % 5 == 0 else w for i, w in enumerate(won)]
        write(sys.argv[3], "<i4", f"({len(labels)},)", struct.pack(f"<{len(labels)}i", *labels))
        return
    data = read(sys.argv[3])[2]
    labels = struct.unpack(f"<{len(data) // 4}i", data)
    confusion = [[0] * classes for _ in range(classes)]
    for label, winner in zip(labels, won):
        confusion[label][winner] += 1
    print(json.dumps({"right": sum(w == l for w, l in zip(won, labels)), "confusion": confusion}))


main()
