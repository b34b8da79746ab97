#!/usr/bin/env bash
# Models on a sliding window (--stream): every result is that of the whole window, byte for byte, on
# this computer and on three cores, two instances side by side; what a hop takes stays within its
# limits; what cannot slide is said, layer by layer, or refused. The models lie beside the project in
# ../shared; without them this says so, and looks at the digit model and at random ones.
# RANDOM_MODELS: so many random ones on this computer, and a fifth of it on each core.
set -u
build=$(realpath "${BUILD:-build}")
mote=$build/mote
mlperf=../shared/models/mlperf_tiny
golden=../shared/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh
cores="cortex-m0 cortex-m4 cortex-m55"

# ---- whole models on all targets ----

# One JSON object each: $work/NAME-TARGET-HOW, messages in the same name with .log.
measure() { # name, file, target, how, inputs
    local inputs="--count $5"
    [ -d "$golden/$1" ] && inputs="--inputs $golden/$1/inputs.npy --expect $golden/$1/outputs.npy --count $5"
    [ "$4" = stream ] && inputs+=" --stream"
    "$mote" check "$2" --target "$3" $inputs --json >"$work/$1-$3-$4" 2>"$work/$1-$3-$4.log"
}

number() { # name, target, how, field
    jq ".$4" "$work/$1-$2-$3"
}

# Name, file, hop, MAC of a hop, most bytes of arena; with portable kernels (M0), the least times that
# the instructions of a hop go into those of the whole window; with tiles (M4, M55), the most
# instructions: tiles like more rows at once than the one that a hop makes.
table() {
    echo "digits model/digits.tflite 4 623584 14700 1.9 1310000"
    [ -d $mlperf ] || return
    echo "sww $mlperf/str_ww_ref_model.tflite 1 46040 4700 15 72500"
    echo "kws $mlperf/kws_ref_model.tflite 2 1105408 32000 2.4 2250000"
}

export -f measure
export mote golden work
table | while read -r name file _; do
    echo "$name $file host stream 4"
    for target in $cores; do
        echo "$name $file $target stream 1"
        echo "$name $file $target whole 1"
    done
done | xargs -P 2 -L 1 bash -c 'measure "$@"' _

echo "model  target      arena  instructions of a hop / of the whole window"
while read -r name _ hop macs arena_limit times most; do
    for target in host $cores; do
        sizes="$(number $name $target stream '"mismatches"') \
$(number $name $target stream '"expect_mismatches"') $(number $name $target stream '"hop"') \
$(number $name $target stream '"hop_macs"')"
        check "$name on $target: $(cat "$work/$name-$target-stream.log") $sizes" \
            [ "$sizes" = "0 0 $hop $macs" ]
        [ $target = host ] && continue
        arena=$(number $name $target stream '"arena_bytes"')
        check "$name on $target: arena of $arena bytes" [ "$arena" -le "$arena_limit" ]
        slide=$(number $name $target stream '"instructions"')
        whole=$(number $name $target whole '"instructions"')
        printf '%-6s %-10s %6s %9s / %-9s  %5.2f\n' "$name" $target "$arena" "$slide" "$whole" \
            "$(jq -n "$whole / $slide")"
        check "$name on $target: $slide instructions a hop, $whole the whole window" \
            [ "$(jq -n "if \"$target\" == \"cortex-m0\" then $slide * $times <= $whole
                       else $slide <= $most end")" = true ]
    done
    # The costliest push: no more than what a hop takes, and at least its share.
    row=$(number $name cortex-m4 stream '"max_instructions_per_row"')
    slide=$(number $name cortex-m4 stream '"instructions"')
    check "$name: the costliest row takes $row instructions, a hop $slide" \
        [ "$(jq -n "$row * $hop >= $slide and $row <= $slide * 1.02")" = true ]
done < <(table)

# ---- long sequences, by another way ----

