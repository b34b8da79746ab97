# Help, usage, refusals, missing tools, exit codes. Sourced by run.sh.
digits=model/digits.tflite
shapes="--target T --name N --optimize GOAL --io MODE --logits --single --no-fold --no-winograd"
declare -A options=(
    [compile]="$shapes --selftest --arduino -o DIR --json"
    [run]="-o OUT.npy --float --u8 --labels Y.npy --layers DIR --count N --io MODE --json"
    [check]="$shapes --inputs X.npy --expect Y.npy --count N --seed S --u8 --profile --ops --json"
    [eval]="--data X.npy --labels Y.npy --target T[,T...] --u8 --count N --optimize GOAL --io MODE --json"
    [features]="-o OUT.npy --conf F" [dump]="--ir --after PASS" [ops]="" [targets]="")

# ---- help ----

prints "usage: mote VERB" --help
verbs=$(sed -n 's/^  \([a-z]*\) .*/\1/p' "$work/stdout")
for verb in $verbs; do
    prints "usage: mote $verb" $verb --help
    for word in ${options[$verb]-} --help; do
        [[ $word != -* ]] || check "mote $verb --help: $word" grep -q "^  $word " "$work/stdout"
    done
done
for verb in "${!options[@]}"; do
    check "mote --help lists $verb" grep -qx "$verb" <<<"$verbs"
done
prints "mote $(cat VERSION)" --version
prints "CONV_2D" ops
prints "cortex-m0" targets

# ---- usage: exit 2 ----

mote
[ $status = 2 ] && grep -q '^usage: mote VERB' "$work/stderr" || problem "mote alone: exit $status"
refuses 2 "unknown verb 'compil', did you mean 'compile'?" compil
refuses 2 "unknown verb 'frobnicate'" frobnicate
refuses 2 "did you mean --target?" compile $digits --targt cortex-m4
refuses 2 "unknown option --frobnicate" run $digits --frobnicate
refuses 2 "did you mean 'cortex-m4'?" compile $digits --target cortex-m44
refuses 2 "unknown target 'z80'" check $digits --target z80
refuses 2 "--target" compile $digits
refuses 2 "speed|size|ram" compile $digits --target host --optimize fast
refuses 2 "a whole number from 1" check $digits --target host --count 0
refuses 2 "needs a value" compile $digits --target
refuses 2 "something is missing" run $digits
refuses 2 "one argument too many" dump $digits $digits
refuses 2 "--name '1x'" compile $digits --target host --name 1x
refuses 2 "--name 'mote'" compile $digits --target host --name mote
refuses 2 "unknown operator 'conv3d'" check --ops conv3d --target host
refuses 2 "there is no pass 'fuse'; the passes are" dump $digits --after fuse
refuses 2 "the model has 1 inputs" run $digits "$work/a.npy" "$work/b.npy"

# ---- files: exit 1, and nothing is left behind ----

empty() { # folder
    [ -z "$(ls -A "$1" 2>/dev/null)" ] || problem "left behind in $1: $(ls -AR "$1")"
}

refuses 1 "No such file" compile "$work/missing.tflite" --target host -o "$work/new"
[ ! -e "$work/new" ] || problem "a folder is left of a model that is missing"
: >"$work/file"
refuses 1 "is not a folder" compile $digits --target host -o "$work/file"
refuses 1 "cannot make the folder" compile $digits --target host -o /proc/mote/out
mkdir -p "$work/taken/digits.c"
refuses 1 "digits.c': it is a folder" compile $digits --target host -o "$work/taken"
rmdir "$work/taken/digits.c"
empty "$work/taken"
if [ "$(id -u)" != 0 ]; then
    mkdir "$work/locked"
    chmod 555 "$work/locked"
    refuses 1 "Permission denied" compile $digits --target host -o "$work/locked"
    empty "$work/locked"
fi
npy "$work/x.npy" '|i1' '(2, 48, 24, 1)' 2304
refuses 1 "it is a folder" run $digits "$work/x.npy" -o "$work"
refuses 1 "cannot write" run $digits "$work/x.npy" -o "$work/none/y.npy"
refuses 1 "cannot write" run $digits "$work/x.npy" -o /dev/full
refuses 1 "it is a folder" run $digits "$work"

# ---- arrays that do not fit: exit 1, naming what would ----

refused_array() { # words, type, shape, bytes
    npy "$work/bad.npy" "$2" "$3" "$4"
    refuses 1 "$1" run $digits "$work/bad.npy" -o "$work/y.npy"
    refuses 1 "$1" check $digits --target host --inputs "$work/bad.npy"
    [ ! -e "$work/y.npy" ] || problem "an output of a refused input"
}
refused_array "takes [N] + [48,24,1]" '|i1' '(1, 24, 48, 1)' 1152
refused_array "takes [N] + [48,24,1]" '|i1' '(48, 24, 1)' 1152
refused_array "takes [N] + [48,24,1]" '|i1' '(1, 1, 48, 24, 1)' 1152
refused_array "the array is uint8" '|u1' '(1, 48, 24, 1)' 1152
refused_array "the array is int32" '<i4' '(1, 48, 24, 1)' 4608
refused_array "bad.npy" '<c8' '(1, 48, 24, 1)' 9216
refused_array "bad.npy" '|i1' '(1, 48, 24, 1)' 1151
python3 - "$work/bad.png" <<'PYTHON'
import struct, sys, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 0, 0, 0, 0))
               + chunk(b"IDAT", zlib.compress(b"\0abc" * 2)) + chunk(b"IEND", b""))
