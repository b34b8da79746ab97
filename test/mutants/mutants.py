"""The list of mutants: reading it, and breaking a tree of sources with one of them.

    mutants.py list FILE                prints "ID<tab>COMMAND<tab>EXPLAINED<tab>WHAT" for each
    mutants.py stale FILE ROOT          says which do not match ROOT's sources exactly once
    mutants.py apply FILE ROOT ID       changes the file, prints its name"""

import pathlib
import sys


def read(path):
    mutants, one = [], None
    for line in pathlib.Path(path).read_text().splitlines():
        key, _, rest = line.partition(" ")
        if key == "mutant":
            name, _, what = rest.partition(": ")
            one = {"id": name, "what": what, "-": [], "+": [], "explained": ""}
            mutants.append(one)
        elif key in ("-", "+"):
            one[key].append(rest)
        elif key in ("file", "test", "explained"):
            one[key] = rest
        elif line and key != "#":
            sys.exit(f"{path}: unknown line: {line}")
    return mutants


def broken(mutant, root):
    """The file and its new text; exits if the mutant's text is not there exactly once."""
    path = pathlib.Path(root) / mutant["file"]
    text, old = path.read_text(), "\n".join(mutant["-"])
    found = text.count(old) if old else 0
    if found != 1 or mutant["+"] == mutant["-"]:
        raise ValueError(f"{mutant['id']}: its text is {found} times in {mutant['file']}, expected once")
    return path, text.replace(old, "\n".join(mutant["+"]))


def stale(mutants, root):
    good = bad = 0
    for mutant in mutants:
        try:
            if sum(m["id"] == mutant["id"] for m in mutants) != 1 or not mutant.get("test"):
                raise ValueError(f"{mutant['id']}: not the only one of its name, or without a test")
            broken(mutant, root)
            good += 1
        except (ValueError, OSError) as problem:
            bad += 1
            print(f"FAILED: {problem}")
    print(f"{good} passed, {bad} failed")
    return bad != 0


def main(verb, path, root=None, name=None):
    mutants = read(path)
    if verb == "list":
        for m in mutants:
            print(m["id"], m["test"], m["explained"] or "-", m["what"], sep="\t")
    elif verb == "stale":
        return stale(mutants, root)
    elif verb == "apply":
        file, text = broken(next(m for m in mutants if m["id"] == name), root)
        file.write_text(text)
        print(file)
    return 0


sys.exit(main(*sys.argv[1:]))
