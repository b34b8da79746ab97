"""Runs the commands that a document shows and compares what they print.

    console.py run DOCUMENT [n]    runs every ```console block in the current folder
    console.py code DOCUMENT NAME  prints the ```c block whose first line mentions NAME

A block has lines "$ command", each followed by what it prints, standard error included. "..." alone
on a line stands for any number of lines, within a line for anything. Runs of spaces are equal, and a
number may be off by a fifth: words must be right, and figures not stale.
"""
import re
import subprocess
import sys

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def blocks(path, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", open(path, encoding="utf-8").read(), re.M | re.S)


def steps(block):
    """[command, lines it should print]"""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def same_words(expected, actual):
    if NUMBER.sub("0", expected) != NUMBER.sub("0", actual):
        return False
    return all(abs(float(a) - float(b)) <= 0.2 * abs(float(a))
               for a, b in zip(NUMBER.findall(expected), NUMBER.findall(actual)))


def same_line(expected, actual):
    expected, actual = expected.split(), actual.split()
    while expected and actual:
        if expected[0] == "...":
            return any(same_line(" ".join(expected[1:]), " ".join(actual[i:]))
                       for i in range(len(actual) + 1))
        if not same_words(expected.pop(0), actual.pop(0)):
            return False
    return not actual and expected in ([], ["..."])


def same(expected, actual):
    """-1, or the line of `expected` that was not found."""
    at = 0
    for i, line in enumerate(expected):
        if line == "...":
            rest = expected[i + 1:]
            if not rest:
                return -1
            while at < len(actual) and not same_line(rest[0], actual[at]):
                at += 1
        elif at < len(actual) and same_line(line, actual[at]):
            at += 1
        else:
            return i
    return -1 if at == len(actual) else len(expected)


def run(path):
    good = bad = 0
    for block in blocks(path, "console"):
        for command, expected in steps(block):
            done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            actual = done.stdout.decode(errors="replace").rstrip("\n").split("\n")
            while expected and not expected[-1]:
                expected.pop()
            wrong = same(expected or [""], actual)
            if done.returncode == 0 and wrong < 0:
                good += 1
                continue
            bad += 1
            print(f"FAILED: {path}: $ {command} (exit {done.returncode})")
            print(f"  not found: {expected[wrong] if 0 <= wrong < len(expected) else 'the end'}")
            print("\n".join("  printed: " + line for line in actual[:40]))
    print(good, bad)


if sys.argv[1] == "run":
    run(sys.argv[2])
else:
    print(next(b for b in blocks(sys.argv[2], "c") if sys.argv[3] in b.split("\n")[0]), end="")
