#!/usr/bin/env bash
# Builds test/audio/front_end.c and runs it: a front end on a core, against this computer.
#   test/audio/front_end.sh FILE.conf TARGET       prints instructions and cycles of the costliest hop
set -u
build=${BUILD:-build}
program=$build/test/audio/front_end
if [ "$program" -ot "$build/libmote.a" ] || [ "$program" -ot test/audio/front_end.c ]; then
    mkdir -p "$build/test/audio"
    ${CC:-gcc} -O1 -g -std=c11 -D_GNU_SOURCE -Isrc -I. -Wall -Wextra -Wconversion -Wshadow -pedantic \
        ${SANITIZE:+-fsanitize=address,undefined} test/audio/front_end.c "$build/libmote.a" \
        $(pkg-config --libs unicorn jansson libpng sndfile samplerate zlib nettle) -linih -lm \
        -o "$program" || exit 1
fi
exec "$program" "$1" "$2" "$PWD"
