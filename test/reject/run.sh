#!/usr/bin/env bash
# Bad models on the command line (BUILD: where mote was built). Each ends with exit status 1, one message with the
# expected words on standard error, nothing on standard output, and no file or folder left behind.
# The .ir files here carry the words in their first line; the others are made below.
set -u
mote=$(realpath "${BUILD:-build}/mote")
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# refuse FILE WORDS
refuse() {
    local status problem=
    "$mote" compile "$1" --target host -o "$work/out" >"$work/stdout" 2>"$work/stderr"
    status=$?
    [ $status = 1 ] || problem="exit status $status"
    grep -qF -- "$2" "$work/stderr" || problem="'$2' is not in: $(cat "$work/stderr")"
    grep -qF -- "$1" "$work/stderr" || problem="it does not name the file: $(cat "$work/stderr")"
    [ "$(grep -c '^mote: ' "$work/stderr")" = 1 ] || problem="not one message: $(cat "$work/stderr")"
    [ -s "$work/stdout" ] && problem="output: $(cat "$work/stdout")"
    [ -e "$work/out" ] && problem="output files: $(ls "$work/out")"
    rm -rf "$work/out"
    if [ -z "$problem" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1: $problem"
    fi
}

for file in *.ir; do
    refuse "$file" "$(sed -n '1s/^# refused: //p' "$file")"
done

: >"$work/empty.tflite"
refuse "$work/empty.tflite" ": the file is empty"
refuse "$work/missing.tflite" "No such file or directory"
refuse "$work" "it is a folder"
head -c 100000 /dev/zero >"$work/zeros.tflite"
refuse "$work/zeros.tflite" "this is no .tflite model"
printf '\034\0\0\0TFL3' >"$work/cut.tflite"
refuse "$work/cut.tflite" "the file is damaged or cut off"
printf '\377\377\377\377TFL3\377\377\377\377' >"$work/far.tflite"
refuse "$work/far.tflite" "the file is damaged or cut off"
gzip -c "$work/zeros.tflite" >"$work/packed.tflite.gz"
refuse "$work/packed.tflite.gz" "compressed (gzip); unpack it first"
printf '\010\007\022\007pytorch' >"$work/model.onnx"
refuse "$work/model.onnx" "this is an ONNX model"
printf '<!DOCTYPE html>' >"$work/page.tflite"
refuse "$work/page.tflite" "this is a web page"

# What only the planner knows.
{
    printf 'graph ram\n%%0 : float32[268435456] = input\n'
    for i in 1 2 3 4 5; do printf '%%%d : int8[268435456] scale 0.5 zero 0 = quantize(%%0)\n' $i; done
    echo 'output %1, %2, %3, %4, %5'
} >"$work/ram.ir"
refuse "$work/ram.ir" "the model needs 2415919104 bytes of RAM at once"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
