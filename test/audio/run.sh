#!/usr/bin/env bash
# Front end, .conf files, sound files, and the digit model beside them.
set -u
build=${BUILD:-build}
out=$build/test/audio
flags="-O2 -g -std=c11 -D_GNU_SOURCE -Isrc -I. -Itest/audio -Wall -Wextra -Wconversion -Wshadow -pedantic"
libraries="$(pkg-config --libs sndfile samplerate libpng nettle zlib jansson) -linih -lm"
[ -d ../shared/data/fsdd ] && export FSDD=../shared/data/fsdd
passed=0
failed=0
mkdir -p "$out"

# Adds up the last lines of test programs.
count() { # output of a program
    echo "$1" | grep -v -E '^[0-9]+ passed, [0-9]+ failed$'
    local line
    line=$(echo "$1" | grep -E '^[0-9]+ passed, [0-9]+ failed$') || line="0 passed, 1 failed"
    passed=$((passed + $(echo "$line" | sed -E 's/ passed.*//')))
    failed=$((failed + $(echo "$line" | sed -E 's/.*, ([0-9]+) failed/\1/')))
}

check() { # what, command...
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "failed: $what"
    fi
}

for source in test/audio/test_*.c; do
    program=$out/$(basename "$source" .c)
    ${CC:-gcc} $flags ${SANITIZE:+-fsanitize=address,undefined} "$source" test/audio/reference.c \
        "$build/libmote.a" $libraries -o "$program"
    count "$("$program" 2>&1)"
done

# The device's sources and emitted tables: without a warning, for every compiler that is there.
${CC:-gcc} $flags ${SANITIZE:+-fsanitize=address,undefined} test/audio/print_tables.c \
    "$build/libmote.a" $libraries -o "$out/print_tables" || failed=$((failed + 1))
"$out/print_tables" model/digits.conf >"$out/tables.c"
device_flags="-O2 -std=c99 -ffreestanding -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror -I."
for compiler in gcc clang "arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb --specs=picolibc.specs"; do
    command -v ${compiler%% *} >/dev/null || { echo "note: no ${compiler%% *}"; continue; }
    for source in device/audio/*.c "$out/tables.c"; do
        check "${compiler%% *} $source" $compiler $device_flags -c "$source" -o "$out/device.o"
    done
done

# On the cores: the same features and spectra as here, of sounds loud, soft and extreme. What a hop
# takes on the M4 has a limit.
sed -e 's/^frame = .*/frame = 401/' -e 's/^hop = .*/hop = 133/' test/audio/16_khz.conf >"$out/odd.conf"
same_on() { # target, conf
    cost=$(BUILD=$build test/audio/front_end.sh "$2" "$1") && echo "$(basename "$2" .conf) on $1: $cost"
}
for target in cortex-m0 cortex-m3 cortex-m4 cortex-m33 cortex-m7 cortex-m55; do
    for conf in test/audio/16_khz.conf model/digits.conf "$out/odd.conf"; do
        check "$conf on $target" same_on $target "$conf"
    done
done
same_on cortex-m4 test/audio/16_khz.conf >/dev/null
check "16 kHz, 512 points, 40 bands take ${cost% *} instructions on cortex-m4" [ "${cost% *}" -le 45000 ]

# The model on its command line.
mote=$build/mote
refuses() { # words, command...
    local words=$1 message
    shift
    if message=$("$@" 2>&1 >/dev/null); then
        echo "not refused: $*"
        return 1
    fi
    grep -qF -- "$words" <<<"$message" || { echo "without '$words': $message"; return 1; }
}
hears() { # label, WAV
    [ "$("$mote" run model/digits.tflite "$2" | sed -n '1s/ .*//p')" = "$1" ]
}
python3 - "$out" <<'PYTHON'
import random, struct, sys, wave
random.seed(1)
def write(name, samples, rate_hz=8000, channels=1):
    with wave.open(f"{sys.argv[1]}/{name}.wav", "wb") as file:
        file.setparams((channels, 2, rate_hz, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", round(s)) for s in samples))
write("silence", [0] * 8000)
write("short", [0] * 3)
write("quiet_noise", [random.gauss(0, 20) for _ in range(12000)])
write("noise", [random.gauss(0, 3000) for _ in range(12000)])
write("stereo_noise", [random.gauss(0, 3000) for _ in range(96000)], 44100, 2)
PYTHON
for sound in silence short quiet_noise noise stereo_noise; do
    check "$sound is unknown" hears unknown "$out/$sound.wav"
done
digits="zero one two three four five six seven eight nine"
for engine in espeak-ng flite; do
    command -v $engine >/dev/null || { echo "note: no $engine: its voice is not tried"; continue; }
    for word in $digits; do
        if [ $engine = flite ]; then
            flite -t $word -o "$out/said.wav"
        else
            espeak-ng -w "$out/said.wav" $word
        fi
        check "$engine says $word" hears $word "$out/said.wav"
    done
done
"$mote" features "$out/noise.wav" -o "$out/noise.npy" --conf model/digits.conf
check "features of 1.5 s are 75 frames of 24 bands" [ "$(wc -c <"$out/noise.npy")" = $((128 + 75 * 24)) ]
rm -f "$out/alone.conf"
cp model/digits.tflite "$out/alone.tflite"
check "no .conf" refuses "there is no $out/alone.conf" "$mote" run "$out/alone.tflite" "$out/noise.wav"
sed 's/^bands = .*/bands = 20/' model/digits.conf >"$out/alone.conf"
check "other shape" refuses "a clip is int8 [48,20]" "$mote" run "$out/alone.tflite" "$out/noise.wav"
sed 's/ unknown$//' model/digits.conf >"$out/alone.conf"
check "too few labels" refuses "10 labels" "$mote" run "$out/alone.tflite" "$out/noise.wav"
check "no output named" refuses "-o OUT.npy" "$mote" features "$out/noise.wav"

# What the model's card says of its file.
check "the card is of this model" grep -q "sha256 $(sha256sum model/digits.tflite | cut -d' ' -f1) " model/digits.md
constants() { # target
    "$mote" compile model/digits.tflite --target "$1" -o "$out/compiled" | sed -nE 's/^constants ([0-9]+) .*/\1/p'
}
check "the card says how many its constants are" grep -q "| $(constants cortex-m0) bytes of constants" model/digits.md
for target in cortex-m0 cortex-m4; do
    check "its constants fit 40 KB on $target" [ "$(constants $target)" -le 40000 ]
done

# Held-out recordings, read as a user would; the index in the name is 5 to 9.
if [ -n "${FSDD:-}" ]; then
    right=0
    all=0
    for sound in "$FSDD"/*_[5-9].wav; do
        digit=$(basename "$sound" | cut -c1)
        hears "$(echo $digits | cut -d' ' -f$((digit + 1)))" "$sound" && right=$((right + 1))
        all=$((all + 1))
    done
    echo "held-out recordings: $right of $all right"
    check "97 % of the held-out recordings" [ $((right * 100)) -ge $((all * 97)) ]
else
    echo "note: no recordings in ../shared/data/fsdd: the model is tried with synthetic voices only"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
