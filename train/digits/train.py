"""Trains the spoken-digit model and writes model/digits.tflite and its card.

    python train.py FSDD_FOLDER [--cache FOLDER] [--epochs N] [--leave-out SOURCE ...]

FSDD_FOLDER holds the Free Spoken Digit Dataset's {digit}_{speaker}_{index}.wav. With --leave-out,
nothing is written but a line for each source, the accuracy on digits of a speaker or voice that
training never heard: names as in "fsdd:theo", "flite:slt"; "speakers" is all six in turn."""
import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

import dataset
import network
from frontend import ROOT, FrontEnd
from sounds import UNKNOWN

SEED = 1
HELD_OUT_INDICES = range(5, 10)
HELD_OUT_VOICE = "flite:rms"
DEFAULT_VOICES = ("espeak:en-us", "flite:kal")


def accuracy(model, data):
    """With the unvaried sounds of `data`; model is an Int8Model."""
    return float(np.mean(np.argmax(model.outputs(data.x), 1) == data.y))


def is_recording(data):
    return np.char.startswith(data.source, "fsdd:")


def held_out(data):
    return is_recording(data) & np.isin(data.index, HELD_OUT_INDICES)


def figures(model, data):
    plain, digit = data.plain == 1, data.y != UNKNOWN
    noise = data.source == "noise"
    voice = data.source == HELD_OUT_VOICE
    sets = {"recordings": held_out(data) & plain & digit,
            "recordings varied": held_out(data) & ~plain & digit,
            "voice": voice & plain & digit,
            "voice varied": voice & digit & ~plain,
            "voice other words": voice & ~digit,
            "noise": noise & (np.arange(len(noise)) % 5 == 0)}
    for name in DEFAULT_VOICES:
        sets[name] = (data.source == name) & plain & digit
    for speaker in np.unique(data.source[is_recording(data)]):
        sets[str(speaker)] = sets["recordings"] & (data.source == speaker)
    return {name: accuracy(model, data.where(mask)) for name, mask in sets.items()}


def training_part(data, without=None):
    """All but what is held out for tests: recordings, a voice, a fifth of the noise, a speaker."""
    use = ~held_out(data) & (data.source != HELD_OUT_VOICE) & (data.source != without)
    return data.where(use & ~((data.source == "noise") & (np.arange(len(use)) % 5 == 0)))


def leave_out(data, sources, epochs):
    results = []
    for source in sources:
        part = training_part(data, source)
        content = network.quantise(network.train(part, epochs, SEED, 0), part)
        test = (data.source == source) & (data.plain == 1) & (data.y != UNKNOWN)
        results.append(accuracy(network.Int8Model(content), data.where(test)))
        print(f"without {source}: {100 * results[-1]:.1f} %", flush=True)
    print(f"mean: {100 * np.mean(results):.1f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fsdd")
    parser.add_argument("--cache", default="cache")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--leave-out", nargs="+", default=[], metavar="SOURCE")
    parser.add_argument("--out", default=ROOT / "model/digits.tflite", type=Path)
    o = parser.parse_args()
    Path(o.cache).mkdir(parents=True, exist_ok=True)
    data = dataset.load(FrontEnd(ROOT / "model/digits.conf"), o.fsdd, o.cache)
    if o.leave_out:
        speakers = sorted(set(data.source[is_recording(data)]))
        leave_out(data, speakers if o.leave_out == ["speakers"] else o.leave_out, o.epochs)
        return
    part = training_part(data)
    content = network.quantise(network.train(part, o.epochs, SEED), part)
    o.out.write_bytes(content)
    print(json.dumps(figures(network.Int8Model(content), data), indent=1))


if __name__ == "__main__":
    main()
