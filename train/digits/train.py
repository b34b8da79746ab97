"""Trains the spoken-digit model and writes model/digits.tflite and its card.

    python train.py FSDD_FOLDER [--cache FOLDER] [--epochs N] [--leave-out SOURCE ...]

FSDD_FOLDER holds the Free Spoken Digit Dataset's {digit}_{speaker}_{index}.wav. With --leave-out,
no model is written but a line for each source, the accuracy on digits of a speaker or voice that
training never heard: names as in "fsdd:theo", "flite:slt"; "speakers" is all six in turn. The
figures are kept in the cache, for the card."""
import argparse
import json
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

import card
import dataset
import network
import sounds
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
    sets = {"held-out recordings": held_out(data) & plain & digit}
    for source in sorted(set(data.source[is_recording(data)])):
        sets[f"of them {source[5:]}"] = sets["held-out recordings"] & (data.source == source)
    sets |= {"the same varied: noise, speed, echo ...": held_out(data) & ~plain & digit,
             f"held-out voice {HELD_OUT_VOICE}, 10 digits at 3 speeds": voice & plain & digit,
             "the same varied": voice & ~plain & digit,
             "other words of the held-out voice": voice & ~digit & plain,
             "noise that training did not hear": noise & (np.arange(len(noise)) % 5 == 0)}
    for name in DEFAULT_VOICES:
        sets[f"digits of {name}, which training heard"] = (data.source == name) & plain & digit
    return {name: accuracy(model, data.where(mask)) for name, mask in sets.items()}


def training_part(data, without=None):
    """All but what is held out for tests: recordings, a voice, a fifth of the noise, a speaker."""
    use = ~held_out(data) & (data.source != HELD_OUT_VOICE) & (data.source != without)
    return data.where(use & ~((data.source == "noise") & (np.arange(len(use)) % 5 == 0)))


def leave_out(data, sources, epochs, cache):
    """Adds the figures to those of earlier runs."""
    results = json.loads(cache.read_text()) if cache.exists() else {}
    for source in sources:
        part = training_part(data, source)
        content = network.quantise(network.train(part, epochs, SEED, 0), part)
        test = (data.source == source) & (data.plain == 1) & (data.y != UNKNOWN)
        results[source] = accuracy(network.Int8Model(content), data.where(test))
        print(f"without {source}: {100 * results[source]:.1f} %", flush=True)
        cache.write_text(json.dumps(results, indent=1, sort_keys=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fsdd")
    parser.add_argument("--cache", default="cache")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--leave-out", nargs="+", default=[], metavar="SOURCE")
    parser.add_argument("--out", default=ROOT / "model/digits.tflite", type=Path)
    o = parser.parse_args()
    Path(o.cache).mkdir(parents=True, exist_ok=True)
    data = dataset.load(FrontEnd(ROOT / "model/digits.conf"), o.fsdd, o.cache)
    left_out = Path(o.cache) / "left_out.json"
    if o.leave_out:
        speakers = sorted(set(data.source[is_recording(data)]))
        leave_out(data, speakers if o.leave_out == ["speakers"] else o.leave_out, o.epochs,
                  left_out)
        return
    start = time.monotonic()
    part = training_part(data)
    content = network.quantise(network.train(part, o.epochs, SEED), part)
    minutes = (time.monotonic() - start) / 60
    known = figures(network.Int8Model(content), data)
    print(json.dumps(known, indent=1))
    o.out.write_bytes(content)
    o.out.with_suffix(".md").write_text(card.text(
        content, known, json.loads(left_out.read_text()) if left_out.exists() else {},
        len(sounds.all_voices()) - 1, HELD_OUT_VOICE, minutes))


if __name__ == "__main__":
    main()
