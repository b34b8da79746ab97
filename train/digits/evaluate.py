"""How well an int8 model hears: recordings, voices and noise that training never heard."""
import json
import subprocess
import tempfile

import numpy as np

import sounds
from frontend import ROOT
from sounds import DIGITS, UNKNOWN

HELD_OUT_INDICES = range(5, 10)
# The first is in the data set, too, and kept out of training.
HELD_OUT_VOICES = ("flite:rms", "espeak:en-us+Andrea", "espeak:en-gb+m8", "espeak:en-us+klatt3")
TRAINED_VOICES = ("espeak:en-us", "espeak:en-gb", "flite:kal", "flite:slt", "flite:awb")
PACES = ((0.85, 40), (1.0, 50), (1.15, 60))
HELD_OUT_WORDS = """banana basket bridge candle dragon engine forest guitar jacket ladder lemon mirror
    monkey pocket purple rocket saddle sugar ticket wizard""".split()
# Root mean square, of 32767.
NOISE_LEVELS = (1, 10, 100, 1000, 10000)
NOISES_PER_LEVEL = 20


def is_recording(data):
    return np.char.startswith(data.source, "fsdd:")


def held_out(data):
    return is_recording(data) & np.isin(data.index, HELD_OUT_INDICES)


def training_part(data, without=None):
    """All but what is held out for tests: recordings, voices, and one source more."""
    unheard = np.isin(data.source, [*HELD_OUT_VOICES, without])
    return data.where(~held_out(data) & ~unheard)


def digits_of(data, source):
    """The unvaried digits of a speaker or voice."""
    return data.where((data.source == source) & (data.plain == 1) & (data.y != UNKNOWN))


def right(model, data):
    """(how many are heard right, of how many)"""
    return int(np.sum(np.argmax(model.outputs(data.x), 1) == data.y)), len(data.y)


def of_recordings(model, data):
    """Figures by name."""
    kept = data.where(held_out(data) & (data.y != UNKNOWN))
    plain = kept.where(kept.plain == 1)
    sets = {"all six speakers": plain}
    for source in sorted(set(plain.source)):
        sets[source[5:]] = plain.where(plain.source == source)
    sets["varied: noise, speed, echo, cut off"] = kept.where(kept.plain == 0)
    return {name: right(model, part) for name, part in sets.items()}


def clips(front_end, all_samples):
    return np.stack([front_end.clip(sounds.as_pcm(samples)) for samples in all_samples])


def of_voices(model, front_end, speech):
    """Digits of each voice, and what held-out voices say besides digits."""
    figures = {}
    for voice in HELD_OUT_VOICES + TRAINED_VOICES:
        said = clips(front_end, [speech.say(voice, word, *pace) for word in DIGITS for pace in PACES])
        hits = np.argmax(model.outputs(said), 1) == np.repeat(range(UNKNOWN), len(PACES))
        kind = "never heard" if voice in HELD_OUT_VOICES else "trained on"
        figures[f"{voice}, {kind}"] = int(np.sum(hits)), len(hits)
    words = [speech.say(voice, word) for voice in HELD_OUT_VOICES for word in HELD_OUT_WORDS]
    figures[f"{len(HELD_OUT_WORDS)} other words, voices and words never heard: unknown"] = \
        heard_unknown(model, clips(front_end, words))
    return figures


def heard_unknown(model, x):
    return int(np.sum(np.argmax(model.outputs(x), 1) == UNKNOWN)), len(x)


def coloured_noise(rng, slope, count):
    """Power falls with frequency ** slope; RMS 1."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum *= np.maximum(np.arange(len(spectrum)), 1.0) ** (-slope / 2)
    samples = np.fft.irfft(spectrum, count)
    return samples / np.sqrt(np.mean(samples ** 2))


def of_silence_and_noise(model, front_end):
    """Sounds of no word, made otherwise than those of training."""
    rng = np.random.default_rng(77)
    time_s = np.arange(3 * sounds.RATE_HZ // 2) / sounds.RATE_HZ
    sets = {"silence and constants": [np.full(n, value) for n in (0, 1, 800, 8000, 24000)
                                      for value in (0, 1, -3, 1000)]}
    for name, slope in (("white", 0), ("pink", 1), ("brown", 2)):
        sets[f"{name} noise"] = [level * coloured_noise(rng, slope, len(time_s))
                                 for level in NOISE_LEVELS for _ in range(NOISES_PER_LEVEL)]
    sets["steady tones"] = [3000 * np.sin(2 * np.pi * hz * time_s)
                            for hz in np.geomspace(60, 3600, 50)]
    return {name: heard_unknown(model, clips(front_end, [s / 32768 for s in all_samples]))
            for name, all_samples in sets.items()}


def confusion(model, data):
    """Of the held-out recordings: [said digit][heard label]."""
    part = data.where(held_out(data) & (data.plain == 1) & (data.y != UNKNOWN))
    counts = np.zeros((UNKNOWN, UNKNOWN + 1), int)
    np.add.at(counts, (part.y, np.argmax(model.outputs(part.x), 1)), 1)
    return counts


def sizes(mote, content):
    """What `mote` says of the model: constants, MAC, arena, and the arena with --rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/digits.tflite"
        with open(path, "wb") as file:
            file.write(content)
        command = [mote, "compile", path, "--target", "cortex-m0", "--json", "-o"]
        whole, rows = (json.loads(subprocess.run([*command, f"{folder}/{o}", *extra], check=True,
                                                 capture_output=True, cwd=ROOT).stdout)
                       for o, extra in (("a", []), ("b", ["--rows"])))
    return {**whole, "rows_arena_bytes": rows["arena_bytes"]}
