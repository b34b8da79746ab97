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

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
