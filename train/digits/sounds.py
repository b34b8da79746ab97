"""Where the sounds come from: recordings, synthetic voices, noise; and how they are varied."""
import hashlib
import io
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from scipy import signal
from scipy.io import wavfile

RATE_HZ = 8000
DIGITS = "zero one two three four five six seven eight nine".split()
UNKNOWN = len(DIGITS)
OTHER_WORDS = """about again always animal apple because before between bird black blue bottle
    bread brother butter carry cat chair circle city cloud coffee cold computer country dance day
    dog door down early earth eat evening every father finger fire fish flower follow forward game
    garden go good green hello help home horse house hundred island kitchen left letter light listen
    marvin milk minute money morning mother mountain music never no north number off okay on open
    orange other paper people pencil picture play please question rabbit rain ready red right river
    room school second sheila sister sleep slow small song south stop story street summer sun table
    tell thank thousand today together travel tree under up value visual wait walk wall water weather
    west what where white who window winter with woman wonder world wow yellow yes yesterday""".split()

# name of a voice -> its command line; espeak-ng takes speed and pitch, flite speed only
ESPEAK_ACCENTS = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan",
                  "en-gb-x-gbcwmd", "en-029", "en-us-nyc"]
ESPEAK_VARIANTS = ["", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "f5",
                   "Alicia", "Andy", "Annie", "Diogo", "Gene", "Jacky", "Lee", "Mario", "Michael",
                   "Mr serious", "adam", "anika", "antonio", "belinda", "benjamin", "boris",
                   "david", "edward", "grandma", "grandpa", "iven", "john", "klatt2", "klatt4",
                   "linda", "marcelo", "max", "michel", "norbert", "pablo", "paul", "quincy",
                   "robert", "sandro", "shelby", "steph", "travis", "victor", "zac"]
FLITE_VOICES = ["kal", "kal16", "awb", "slt", "rms"]


def all_voices():
    """The voices in a fixed order; every espeak-ng variant speaks with one or two accents."""
    voices = [f"espeak:{accent}" for accent in ESPEAK_ACCENTS]
    for i, variant in enumerate(ESPEAK_VARIANTS[1:]):
        voices.append(f"espeak:{ESPEAK_ACCENTS[i % 2]}+{variant}")
        if i % 3 == 0:
            voices.append(f"espeak:{ESPEAK_ACCENTS[2 + i // 3 % 6]}+{variant}")
    return voices + [f"flite:{v}" for v in FLITE_VOICES]