PYTHON
refuses 1 "the image is 3 x 2 with 1 channels, but input" run $digits "$work/bad.png"


# Several inputs: as many files, of equal length.
several=test/cli/every_kernel.ir
npy "$work/picture.npy" '<f4' '(2, 6, 6, 2)' 576
npy "$work/row.npy" '|i1' '(2, 3)' 6
npy "$work/rows.npy" '|i1' '(3, 3)' 9
refuses 2 "the model has 2 inputs" run $several "$work/picture.npy"
refuses 1 "different numbers of inputs" run $several "$work/picture.npy" "$work/rows.npy"
refuses 2 "give --inputs for each" check $several --target host --inputs "$work/picture.npy"
refuses 1 "different numbers of inputs" \
    check $several --target host --inputs "$work/picture.npy" --inputs "$work/rows.npy"
refuses 1 "takes [N] + [3]" run $several "$work/picture.npy" "$work/picture.npy"

# ---- what they do ----

prints "index" run $several "$work/picture.npy" "$work/row.npy" -o "$work/two.npy"
check "one file an output" [ -s "$work/two.0.npy" -a -s "$work/two.1.npy" -a ! -e "$work/two.npy" ]
prints "2 inputs, 0 differ from the reference meaning, 0 from --expect" check $several --target host \
    --inputs "$work/picture.npy" --inputs "$work/row.npy" --expect "$work/two.0.npy" --expect "$work/two.1.npy"

prints "index" run $digits "$work/x.npy" -o "$work/y.npy" --layers "$work/layers"
check "an output of 2 x 11 bytes" [ "$(stat -c %s "$work/y.npy")" = $((128 + 22)) ]
check "one file a layer" [ "$(ls "$work/layers" | wc -l)" = "$("$mote" dump $digits --ir | grep -c ' = [a-z_0-9@]*(')" ]
npy "$work/f.npy" '<f4' '(2, 48, 24, 1)' 9216
prints "index" run $digits "$work/f.npy" --float -o "$work/r.npy"
check "real values are float32" [ "$(stat -c %s "$work/r.npy")" = $((128 + 88)) ]
npy "$work/u.npy" '|u1' '(2, 48, 24, 1)' 2304
prints "index" run $digits "$work/u.npy" --u8
prints "0 differ from the reference meaning, 0 from --expect" \
    check $digits --target host --inputs "$work/x.npy" --expect "$work/y.npy"
prints "1 inputs, 0 differ" check $digits --target host --inputs "$work/x.npy" --count 1
npy "$work/wrong.npy" '|i1' '(2, 11)' 22
mote check $digits --target host --inputs "$work/x.npy" --expect "$work/wrong.npy"
[ $status = 4 ] && grep -q "2 of 2 inputs differ from --expect" "$work/stderr" && pass ||
    problem "a wrong --expect: exit $status: $(cat "$work/stderr")"
npy "$work/short.npy" '|i1' '(1, 11)' 11
refuses 1 "holds 1 results" check $digits --target host --inputs "$work/x.npy" --expect "$work/short.npy"

json() { # schema, mote's arguments...
    local schema=$1
    shift
    mote "$@" --json
    check "mote $*: one JSON object, $schema" jq -es "length == 1 and .[0].schema == \"$schema\"" "$work/stdout"
}
json mote-compile/1 compile $digits --target cortex-m0 -o "$work/json"
json mote-run/1 run $digits "$work/x.npy"
json mote-check/1 check $digits --target host --count 1

# ---- a model that the emulated core has no memory for ----

mkdir "$work/small"
cp -r device target part "$work/small"
sed -i 's/^ram_bytes = .*/ram_bytes = 8K/' "$work/small/target/cortex-m0/target.conf"
MOTE_DATA_DIR=$work/small refuses 1 "do not fit the memory" check $digits --target cortex-m0 --count 1

# ---- a tool is missing: exit 5, naming the package; nothing is left ----

mkdir "$work/tools" "$work/temporary"
export TMPDIR="$work/temporary"
tools=$work/tools
refuses 5 "apt install gcc-arm-none-eabi" check $digits --target cortex-m0 --count 1
refuses 5 "apt install gcc" check $digits --target host --count 1
printf '#!/bin/sh\nPATH=%s exec arm-none-eabi-gcc "$@"\n' "$PATH" >"$tools/arm-none-eabi-gcc"
chmod +x "$tools/arm-none-eabi-gcc"
refuses 5 "apt install qemu-system-arm" check $digits --target cortex-m4 --count 1
tools=
empty "$TMPDIR"
TMPDIR=$work/none refuses 1 "set TMPDIR" check $digits --target host
unset TMPDIR