# Against the same model compiled for whole windows, in one program with sanitizers.
slides() { # what, model, rows
    rm -rf "$work/long"
    "$mote" compile "$2" --target host --stream --single --name slide -o "$work/long" >"$work/log" 2>&1 &&
        "$mote" compile "$2" --target host --single --name whole -o "$work/long" >>"$work/log" 2>&1 &&
        ${CC:-gcc} -std=c99 -O2 -Wall -Wextra -Wconversion -pedantic -Werror \
            -fsanitize=address,undefined -fno-sanitize-recover=undefined -I"$work/long" \
            test/stream/sliding.c "$work"/long/*.c -o "$work/sliding" >>"$work/log" 2>&1 &&
        "$work/sliding" "$3" >>"$work/log" 2>&1 && pass || problem "$1 for long: $(tail -n 5 "$work/log")"
}

table | while read -r name file _; do echo "$name $file"; done >"$work/models"
while read -r name file; do
    slides "$name" "$file" $([ $name = kws ] && echo 200 || echo 500)
done <"$work/models"

# ---- random models of many operators ----

${CC:-gcc} -std=c11 -D_GNU_SOURCE -Isrc -I. test/stream/streams.c test/unit/random_stream.c \
    "$build/libmote.a" -lm -o "$work/streams" || problem "streams.c"
count=${RANDOM_MODELS:-20}

random_model() { # seed, target
    local file=$work/stream_$1.ir
    "$work/streams" "$1" >"$file"
    "$mote" check "$file" --target "$2" --stream --count 2 >"$work/$1-$2" 2>&1
    case $? in
    0) grep -q ' 0 differ' "$work/$1-$2" && echo equal ;;
    1) grep -q 'nothing can be used again' "$work/$1-$2" && echo refused ;;
    *) echo "seed $1 on $2: $(tail -n 1 "$work/$1-$2")" ;;
    esac
}
export -f random_model
for target in host $cores; do
    n=$([ $target = host ] && echo "$count" || echo $((count / 5)))
    seq 1 "$n" | xargs -P 2 -I % bash -c 'random_model "$@"' _ % $target >"$work/random"
    equal=$(grep -c '^equal$' "$work/random")
    refused=$(grep -c '^refused$' "$work/random")
    check "random models on $target: $(grep -vxE 'equal|refused' "$work/random")" \
        [ $((equal + refused)) = "$n" -a "$equal" -ge $((n / 2)) ]
    echo "$equal of $n random models slide on $target, $refused are refused"
done

# ---- random operators: those whose rows slide, the others whole ----

for target in host cortex-m0; do
    out=$("$mote" check --ops conv_2d depthwise_conv_2d average_pool_2d max_pool_2d add concatenation \
        mean softmax --stream --target $target --count 20 2>&1)
    check "operators on $target: $out" [ "$(echo "$out" | grep -c ' 20 draws, 0 differ$')" = 8 ]
done

# ---- what is said and refused ----

if [ -d $mlperf ]; then
    prints "0 conv_2d                  25      6     19  padding in time: the first 2 and the last 3 are others in each window" \
        plan $mlperf/kws_ref_model.tflite --stream
    prints "a result every row, 46 040 MAC each instead of 826 368 for a whole window" \
        compile $mlperf/str_ww_ref_model.tflite --target host --stream -o "$work/out"
    refuses 1 "the input [1,640] has one row" \
        compile $mlperf/ad01_int8.tflite --target host --stream -o "$work/refused"
fi

model() { # lines of a graph on an input of 6 rows
    printf 'graph tiny\n%%0 : int8[1,6,1,1] scale 1 zero 0 = input\n%s\n' "$*" >"$work/tiny.ir"
}
window="stride_h 1 stride_w 1 dilation_h 1 dilation_w 1"
model "%1 : int8[1,5,1,1] scale 1 zero 0 = const [1, 2, 3, 4, 5]
%2 : int8[1,6,1,1] scale 1 zero 0 = depthwise_conv_2d(%0, %3) $window pad_top 2 pad_bottom 3
%3 : int8[1,6,1,1] scale 1 zero 0 = const [1, 2, 3, 4, 5, 6]
%4 : int8[1,6,1,1] scale 1 zero 0 = relu(%2)
output %4"
sed -i '/%1 /d; s/%2/%1/g; s/%3/%2/g; s/%4/%3/g' "$work/tiny.ir"
refuses 1 "operator 0 (depthwise_conv_2d): nothing can be used again in the next window: the operator's padding along time" \
    compile "$work/tiny.ir" --target host --stream -o "$work/refused"
refuses 1 "VALID padding along time helps" plan "$work/tiny.ir" --stream
model "%1 : int8[1,3] scale 1 zero 0 = fully_connected(%0, %2)
%2 : int8[3,6] scale 1 zero 0 = const hex 0102030405060708090a0b0c0d0e0f101112
output %1"
refuses 1 "operator 0 (fully_connected): nothing can be used again in the next window: the operator takes all of the window at once" \
    compile "$work/tiny.ir" --target host --stream -o "$work/refused"
check "nothing is written for a refused model" [ ! -e "$work/refused" ]

# ---- a runtime that is wrong is found out ----

mutant() { # what, file, sed command
    rm -rf "$work/data"
    mkdir "$work/data"
    cp -r device target "$work/data/"
    sed -i "$3" "$work/data/$2"
    cmp -s "$2" "$work/data/$2" && problem "the mutant '$1' changes nothing"
    MOTE_DATA_DIR=$work/data "$mote" check model/digits.tflite --target host --stream --count 2 \
        >"$work/log" 2>&1
    check "a mutant is not found: $1" [ $? = 3 ]
}
mutant "rings stand still" device/stream.c 's/head >= t->ring ? head - t->ring : head/heads[t->head]/'
mutant "windows begin a row late" device/stream.c 's/in->stride - in->pad_top/& + 1/'
mutant "the pushed row is not kept" device/stream.c 's/if (input->ring)$/if (0)/'
mutant "the first result too early" device/stream.c 's/= p->window;/= p->window - 4;/'
mutant "what is pushed is shared" device/stream.c \
    's/static mote_stream_state \*state_of(const mote_stream_program \*p, int8_t \*arena) {/&\n    static mote_stream_state shared[9]; (void)arena; (void)p; return shared;/'

# ---- what listening costs ----

# Instructions and cycles per second of the wake word model with a front end of its sizes: 16 kHz, a
# frame of 64 ms every 32 ms, 40 bands.
for target in cortex-m0 cortex-m4; do
    read -r instructions cycles < <(BUILD=$build test/audio/front_end.sh test/stream/listen.conf $target)
    check "the front end on $target: '$instructions $cycles'" [ "$instructions" -gt 10000 ]
    [ -d $mlperf ] || continue
    jq -r --argjson fi "$instructions" --argjson fc "$cycles" --arg target $target \
        '"listening on \($target): front end \($fi) instructions, \($fc) cycles; model \(.instructions), \(.cycles); at 31.25 hops a second \((.instructions + $fi) * 31.25 | round) instructions, \((.cycles + $fc) * 31.25 | round) cycles"' \
        "$work/sww-$target-stream"
done

[ -d $mlperf ] || echo "note: ../shared is absent, so only the digit model and random ones slide"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
