"""The model card, model/digits.md."""
import hashlib
import platform
import subprocess
from importlib.metadata import version

import evaluate
import network
import sounds

CARD = """# digits: a spoken digit, or something unknown

Hears one spoken English digit in about a second of sound. Output i is digit i, output 10 is
"unknown": noise, silence, other words. This file is written by `train/digits/train.py`.

| | |
|---|---|
| input | int8 [1,48,24,1]: the clip of [digits.conf](digits.conf), 48 frames of 24 log-mel bands, 8 kHz sound, 20 ms a frame; see [doc/audio.md](../doc/audio.md) |
| output | int8 [1,11], probability = (q + 128) / 256 |
| network | {network} |
| size | {weights_bytes} bytes of constants as mote stores them for a Cortex-M0, {macs} MAC |
| arena | {arena_bytes} bytes; row by row (`--rows`) {rows_arena_bytes} bytes |
| file | {size} bytes, sha256 {sha256} |
| licence | the model: as mote, Apache-2.0. Of the recordings, which are not part of it, see below |

## What it was trained on

- [Free Spoken Digit Dataset](https://github.com/Jakobovski/free-spoken-digit-dataset) (Zohar Jackson
  and others, CC BY-SA 4.0): 6 speakers, recordings 10 to 49 of each digit. 5 to 9 are held out; 0 to
  4, the data set's own test recordings, played no part at all. Some digits played backwards are
  "unknown".
- Synthetic digits and other words of {voices} voices: espeak-ng (GPL-3.0) with {accents} English
  accents and {variants} voice variants, flite (BSD-like) with kal, kal16, awb, slt. These
  voices were not used, to test with: {held_out_voices}.
- Noise of all colours, hum, crackle, knocks and chirps, silence, constants, made by the script.
- Each sound also cut off at its ends, with another speed (0.82 to 1.22), echo, another microphone,
  gain, noise at 6 to 50 dB below it and silence around it; in training its features are stretched
  in time and along the bands, shifted, coloured, and parts of them hidden.

The features of training are made by the C code of the device (`train/digits/frontend.py`).

## How well it hears

All figures are of the int8 file. They were counted with TensorFlow Lite's reference kernels, whose
results mote gives bit for bit on every core.

Recordings held out:

{recordings}

A speaker never heard: trained in the same way ({left_out_epochs} epochs instead of {epochs}) without any recording
of that speaker, all of whose recordings 5 to 49 are then the test. These are figures of the method,
each of a model of its own:

{left_out}

Synthetic voices, 10 digits at 3 speeds:

{of_voices}

Silence and noise (RMS 1 to 10000 of 32767) are to be heard as "unknown":

{noise}

What is heard (columns) of the digits said (rows) in the held-out recordings:

{confusion}

## What it is not good for

Six adult speakers, most of them men, and synthetic voices: children, strong accents and rooms with
loud noise are not in the data. As the table of speakers never heard shows, voices differ: about one
digit in {one_in} of a new voice is misheard. Words that sound like digits ("tree", "for") may be heard as
digits; among words that training never heard, a few are. It hears single words, not numbers spoken
in a row. Nothing that matters should hang on one word heard.

## Made again

```
sudo apt-get install espeak-ng flite && make
python3 -m venv venv && venv/bin/pip install -r train/digits/requirements.txt
venv/bin/python train/digits/train.py FSDD_FOLDER --leave-out all --epochs {left_out_epochs}
venv/bin/python train/digits/train.py FSDD_FOLDER
```

FSDD_FOLDER is the folder `recordings` of the data set. The last line takes about ten minutes on two
cores, the one before it twenty. Seeds are fixed, but the sums of several threads may differ in
their last bits, so another run gives a model as good, not the same bytes; `--evaluate` instead
writes this file for the model that is there. {versions}.
"""


def table(head, figures):
    """figures: name -> (right, all)"""
    lines = [f"| {head} | right | of |  |", "|---|---|---|---|"]
    lines += [f"| {name} | {right} | {count} | {100 * right / count:.1f} % |"
              for name, (right, count, *_) in figures.items()]
    return "\n".join(lines)


def left_out_table(left_out):
    if not left_out:
        return "(not measured)"
    mean = sum(right / count for right, count, _ in left_out.values()) / len(left_out)
    return f"{table('speaker', left_out)}\n| mean of {len(left_out)} | | | {100 * mean:.1f} % |"


def confusion_table(counts):
    digits = range(len(counts))
    lines = ["| | " + " | ".join(map(str, digits)) + " | unknown |", "|---" * 12 + "|"]
    lines += [f"| {digit} | " + " | ".join(str(n) if n else "" for n in counts[digit]) + " |"
              for digit in digits]
    return "\n".join(lines)


def said(*command):
    # flite exits with 1 after telling its version.
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def versions():
    modules = ", ".join(f"{name} {version(name)}" for name in ("keras", "numpy", "scipy"))
    espeak = said("espeak-ng", "--version").split("  ")[0]
    flite = next(w for w in said("flite", "--version").split() if w.startswith("flite-"))
    return (f"Made with Python {platform.python_version()}, "
            f"TensorFlow {version('tensorflow-cpu')}, {modules}; {espeak}; {flite}")


def text(content, model, front_end, data, speech, left_out, epochs, mote):
    mean_error = 1 - sum(r / n for r, n, _ in left_out.values()) / max(len(left_out), 1)
    return CARD.format(
        **evaluate.sizes(mote, content), network=network.DESCRIPTION, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), epochs=epochs,
        voices=len(sounds.all_voices()) - 1,
        accents=len(sounds.ESPEAK_ACCENTS), variants=len(sounds.ESPEAK_VARIANTS) - 1,
        held_out_voices=", ".join(evaluate.HELD_OUT_VOICES),
        recordings=table("speaker", evaluate.of_recordings(model, data)),
        left_out_epochs="/".join(sorted({str(e) for _, _, e in left_out.values()})),
        left_out=left_out_table(left_out), one_in=round(1 / max(mean_error, 0.01)),
        of_voices=table("voice", evaluate.of_voices(model, front_end, speech)),
        noise=table("sound", evaluate.of_silence_and_noise(model, front_end)),
        confusion=confusion_table(evaluate.confusion(model, data)), versions=versions())
