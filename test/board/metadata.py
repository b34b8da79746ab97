"""Are the files that describe a library what the Arduino Library Specification, PlatformIO's
library.json and Zephyr's module.yml ask for?   metadata.py FOLDER NAME"""
import json
import os
import re
import sys

folder, name = sys.argv[1:]


def read(path):
    with open(os.path.join(folder, path), encoding="utf-8") as f:
        return f.read()


properties = {}
for line in read("library.properties").splitlines():
    if line and not line.startswith("#"):
        key, _, value = line.partition("=")
        properties[key] = value
for key in "name version author maintainer sentence paragraph category url architectures includes".split():
    assert properties.get(key), f"library.properties has no {key}"
assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,62}", properties["name"])
assert re.fullmatch(r"\d+\.\d+\.\d+", properties["version"])
assert properties["category"] in (
    "Display", "Communication", "Signal Input/Output", "Sensors", "Device Control", "Timing",
    "Data Storage", "Data Processing", "Other")
assert os.path.exists(os.path.join(folder, "src", properties["includes"]))
for example in os.listdir(os.path.join(folder, "examples")):
    assert os.path.exists(os.path.join(folder, "examples", example, example + ".ino")), example

manifest = json.loads(read("library.json"))
assert re.fullmatch(r"[^:/@#]{1,100}", manifest["name"])
assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
assert os.path.isdir(os.path.join(folder, manifest["build"]["srcDir"]))
assert os.path.exists(os.path.join(folder, "src", manifest["headers"]))

assert re.fullmatch(rf"name: {name}\nbuild:\n  cmake: zephyr\n  kconfig: zephyr/Kconfig\n",
                    read("zephyr/module.yml"))
assert read("zephyr/Kconfig").startswith(f"config MOTE_{name.upper()}\n\tbool \"")
