#!/usr/bin/env bash
# The emulators: what they count, against hand-counted loops, a slow counter and QEMU's clock; what
# they report; broken descriptions of targets and broken firmware files.
set -u
build=${BUILD:-build}
out=$build/test/sim
flags="-O2 -g -std=c11 -D_GNU_SOURCE -Isrc -I. -Itest/sim -Wall -Wextra -Wconversion -Wshadow -pedantic"
libraries="$(pkg-config --libs unicorn sndfile samplerate libpng nettle zlib jansson) -linih -lm"
passed=0
failed=0
mkdir -p "$out"

for source in test/sim/test_*.c; do
    name=$(basename "$source" .c)
    printed=$(${CC:-gcc} $flags ${SANITIZE:+-fsanitize=address,undefined} "$source" \
        test/sim/reference.c test/sim/mixed.c "$build/libmote.a" $libraries -o "$out/$name" 2>&1 &&
        "$out/$name" 2>&1)
    line=$(echo "$printed" | tail -n 1 | grep -E '^[0-9]+ passed, [0-9]+ failed$') ||
        line="0 passed, 1 failed"
    echo "$printed" | grep -v -E '^[0-9]+ passed, [0-9]+ failed$' | sed "s/^/$name: /"
    passed=$((passed + ${line%% *}))
    line=${line#*, }
    failed=$((failed + ${line%% *}))
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
