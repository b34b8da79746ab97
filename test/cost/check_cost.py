"""Is a page of `mote cost --html` whole? Prints what is wrong with it.
    check_cost.py PAGE.html COST.json
It loads nothing and runs nothing; its numbers are those of `mote cost --json`; it names every figure
that the numbers rest on, with its source; its shares fill their bars.
"""
import json
import os
import sys
import xml.etree.ElementTree as xml

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "report"))
from check_page import check, check_contained, per_cent, problems


def words(element):
    return " ".join("".join(element.itertext()).split())


def figure(page, label):
    return [s for s in page.iter("svg") if s.get("aria-label") == label]


def shown(value, mark):
    digits = 0 if value >= 99.95 else 1 if value >= 9.995 else 2 if value >= 0.9995 else 3
    return f"{value:.{digits}f}" + ("?" if mark == "unverified" else "")


def check_energy(page, parts):
    bars = [words(s) for s in figure(page, "energy per inference by part")[0].findall("svg")]
    known = [p for p in parts if p["energy_uj"] is not None]
    check(len(bars) == len(known), f"{len(bars)} bars of {len(known)} parts")
    for bar, p in zip(bars, known):
        wanted = (f"{p['part']} at {p['mhz']:g} MHz{shown(p['energy_uj'], p['energy_mark'])} \u00b5J "
                  f"\u00b1 {100 * p['energy_relative_error']:.0f} %")
        check(bar == wanted, f"bar '{bar}', not '{wanted}'")


def check_shares(page, parts):
    for svg in figure(page, "where the energy goes"):
        for bar in svg.findall("svg"):
            widths = [per_cent(r.get("width")) for r in bar.iter("rect")]
            check(abs(sum(widths) - 100) < 0.1, f"shares of {sum(widths)} %")
    duty = [p for p in parts if p.get("average_uw") and p.get("solution", {}).get("energy_lasts", True)]
    check((len(duty) > 0) == (len(figure(page, "where the energy goes")) == 1), "no shares")


def check_curves(page, use):
    label = "battery life by time between windows" if use["battery"] else \
        "average power by time between windows"
    curves = [p for s in figure(page, label) for p in s.iter("polyline")]
    check(curves and all(len(c.get("points").split()) > 20 for c in curves), "curves")


def check_table(page, parts):
    rows = [[words(c) for c in r] for t in page.iter("table") for r in t.iter("tr")]
    for p in parts:
        row = next((r for r in rows if r[0].startswith(p["part"]) and p["title"] in r[0]), [""])
        mark = "?" if p.get("average_mark") == "unverified" else ""
        if p["problem"]:
            check(row[-1] == " ".join(p["problem"].split()), f"{p['part']}: '{row[-1]}' is not why it will not do")
        elif p.get("solution") and not p["solution"]["energy_lasts"]:
            check(row[-1] == "even seldom it takes more than the cell has", f"{p['part']}: '{row[-1]}'")
        elif not p.get("in_time", True):
            check(row[-1] == "too slow for this duty cycle", f"{p['part']} is too slow: '{row[-1]}'")
        elif p.get("solution"):
            found, error = row[-1].split(" \u00b1 ")
            check(found.endswith((mark + " %", "s" + mark, "min" + mark, "h" + mark, "d" + mark)),
                  f"{p['part']}: '{found}' is without its mark")
            check(error == f"{100 * p['solution']['relative_error']:.0f} %", f"{p['part']}: '{error}'")


def check_sources(page, parts):
    text = words(page)
    for p in parts:
        for f in p["figures"]:
            check(f"{f['mark']}: {' '.join(f['source'].split())}" in text, f"no source of {f['of']} {f['key']}")


def main():
    source = open(sys.argv[1], encoding="utf-8").read()
    page = xml.fromstring(source)
    cost = json.load(open(sys.argv[2]))
    check_contained(source, page)
    check_energy(page, cost["parts"])
    check_shares(page, cost["parts"])
    check_curves(page, cost["use"])
    check_table(page, cost["parts"])
    check_sources(page, cost["parts"])
    print("\n".join(problems[:10]))
    sys.exit(bool(problems))


main()
