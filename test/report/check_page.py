"""Is a page of `mote compile --html` whole? Prints what is wrong with it.
    check_page.py PAGE.html COMPILE.json [CHECK.json]
Its numbers are those of `mote compile --json` and `mote check --profile --json`; the blocks of the
memory figure do not overlap and lie within the arena; it loads nothing and runs nothing.
"""
import json
import re
import sys
import xml.etree.ElementTree as xml

problems = []


def check(condition, what):
    if not condition:
        problems.append(what)


def number(text):
    return int(text.replace("\u202f", ""))


def column(page, label):
    cells = [c for c in page.iter("td") if c.get("data-label") == label]
    return [number("".join(c.itertext())) for c in cells if "".join(c.itertext())]


def figure(page, label):
    return next(s for s in page.iter("svg") if s.get("aria-label") == label)


def per_cent(text):
    return float(text.rstrip("%"))


def check_contained(source, page):
    for word in ("http:", "https:", "url(", "@import", "javascript:"):
        check(word not in source, f"it mentions {word}")
    for element in page.iter():
        check(element.tag not in ("script", "link", "img", "iframe", "object"), f"<{element.tag}>")
        for name in element.attrib:
            check(not re.match("on|src|href", name), f"attribute {name}")


def check_memory(page):
    if any(s.get("aria-label") == "memory over time, row by row" for s in page.iter("svg")):
        return
    blocks = [s for s in figure(page, "memory over time").iter("svg") if s.find("title") is not None]
    check(blocks, "no blocks of memory")
    areas = []
    for block in blocks:
        x, y = per_cent(block.get("x")), int(block.get("y"))
        width, height = per_cent(block.get("width")), int(block.get("height"))
        check(x >= 0 and (x + width < 100.01 or width == 0.6), "a block outside the arena")
        if width > 0.6:
            areas.append((x, x + width, y, y + height, block.find("title").text))
    for i, a in enumerate(areas):
        for b in areas[i + 1:]:
            check(a[0] > b[1] - 0.01 or b[0] > a[1] - 0.01 or a[2] >= b[3] or b[2] >= a[3],
                  f"two blocks overlap: {a[4]}, {b[4]}")


def check_numbers(page, compiled, checked):
    check(sum(column(page, "MAC")) == compiled["macs_folded"], "MAC")
    check(sum(column(page, "constants")) == compiled["weights_bytes"], "constants")
    figures = {d[0].text: number(d[1].text) for d in page.iter("div") if len(d) == 3 and d[1].tag == "b"}
    check(figures["arena"] == compiled["arena_bytes"], "arena")
    if not checked:
        return
    for name, key in (("code", "code_bytes"), ("stack", "stack_bytes"),
                      ("time, modelled", "cycles"), ("instructions", "instructions"),
                      ("loads from flash", "flash_reads")):
        check(figures[name] == checked[key], f"{name}: {figures[name]}, not {checked[key]}")
    table = next(page.iter("table"))
    for name in ("instructions", "cycles"):
        mine = [n for n in column(table, name) if n]
        profile = [step[name] for step in checked["profile"]]
        check(mine == profile, f"{name} of the operators: {mine}, not {profile}")


def main():
    source = open(sys.argv[1], encoding="utf-8").read()
    page = xml.fromstring(source)
    check_contained(source, page)
    check_memory(page)
    check_numbers(page, json.load(open(sys.argv[2])),
                  json.load(open(sys.argv[3])) if len(sys.argv) > 3 else None)
    print("\n".join(problems[:10]))
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
