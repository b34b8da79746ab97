"""Is the committed answer still of the form that its script writes, and about what it says?
    check_year.py COMMITTED.md PRINTED.md
PRINTED.md comes from year.sh for some of the models, so every line of it must be in COMMITTED.md but
for its numbers and the parts that do best; those of its tables may differ by a quarter. Prints what
differs.
"""
import re
import sys

NUMBER = re.compile(r"\d+(?:\.\d+)?")
UNITS = {"s": 1, "min": 60, "h": 3600}


PARTS = r"(apollo4-plus|apollo3|stm32u575|nrf54l15|efr32mg24|psoc62|nrf5340|nrf52840|stm32l4r5)"


def form(line):
    line = re.sub(r"\d+(\.\d+)? (s|min|h)\b", "T", line)
    line = re.sub(PARTS + r"( \|)", r"PART\2", line)
    line = re.sub(f"{PARTS}(, {PARTS})* (stay|comes)", "PARTS stay", line)
    return NUMBER.sub("N", line).replace("?", "")


def values(line):
    """Its numbers, times in seconds."""
    found = re.findall(r"(\d+(?:\.\d+)?)(?: (s|min|h)\b)?", line)
    return [float(number) * UNITS.get(unit, 1) for number, unit in found]


def main():
    committed = open(sys.argv[1], encoding="utf-8").read().split("\n")
    known = {}
    for line in committed:
        known.setdefault(form(line), []).append(line)
    problems = []
    printed = open(sys.argv[2], encoding="utf-8").read().split("\n")
    if len(printed) < 50:
        problems.append(f"only {len(printed)} lines are printed")
    for line in printed:
        same = known.get(form(line))
        if not same:
            problems.append(f"not there: {line}")
        elif line.startswith("|"):
            # Rows of different tables may look alike: one of them must be near.
            near = any(all(abs(a - b) <= 0.25 * max(a, b) for a, b in zip(values(line), values(other)))
                       for other in same)
            if not near:
                problems.append(f"now: {line}, committed: {same[0]}")
    print("\n".join(problems[:10]))
    sys.exit(bool(problems))


main()
