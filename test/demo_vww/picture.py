"""Writes a picture as PNG, without anything but Python's own library.

picture.py FILE.png SIZE SEED             random pixels, SIZE x SIZE, RGB
picture.py FILE.png IMAGES.npy INDEX      one of a uint8 array [N, height, width, 3]
"""
import random
import re
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write(path, width, height, pixels):
    lines = b"".join(b"\0" + pixels[y * width * 3 : (y + 1) * width * 3] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header))
        f.write(chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def from_array(path, index):
    data = open(path, "rb").read()
    begin = 10 + struct.unpack("<H", data[8:10])[0]
    shape = re.search(rb"'shape': \(([\d, ]+)\)", data[:begin]).group(1)
    _, height, width, channels = (int(n) for n in shape.split(b","))
    size = height * width * channels
    return width, height, data[begin + index * size : begin + (index + 1) * size]


if sys.argv[2].endswith(".npy"):
    write(sys.argv[1], *from_array(sys.argv[2], int(sys.argv[3])))
else:
    size = int(sys.argv[2])
    write(sys.argv[1], size, size, random.Random(sys.argv[3]).randbytes(size * size * 3))
