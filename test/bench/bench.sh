#!/usr/bin/env bash
# What every model costs by target and flags, against what was last recorded in test/bench/history.csv.
# What has changed, or is new, is added to that file, with the commit that it was measured on.
#   make bench          or  test/bench/bench.sh    (BUILD: where mote was built)
#   MODELS="digits kws_ref_model" TARGETS="cortex-m0 cortex-m4"    some of them only
# Models: model/digits.tflite and those in ../shared/models that mote takes. front_end: one hop of
# test/audio/16_khz.conf. Fails where a result is wrong.
set -u
cd "$(dirname "$0")/../.."
. test/bench/figures.sh
export BUILD=${BUILD:-build}
history=${HISTORY:-test/bench/history.csv}
targets=${TARGETS:-cortex-m0 cortex-m3 cortex-m4 cortex-m33 cortex-m7 cortex-m55}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One line of the history without its first columns. Refused models and flags print nothing.
one() { # work folder, name, file, target, flags
    local line
    if [ "$2" = front_end ]; then
        line=",,,,$(test/audio/front_end.sh "$3" "$4" 2>"$1/message.$$" | sed 's/-1//; s/ /,/'; exit ${PIPESTATUS[0]})"
    else
        line=$(figures "$3" --target "$4" $5 2>"$1/message.$$")
    fi
    case $? in
    0) echo "$2,$4,$5,$line" >>"$1/now" ;;
    1 | 2) ;;
    *) { echo "$2 $4 $5: $(cat "$1/message.$$")" | tee -a "$1/wrong" >&2; } ;;
    esac
}
export -f one figures
export fields

list() { # model files: the arguments of `one`, a line each
    local file name target flags
    for file in "$@"; do
        name=$(basename "$file" .tflite)
        [ "$name" = 16_khz.conf ] && name=front_end
        [[ " ${MODELS:-$name} " = *" $name "* ]] || continue
        for target in $targets; do
            if [ $name = front_end ]; then
                [ $target = cortex-m55 ] || echo "$work|$name|$file|$target|"
                continue
            fi
            for flags in "--optimize speed" "--optimize speed --no-winograd" "--optimize speed --no-fold" \
                "--optimize size" "--optimize ram" "--rows --optimize ram" "--stream"; do
                echo "$work|$name|$file|$target|$flags"
            done
        done
    done
}

[ -d $shared_models ] || echo "note: ../shared is absent, so only mote's own model is measured"
files=$(ls model/*.tflite test/audio/16_khz.conf $shared_models/{mlperf_tiny,tflm}/*.tflite 2>/dev/null)
test/audio/front_end.sh test/audio/16_khz.conf cortex-m0 >/dev/null || exit 1 # builds it, once
touch "$work/now"
list $files >"$work/list"
xargs -d '\n' -P "$(nproc)" -I{} bash -c 'IFS="|" read -r -a a <<<"{}"; one "${a[0]}" "${a[1]}" "${a[2]}" "${a[3]}" "${a[4]:-}"' <"$work/list"

# In the order of the list.
cut -d'|' -f2,4,5 "$work/list" | tr '|' ',' >"$work/asked"
awk -F, 'FNR == NR { line[$1 FS $2 FS $3] = $0; next } $0 in line { print line[$0] }' "$work/now" "$work/asked" \
    >"$work/figures"
[ -e "$history" ] || echo "date,version,commit,compiler,model,target,flags,${fields// /,}" >"$history"
start="$(date -u +%F),$(cat VERSION),$(git describe --always --dirty --exclude '*' 2>/dev/null || echo -),$(arm-none-eabi-gcc -dumpfullversion)"
awk -F, -v start="$start" -v added="$work/added" -f test/bench/compare.awk \
    "$history" "$work/asked" "$work/figures"
touch "$work/added"
cat "$work/added" >>"$history"
echo "$(wc -l <"$work/figures") lines, $(wc -l <"$work/added") of them new or changed and added to $history"
[ ! -e "$work/wrong" ]
