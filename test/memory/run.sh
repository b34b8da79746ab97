#!/usr/bin/env bash
# Memory runs out: each allocation of a command, those of its libraries included, fails in turn. The
# command then says so in one message, with exit status 1, and leaves no file; or it does without that
# memory and makes what it always makes. Of the long lists every 11th or 7th is tried; test_memory.c tries
# all of mote itself. BUILD: where mote was built.
set -u
build=$(realpath "${BUILD:-build}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
${CC:-gcc} -O2 -fPIC -shared test/memory/fail_malloc.c -o "$work/fail.so" || exit 1
mkdir "$work/in"
cp model/digits.tflite model/digits.conf "$work/in/"
espeak-ng -v en-us -w "$work/in/seven.wav" seven
"$build/mote" features "$work/in/seven.wav" -o "$work/in/seven.npy" --conf model/digits.conf || exit 1

# one OUT COMMAND...: runs it with FAIL_AT as it is; OUT is what it makes
one() {
    shift
    LD_PRELOAD=$work/fail.so "$@" >"$work/stdout" 2>"$work/stderr" 9>"$work/count"
}

# every STRIDE OUT COMMAND...
every() {
    local stride=$1 out=$2 problem= count n status
    shift 2
    rm -rf "$out"
    unset FAIL_AT
    one "$out" "$@" || { echo "$*: $(cat "$work/stderr")"; failed=$((failed + 1)); return; }
    count=$(cat "$work/count")
    rm -rf "$work/expected"
    cp -r "$out" "$work/expected"
    cp "$work/stdout" "$work/expected_stdout"
    for ((n = 1; n <= count; n += stride)); do
        rm -rf "$out"
        export FAIL_AT=$n
        one "$out" "$@"
        status=$?
        if [ $status = 1 ]; then
            [ "$(wc -l <"$work/stderr")" = 1 ] && grep -q '^mote: ' "$work/stderr" || problem="no single message"
            [ ! -e "$out" ] || problem="files are left"
        elif [ $status = 0 ]; then
            diff -r "$out" "$work/expected" >/dev/null && cmp -s "$work/stdout" "$work/expected_stdout" ||
                problem="another result"
        else
            problem="exit status $status"
        fi
        [ -z "$problem" ] || break
    done
    if [ -z "$problem" ]; then
        passed=$((passed + 1))
        echo "$count allocations: $1 $2"
    else
        failed=$((failed + 1))
        echo "FAILED: allocation $n of $count in $*: $problem: $(head -c 500 "$work/stderr")"
    fi
}

mote=$build/mote
every 11 "$work/out" "$mote" compile "$work/in/digits.tflite" --target cortex-m4 --json -o "$work/out"
every 1 "$work/o.npy" "$mote" features "$work/in/seven.wav" -o "$work/o.npy" --conf "$work/in/digits.conf"
every 7 "$work/o.npy" "$mote" run "$work/in/digits.tflite" "$work/in/seven.wav" -o "$work/o.npy" --json

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
