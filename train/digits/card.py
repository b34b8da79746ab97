"""The model card, model/digits.md."""
import hashlib

CARD = """# digits: a spoken digit, or something unknown

Hears one spoken English digit in about a second of sound. Output i is digit i, output 10 is
"unknown": noise, silence, other words.

| | |
|---|---|
| input | int8 [1,48,24,1]: the clip of [digits.conf](digits.conf), 48 frames of 24 log-mel bands, 8 kHz sound, 20 ms a frame; see [doc/audio.md](../doc/audio.md) |
| output | int8 [1,11], probability = (q + 128) / 256 |
| network | 3x3 convolution, 6 depthwise-separable blocks, mean, fully connected, softmax; int8, weights per channel |
| size | 37 KB of constants as mote stores them, 1.24 M MAC, arena 8.7 KB |
| file | {size} bytes, sha256 {sha256} |

## What it was trained on

- [Free Spoken Digit Dataset](https://github.com/Jakobovski/free-spoken-digit-dataset) (CC BY-SA
  4.0): 6 speakers, recordings 10 to 49 of each digit. 5 to 9 are held out, 0 to 4 were never seen.
  Some digits played backwards are "unknown".
- Synthetic digits and other words of {voices} voices: espeak-ng with 8 English accents and 51 voice
  variants, flite's kal, kal16, awb and slt. One voice is held out wholly: {held_out_voice}.
- Noise of all colours, hum, crackle, knocks and chirps, silence, constants.
- Each sound also cut off at its ends, with another speed (0.82 to 1.22), echo, another microphone,
  gain, noise at 6 to 50 dB below it and silence around it; in training its features are stretched
  in time and along the bands, shifted, coloured, and parts of them hidden.

The features of training are made by the C code of the device (`train/digits/frontend.py`).

## How well it hears

All figures are of the int8 file, by TensorFlow Lite's reference kernels.

{figures}

Trained in the same way without one speaker (all recordings of that speaker are the test), or
without one voice:

{left_out}

## What it is not good for

Six adult speakers, most of them men, and synthetic voices: children, strong accents and rooms with
loud noise are not in the data. Words that sound like digits ("tree", "for") may be heard as digits.
It hears single words, not numbers spoken in a row.

## Made again

```
python3 -m venv venv && venv/bin/pip install -r train/digits/requirements.txt
sudo apt-get install espeak-ng flite libinih-dev gcc
venv/bin/python train/digits/train.py FSDD_FOLDER --leave-out speakers     # optional, 6 trainings
venv/bin/python train/digits/train.py FSDD_FOLDER                          # {minutes:.0f} minutes on two cores
```

Seeds are fixed, but the sums of several threads may differ in their last bits, so another run gives
a model as good, not the same bytes. This file is written by the training, too.
"""


def table(head, rows):
    lines = [f"| {head} | right |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {100 * value:.1f} % |" for name, value in rows])


def text(content, figures, left_out, voices, held_out_voice, minutes):
    mean = [v for name, v in left_out.items() if name.startswith("fsdd:")]
    rows = list(left_out.items())
    if mean:
        rows.append((f"mean of the {len(mean)} speakers", sum(mean) / len(mean)))
    return CARD.format(size=len(content), sha256=hashlib.sha256(content).hexdigest(),
                       voices=voices, held_out_voice=held_out_voice, minutes=minutes,
                       figures=table("sounds", figures.items()),
                       left_out=table("without", rows) if rows else "(not measured)")
