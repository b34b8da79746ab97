"""Features of all sounds, made once and kept in a folder."""
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import sounds
from sounds import DIGITS, OTHER_WORDS, UNKNOWN

# A number of varied copies of each sound, besides the sound as it is.
COPIES_OF_RECORDING = 9
COPIES_OF_SYNTHETIC = 4
COPIES_OF_OTHER_WORD = 2
NOISES = 3000
# Their ends sound nearly as their beginnings: played backwards they stay words.
PALINDROMES = (6, 9)


@dataclass
class Set:
    """x: int8 [n][frames][bands]; y: labels; source: "fsdd:speaker", a voice, or "noise";
    index: FSDD's, -1 for others; plain: 1 for a sound that was not varied."""
    x: np.ndarray
    y: np.ndarray
    source: np.ndarray
    index: np.ndarray
    plain: np.ndarray

    def where(self, mask):
        return Set(self.x[mask], self.y[mask], self.source[mask], self.index[mask],
                   self.plain[mask])


def from_rows(rows):
    x, y, source, index, plain = zip(*rows)
    return Set(np.stack(x), np.array(y), np.array(source), np.array(index), np.array(plain))


def with_copies(front_end, rng, samples, copies, label, source, index=-1):
    yield front_end.clip(sounds.as_pcm(samples)), label, source, index, 1
    for _ in range(copies):
        yield front_end.clip(sounds.vary(rng, samples)), label, source, index, 0


def recorded(front_end, folder):
    rng = np.random.default_rng(1)
    for digit, speaker, index, samples in sounds.recordings(folder):
        source = f"fsdd:{speaker}"
        yield from with_copies(front_end, rng, samples, COPIES_OF_RECORDING, digit, source, index)
        if digit not in PALINDROMES and index % 3 == 0:
            backwards = sounds.vary(rng, samples[::-1])
            yield front_end.clip(backwards), UNKNOWN, source, index, 0


def spoken(front_end, speech):
    rng = np.random.default_rng(2)
    for voice in sounds.all_voices():
        many = 3 if voice.startswith("flite") else 1
        for digit, word in enumerate(DIGITS):
            yield from with_copies(front_end, rng, speech.say(voice, word),
                                   COPIES_OF_SYNTHETIC * many, digit, voice)
            for speed, pitch in ((0.8, 35), (1.25, 65)):
                samples = speech.say(voice, word, speed, pitch)
                yield from with_copies(front_end, rng, samples, many, digit, voice)
        words = OTHER_WORDS if many > 1 else rng.choice(OTHER_WORDS, 30, replace=False)
        for word in words:
            yield from with_copies(front_end, rng, speech.say(voice, str(word)),
                                   COPIES_OF_OTHER_WORD, UNKNOWN, voice)


def silent(front_end):
    rng = np.random.default_rng(3)
    for i in range(NOISES):
        count = int(rng.uniform(0.2, 2) * sounds.RATE_HZ)
        if i % 3 == 0:
            samples = sounds.vary(rng, sounds.burst(rng))
        else:
            level = 10 ** (-rng.uniform(5, 100) / 20)
            samples = sounds.as_pcm(sounds.noise(rng, count) * level)
        yield front_end.clip(samples), UNKNOWN, "noise", -1, 0
    for count in (0, 1, 100, 4000, 16000):
        for value in (0, 1, -1, 500):
            yield front_end.clip(np.full(count, value, np.int16)), UNKNOWN, "noise", -1, 1


def load(front_end, fsdd, cache):
    """All features; made anew when a script, the front end or its .conf changed."""
    here = Path(__file__).parent
    made_by = [here / "sounds.py", here / "dataset.py", Path(front_end.path.decode()),
               *sorted((here.parents[1] / "device/audio").glob("*"))]
    key = hashlib.sha256(b"".join(p.read_bytes() for p in made_by)).hexdigest()[:16]
    path = Path(cache) / f"features-{key}.npz"
    if not path.exists():
        speech = sounds.Speech(Path(cache) / "speech")
        rows = [*recorded(front_end, fsdd), *spoken(front_end, speech), *silent(front_end)]
        np.savez(path, **vars(from_rows(rows)))
    with np.load(path) as stored:
        return Set(**stored)
