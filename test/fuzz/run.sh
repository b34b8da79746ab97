#!/usr/bin/env bash
# A slice of `make fuzz`: every target makes the same number of executions from the same seed; then the
# models of test/reject, and the test of memory that runs out, with sanitizers. BUILD: where mote was built. What is found is a file in BUILD/fuzz/findings/TARGET;
# BUILD/fuzz/test/fuzz/fuzz_TARGET FILE shows it again.
set -u
build=${BUILD:-build}
here=test/fuzz
work=$build/fuzz
. "$here/targets.sh"
slice="compile 20000 conf 50000 flatbuffer 200000 ir 30000 npy 100000 op 3000 part 30000 png 200000 wav 30000"
passed=0
failed=0
unset MAKEFLAGS MFLAGS MAKELEVEL
make --no-print-directory -s -j2 BUILD="$build" fuzz-build || exit 1
rm -rf "$work/slice"
mkdir -p "$work/slice/samples"
"$work/test/fuzz/make_seeds" "$work/slice/seeds" || exit 1

# verdict NAME COMMAND...
verdict() {
    local name=$1
    shift
    if "$@" >"$work/slice/$name.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        grep -aE 'ERROR|^status|SUMMARY|runtime error|tflite' "$work/slice/$name.log" | head -n 5
    fi
}

for target in $fuzz_targets; do
    runs=$(echo "$slice" | sed -nE "s/.*\b$target ([0-9]+).*/\1/p")
    corpus=$work/slice/$target
    mkdir -p "$corpus" "$work/findings/$target"
    fuzz_seed "$target" "$work/slice/seeds" "$corpus"
    FUZZ_SAMPLE=$work/slice/samples verdict "$target" "$work/test/fuzz/fuzz_$target" $fuzz_flags \
        -max_len="$(fuzz_max_len "$target")" -artifact_prefix="$work/findings/$target/" -runs="${runs:?of $target}" -seed=1 "$corpus"
done
verdict memory "$work/test/unit/test_memory" # with the sanitizers, which see leaks
verdict reject "$work/test/fuzz/fuzz_ir" $fuzz_flags test/reject/*.ir
verdict samples fuzz_check_samples "$build/mote" "$work/slice/samples"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
