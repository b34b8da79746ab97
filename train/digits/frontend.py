"""The device's own front end, device/audio/, called from Python: training sees what a chip sees."""
import configparser
import ctypes
import subprocess
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ["device/audio/*.c", "src/audio/conf.c", "src/audio/tables.c", "src/audio/features.c",
           "src/base/diag.c", "src/base/mem.c", "src/base/file.c", "src/base/text.c"]
# mem_new() refuses to grow without limit, so its memory is given back now and then.
CALLS_PER_CLEANING = 500


class FrontEnd:
    def __init__(self, conf_path):
        self.folder = tempfile.TemporaryDirectory()
        library = f"{self.folder.name}/frontend.so"
        files = [str(f) for pattern in SOURCES for f in sorted(ROOT.glob(pattern))]
        subprocess.run(["cc", "-O2", "-std=c11", "-D_GNU_SOURCE", "-shared", "-fPIC", "-I", ROOT,
                        "-I", ROOT / "src", *files, "-linih", "-lm", "-o", library], check=True)
        self.library = ctypes.CDLL(library)
        self.library.audio_conf_read.restype = ctypes.c_void_p
        self.library.audio_clip_of.restype = ctypes.POINTER(ctypes.c_int8)
        self.library.audio_clip_of.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
        self.path = str(conf_path).encode()
        conf = configparser.ConfigParser()
        conf.read(conf_path)
        self.rate_hz = conf.getint("features", "sample_rate_hz")
        self.shape = conf.getint("clip", "frames"), conf.getint("features", "bands")
        self.labels = conf.get("labels", "names").split()
        self.calls = 0
        self.conf = None

    def clip(self, pcm):
        """int16 samples -> int8 [frames][bands], the model's input."""
        if self.calls % CALLS_PER_CLEANING == 0:
            self.library.mem_free_all()
            self.conf = self.library.audio_conf_read(self.path)
        self.calls += 1
        pcm = np.ascontiguousarray(pcm, np.int16)
        values = self.library.audio_clip_of(self.conf, pcm.ctypes.data, len(pcm))
        return np.ctypeslib.as_array(values, self.shape).copy()
