"""Trains the spoken-digit model and writes model/digits.tflite and its card, model/digits.md.

    python train.py FSDD_FOLDER [--cache FOLDER] [--epochs N] [--leave-out SPEAKER ... | --evaluate]

FSDD_FOLDER holds the Free Spoken Digit Dataset's {digit}_{speaker}_{index}.wav; mote must be built.
With --leave-out no model is written, but for each speaker a line says how well a model trained
without that speaker hears that speaker ("all": every one in turn). The figures are kept in the cache
for the card. --evaluate trains nothing and writes the card of the model that is there."""
import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import card
import dataset
import evaluate
import network
import sounds
from frontend import ROOT, FrontEnd

SEED = 1


def trained(part, epochs, verbose):
    return network.quantise(network.train(part, epochs, SEED, verbose), part)


def leave_out(data, speakers, epochs, path):
    """Adds the figures to those of earlier runs: {speaker: [right, all, epochs]}."""
    results = json.loads(path.read_text()) if path.exists() else {}
    for speaker in speakers:
        source = f"fsdd:{speaker}"
        model = network.Int8Model(trained(evaluate.training_part(data, source), epochs, 0))
        right, count = evaluate.right(model, evaluate.digits_of(data, source))
        results[speaker] = [right, count, epochs]
        print(f"without {speaker}: {100 * right / count:.1f} %", flush=True)
        path.write_text(json.dumps(results, indent=1, sort_keys=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fsdd")
    parser.add_argument("--cache", default="cache", type=Path)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--leave-out", nargs="+", default=[], metavar="SPEAKER")
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--out", default=ROOT / "model/digits.tflite", type=Path)
    parser.add_argument("--mote", default=ROOT / "build/mote", type=Path)
    o = parser.parse_args()
    o.cache.mkdir(parents=True, exist_ok=True)
    front_end = FrontEnd(ROOT / "model/digits.conf")
    data = dataset.load(front_end, o.fsdd, o.cache)
    left_out = o.cache / "left_out.json"
    if o.leave_out:
        everyone = sorted({s[5:] for s in data.source[evaluate.is_recording(data)]})
        leave_out(data, everyone if o.leave_out == ["all"] else o.leave_out, o.epochs, left_out)
        return
    if not o.evaluate:
        o.out.write_bytes(trained(evaluate.training_part(data), o.epochs, 2))
    content = o.out.read_bytes()
    text = card.text(content, network.Int8Model(content), front_end, data,
                     sounds.Speech(o.cache / "speech"),
                     json.loads(left_out.read_text()) if left_out.exists() else {}, o.epochs, o.mote)
    o.out.with_suffix(".md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
