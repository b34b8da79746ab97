#!/usr/bin/env bash
# The person demonstration on an emulated micro:bit: a small network with the demo's interface
# always; MLPerf Tiny's person detector with real images where it lies beside the project. The demo
# itself compares every logit with this computer's; here: that it notices when they differ, what it
# prints, that the memory figures fit the board, and that the firmware depends on no picture.
set -u
build=$(realpath "${BUILD:-build}")
demo=$build/demo-vww
vww=../shared/models/mlperf_tiny/vww_96_int8.tflite
images=../shared/data/vww/images.npy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

expect() { # what, command...
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what: $(cat "$work/log")"
    fi
}

look() { # model, image...: status and $work/log are what came of it
    local model=$1
    shift
    "$demo" "$model" microbit "$@" >"$work/log" 2>&1
    status=$?
}

ends() { # exit code, words
    [ $status = "$1" ] && grep -qF -- "$2" "$work/log"
}

figure() { # line's name, expression with one group
    sed -nE "s/^  $1 +$2.*/\1/p" "$work/log"
}

firmware() {
    sed -nE 's/.*firmware sha256 //p' "$work/log"
}

# Flash and RAM as printed fit the chip, the stack its bound; the whole picture would not.
fits() {
    [ "$(figure flash '([0-9]+) of 262144')" -le 262144 ] &&
        [ "$(figure RAM '([0-9]+) of 16384')" -le 16384 ] &&
        [ "$(figure RAM '.*stack ([0-9]+)')" -le "$(figure RAM '.*more than ([0-9]+)')" ] &&
        [ $(($(figure RAM '.*data ([0-9]+)') + $(figure RAM '.*more than ([0-9]+)'))) -le 16384 ]
}

# ---- a small network ----
small=test/demo_vww/look.ir
for seed in 1 2 3; do
    python3 test/demo_vww/picture.py "$work/$seed.png" 8 $seed
done
look $small "$work/1.png" "$work/2.png"
expect "two pictures" ends 0 "byte for byte"
expect "two pictures are seen" [ "$(grep -c 'person .*% .*png' "$work/log")" = 2 ]
expect "it fits" fits
first=$(firmware)
look $small "$work/3.png"
expect "another picture" ends 0 "byte for byte"
expect "the same firmware" [ "$(firmware)" = "$first" ]
python3 test/demo_vww/picture.py "$work/large.png" 9 1
look $small "$work/large.png"
expect "a picture of another size" ends 1 "takes 8 x 8"
look $small "$work/absent.png"
expect "no picture" ends 1 "absent.png"
look model/digits.tflite "$work/1.png"
expect "another kind of model" ends 1 "needs a model that takes one int8 picture"

# A firmware that takes pixels wrongly must be noticed.
mkdir "$work/data"
cp -r device target demo "$work/data"
sed -i 's/ ^ 0x80)/ ^ 0x81)/' "$work/data/demo/vww/main.c"
MOTE_DATA_DIR=$work/data look $small "$work/1.png"
expect "a firmware that computes something else" ends 3 "other logits"

# ---- what make says when something is missing ----
make demo-vww BUILD="$build" MODEL="$work/absent.tflite" >"$work/log" 2>&1
status=$?
expect "no model" ends 2 "MODEL=path/to/vww_96_int8.tflite"
make demo-vww BUILD="$build" MODEL=$small IMAGES="$work/absent.npy" >"$work/log" 2>&1
status=$?
expect "no pictures" ends 2 "IMAGE=my.png"
make demo-vww BUILD="$build" MODEL=$small IMAGE="$work/1.png" >"$work/log" 2>&1
status=$?
expect "make demo-vww with model and picture" ends 0 "byte for byte"

# ---- MLPerf Tiny's person detector ----
if [ -e $vww ] && [ -e $images ]; then
    list=""
    for n in $(seq 0 "${IMAGES:-11}"); do list="$list $images:$n"; done
    look $vww $list
    expect "real images" ends 0 "byte for byte"
    expect "it fits" fits
    right=$(($(grep -cE '^  person .*labelled person' "$work/log") +
        $(grep -cE '^  no person .*labelled no person' "$work/log")))
    expect "$right of 12 are as labelled" [ $right -ge 9 ]
    seen=$(grep "npy:2," "$work/log" | sed 's/ images.*//')
    first=$(firmware)
    python3 test/demo_vww/picture.py "$work/two.png" $images 2
    look $vww "$work/two.png"
    expect "the same as PNG" ends 0 "$seen"
    expect "the same firmware" [ "$(firmware)" = "$first" ]
else
    echo "note: ../shared is absent, so the person detector itself is not shown"
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
