#!/usr/bin/env bash
# Row streaming on whole models: pushed row by row with the least RAM, every model gives the bytes of
# the golden files (and of the reference meaning, with canaries and a second instance in between) on
# this computer and on three cores; its arena and its instructions, against those of the same model
# run tensor by tensor on the same core, stay within their limits with the portable kernels. With the
# kernels of the core the bytes are the same and the arena stays within the same limits; a note says
# where they are slower. The models
# lie beside the project in ../shared; without them this says so, and looks at the digit model alone.
set -u
mote=${BUILD:-build}/mote
models=../shared/models
golden=../shared/golden
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
        echo "FAILED: $what"
    fi
}

# The names, files, most bytes of arena (-: those of the whole run), and most instructions per hundred
# of the whole run.
table() {
    echo "digits model/digits.tflite - 103"
    [ -d $models ] || return
    cat <<END
kws $models/mlperf_tiny/kws_ref_model.tflite 5200 103
vww $models/mlperf_tiny/vww_96_int8.tflite 14500 105
ic $models/mlperf_tiny/pretrainedResnet_quant.tflite 10500 105
ad $models/mlperf_tiny/ad01_int8.tflite 900 100
sww $models/mlperf_tiny/str_ww_ref_model.tflite 3600 103
person $models/tflm/person_detect.tflite 14300 105
END
}

# The same cores with portable kernels alone.
mkdir "$work/portable"
cp -r device target "$work/portable"
sed -i 's/^kernels = .*/kernels = c/' "$work"/portable/target/*/target.conf

# One JSON object each: $work/NAME-TARGET-KERNELS-HOW, messages in the same name with .log.
measure() { # name, file, target, kernels, how
    local inputs="--count 2" how= data=$PWD
    [ -d "$golden/$1" ] && inputs="--inputs $golden/$1/inputs.npy --expect $golden/$1/outputs.npy --count 1"
    [ "$5" = rows ] && how="--rows --optimize ram"
    [ "$4" = portable ] && data=$work/portable
    MOTE_DATA_DIR=$data "$mote" check "$2" --target "$3" $inputs $how --json \
        >"$work/$1-$3-$4-$5" 2>"$work/$1-$3-$4-$5.log"
}

number() { # run, field
    jq ".$2" "$work/$1"
}

is_right() { # run
    [ "$(number "$1" mismatches)" = 0 ] && [ "$(number "$1" expect_mismatches)" = 0 ]
}

# Where a timer counts, two of its ticks may be lost in each of two runs.
ticks() { # target: instructions
    case $1 in cortex-m55) echo $((4 * 31)) ;; *) echo 0 ;; esac
}

within() { # number, most
    [ "$1" -le "$2" ] 2>/dev/null
}

# Without fast kernels the two are the same.
kernels_of() { # target
    case $1 in host | cortex-m0) echo portable ;; *) echo portable own ;; esac
}

export -f measure
export mote golden work
table | while read -r name file _; do
    echo "$name $file host portable rows"
    for target in cortex-m0 cortex-m4 cortex-m55; do
        for kernels in $(kernels_of $target); do
            echo "$name $file $target $kernels rows"
            echo "$name $file $target $kernels whole"
        done
    done
done | xargs -P 2 -L 1 bash -c 'measure "$@"' _

compare() { # name, most bytes of arena or -, percent, target, kernels
    local run=$1-$4-$5 arena limit=$2 rows whole most
    expect "$run: $(cat "$work/$run-rows.log")" is_right "$run-rows"
    arena=$(number "$run-rows" arena_bytes)
    if [ "$4" = host ]; then # its pointers are twice as long
        [ "$limit" = - ] || expect "$run: arena of $arena bytes, over $limit" within "$arena" $((limit + 100))
        return
    fi
    expect "$run, whole: $(cat "$work/$run-whole.log")" is_right "$run-whole"
    [ "$limit" = - ] && limit=$(number "$run-whole" arena_bytes)
    rows=$(number "$run-rows" instructions)
    whole=$(number "$run-whole" instructions)
    most=$((whole * $3 + 100 * $(ticks "$4")))
    printf '%-6s %-10s %-8s %6s %6s %9s / %-9s %9.4f x  %s\n' "$1" "$4" "$5" "$arena" "$limit" "$rows" \
        "$whole" "$(jq -n "$rows / $whole")" "$(($3 / 100)).${3: -2}"
    expect "$run: arena of $arena bytes, over $limit" within "$arena" "$limit"
    if [ "$5" = portable ]; then
        expect "$run: $rows instructions, over $3 % of $whole" within $((rows * 100)) "$most"
    elif ! within $((rows * 100)) "$most"; then
        unfit="$unfit $1 on $4,"
    fi
}

unfit=
echo "model  target     kernels   arena   most      rows / whole instructions"
while read -r name _ arena_limit percent; do
    for target in host cortex-m0 cortex-m4 cortex-m55; do
        for kernels in $(kernels_of $target); do
            compare "$name" "$arena_limit" "$percent" $target "$kernels"
        done
    done
done < <(table)
[ -z "$unfit" ] || echo "note: with the core's own kernels, slower in rows than the limits:${unfit%,}"

# ---- more rows than short events count ----
for target in host cortex-m0; do
    expect "many rows on $target" "$mote" check test/rows/many_rows.ir --rows --target $target --count 2 >/dev/null
done
"$mote" compile test/rows/many_rows.ir --rows --target host -o "$work/many" >/dev/null
expect "long events" grep -q '{MOTE_LONG,0},{255,255},{191,18},' "$work/many/many_rows.c"

# ---- the table by operator: its kernels make up the run ----
profile_adds_up() { # file, flags...
    "$mote" check "$1" --target cortex-m4 --count 1 --profile --json "${@:2}" >"$work/profile" 2>&1 &&
        jq -e '([.profile[].instructions] | add) as $sum |
            $sum <= .instructions and $sum >= 0.95 * .instructions and
            ([.profile[].cycles] | add) <= .cycles and
            ([.profile[].macs] | add) == (.hop_macs // .macs_folded)' "$work/profile" >/dev/null
}

for how in "" "--optimize ram" "--rows" "--rows --optimize ram"; do
    expect "profile $how" profile_adds_up model/digits.tflite $how
done
if [ -d $models ]; then
    expect "profile of a stream" profile_adds_up $models/mlperf_tiny/str_ww_ref_model.tflite --stream
fi
# ---- a user's program ----
user() {
    "$mote" compile model/digits.tflite --rows --target host -o "$work/user" >"$work/log" 2>&1 &&
        cc -std=c99 -Wall -Wextra -pedantic -fsanitize=address,undefined -I"$work/user" test/rows/user.c \
            "$work"/user/*.c "$work"/user/mote/*.c -o "$work/user/program" >>"$work/log" 2>&1 &&
        "$work/user/program" >>"$work/log" 2>&1 || ! cat "$work/log"
}
expect "a user's program" user

[ -d $models ] || echo "note: ../shared is absent, so only the digit model is streamed"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