def to_rate(samples, rate_hz):
    """int16 of any rate -> float, +-1, at RATE_HZ."""
    samples = samples.astype(np.float64) / 32768
    divisor = np.gcd(RATE_HZ, rate_hz)
    if rate_hz != RATE_HZ:
        samples = signal.resample_poly(samples, RATE_HZ // divisor, rate_hz // divisor)
    return samples.astype(np.float32)


def say(voice, word, speed=1.0, pitch=50):
    """A word spoken by a voice. speed 1 is the voice's own; pitch is espeak-ng's, 0 .. 99."""
    engine, name = voice.split(":")
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        if engine == "espeak":
            command = ["espeak-ng", "-v", name, "-s", str(round(175 * speed)), "-p", str(pitch),
                       "-w", file.name, word]
        else:
            command = ["flite", "-voice", name, "--setf", f"duration_stretch={1 / speed:.3f}",
                       "-t", word, "-o", file.name]
        subprocess.run(command, check=True, capture_output=True)
        # espeak-ng's header does not always tell the length
        rate_hz, samples = wavfile.read(io.BytesIO(Path(file.name).read_bytes()))
    return to_rate(samples, rate_hz)


class Speech:
    """say(), remembered in a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def say(self, *what):
        path = self.folder / (hashlib.sha256(repr(what).encode()).hexdigest()[:24] + ".npy")
        if not path.exists():
            np.save(path, say(*what))
        return np.load(path)


def recordings(folder):
    """FSDD: a list of (digit, speaker, index, samples)."""
    found = []
    for path in sorted(Path(folder).glob("*.wav")):
        name = re.fullmatch(r"(\d)_(\w+)_(\d+)", path.stem)
        rate_hz, samples = wavfile.read(path)
        found.append((int(name[1]), name[2], int(name[3]), to_rate(samples, rate_hz)))
    return found


def noise(rng, count):
    """Noise of a random colour, at times with hum, crackle or a slow swell; RMS 1."""
    slope = rng.uniform(-0.2, 1.6)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum *= np.maximum(np.arange(len(spectrum)), 1.0) ** (-slope / 2)
    out = np.fft.irfft(spectrum, count)
    out /= np.sqrt(np.mean(out ** 2)) + 1e-9
    time_s = np.arange(count) / RATE_HZ
    kind = rng.integers(6)
    if kind == 0:
        hum_hz = rng.choice([50, 60, 100, 120, rng.uniform(150, 1500)])
        for harmonic in range(1, 5):
            out += rng.uniform(0, 2) * np.sin(2 * np.pi * hum_hz * harmonic * time_s)
    elif kind == 1:
        clicks = (rng.random(count) < rng.uniform(2, 30) / RATE_HZ) * rng.normal(0, 30, count)
        out += signal.lfilter([1], [1, -rng.uniform(0, 0.95)], clicks)
    elif kind == 2:
        out *= 1 + 0.9 * np.sin(2 * np.pi * rng.uniform(0.3, 6) * time_s + rng.uniform(0, 6))
    return (out / (np.sqrt(np.mean(out ** 2)) + 1e-9)).astype(np.float32)


def burst(rng):
    """Short sounds that are no words: knocks, chirps, hisses."""
    count = int(rng.uniform(0.02, 0.5) * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ
    envelope = np.minimum(time_s / rng.uniform(0.001, 0.1), 1) * np.exp(-time_s * rng.uniform(2, 60))
    if rng.random() < 0.5:
        start_hz, end_hz = rng.uniform(100, 3500, 2)
        phase = 2 * np.pi * np.cumsum(np.linspace(start_hz, end_hz, count)) / RATE_HZ
        sound = signal.sawtooth(phase) if rng.random() < 0.3 else np.sin(phase)
    else:
        sound = noise(rng, count)
    return (sound * envelope).astype(np.float32)


def as_pcm(samples):
    return np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16)


def vary(rng, samples):
    """Cut off, another speed, room, microphone, loudness; silence and noise around it. Returns
    int16."""
    if rng.random() < 0.4:
        start, end = (rng.uniform(0, 0.15, 2) * len(samples)).astype(int)
        samples = samples[start:len(samples) - end]
    samples = signal.resample(samples, int(len(samples) / rng.uniform(0.82, 1.22)))
    if rng.random() < 0.3:
        length = int(rng.uniform(0.03, 0.25) * RATE_HZ)
        echo = rng.standard_normal(length) * np.exp(-np.linspace(0, 6, length))
        echo *= rng.uniform(0.1, 0.5) / np.sqrt(np.sum(echo ** 2))
        samples = samples + np.convolve(samples, echo)[:len(samples)]
    if rng.random() < 0.6:
        samples = signal.lfilter([1, -rng.uniform(-0.6, 0.9)], [1], samples)
    if rng.random() < 0.2:
        low, high = rng.uniform(50, 350), rng.uniform(2500, 3900)
        samples = signal.sosfilt(signal.butter(2, [low, high], "band", fs=RATE_HZ, output="sos"),
                                 samples)
    level = np.sqrt(np.mean(samples ** 2)) + 1e-9
    before, after = (rng.uniform(0, 0.5, 2) * RATE_HZ * (rng.random(2) < 0.7)).astype(int)
    samples = np.pad(samples, (before, after))
    if rng.random() < 0.8:
        samples = samples + noise(rng, len(samples)) * level * 10 ** (-rng.uniform(6, 50) / 20)
    peak = np.max(np.abs(samples)) + 1e-9
    return as_pcm(samples / peak * 10 ** (-rng.uniform(0, 35) / 20))
