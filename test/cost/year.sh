#!/usr/bin/env bash
# Writes doc/a-year-on-a-hearing-aid-battery.md to stdout, from runs of `mote cost` (some minutes).
# usage: test/cost/year.sh MOTE MODELS: the binary, and the folder of MLPerf Tiny's models
set -euo pipefail
mote=$1 models=$2
cells="za10 za312 za13 za675 cr2032"
names="kws digits vww ic ad sww"
report="--radio ble-adv --report-every 1h"
# The parts that did best when all were asked, and whose code takes two emulated cores only.
parts="--part apollo4-plus --part apollo3 --part stm32u575 --part nrf54l15 --part efr32mg24 --part psoc62 --part nrf5340 --part nrf52840"

file() {
    case $1 in
    kws) echo "$models/kws_ref_model.tflite" ;;
    digits) echo model/digits.tflite ;;
    vww) echo "$models/vww_96_int8.tflite" ;;
    ic) echo "$models/pretrainedResnet_quant.tflite" ;;
    ad) echo "$models/ad01_int8.tflite" ;;
    sww) echo "$models/str_ww_ref_model.tflite" ;;
    esac
}
sees() { [ "$1" = vww ] || [ "$1" = ic ]; }
cost() { "$mote" cost "$(file "$1")" "${@:2}" --json; }

# Cycles of the front end on a Cortex-M4, for a second of sound: measured by test/stream and test/audio,
# told in doc/rows.md and doc/audio.md. `mote cost` itself counts the model only.
hop=$(awk -F'|' '/^\| Cortex-M4 \| 1/ { gsub(/,/, ""); print $3 + 0; exit }' doc/rows.md)
hop_m0=$(awk -F'|' '/^\| Cortex-M0 \| 2/ { gsub(/,/, ""); print $3 + 0; exit }' doc/rows.md)
block=$(awk -F'|' '/^\| 8 kHz, 256/ { gsub(/,/, "", $3); print $3 + 0 }' doc/audio.md)
[ "$hop" -gt 0 ] && [ "$hop_m0" -gt 0 ] && [ "$block" -gt 0 ]
# front_end NAME: its cycles over those of the model
front_end() {
    local cycles second
    if sees "$1"; then
        echo 0
        return
    fi
    cycles=$("$mote" check "$(file "$1")" --target cortex-m4 --count 1 --seed 1 --json | jq .cycles)
    second=$(awk -v h="$hop" -v m0="$hop_m0" -v b="$block" -v digits="$([ "$1" = digits ] && echo 1 || echo 0)" \
        'BEGIN { print digits ? 50 * b * h / m0 : 31.25 * h }')
    awk -v s="$second" -v c="$cycles" 'BEGIN { printf "%.4f", s / c }'
}

prelude='
def sig2: if . >= 100 then round elif . >= 10 then (. * 10 | round / 10) else (. * 100 | round / 100) end;
def time: if . < 90 then "\(. * 10 | round / 10) s" elif . < 5400 then "\(. / 6 | round / 10) min" else "\(. / 360 | round / 10) h" end;
def doubt: if .average_mark == "unverified" then "?" else "" end;
def whole: (.shares.infer_uw / (.shares.sense_uw + .shares.infer_uw + .shares.wake_uw)) * $fe + 1;
def can: [.parts[] | select(.fits and .needs == null and .solution.energy_lasts)];
def best: can | min_by(.solution.every_s * whole);
def this($p): can | map(select(.part == $p))[0];
def often: if . == null then "no" else "\(.solution.every_s * whole | time)\(doubt)" end;
def gate: if . == null then "no" else "\([.solution.gate_percent / whole, 100] | min | sig2) %\(doubt)" end;
'
# ask FE FILTER < JSON
ask() { jq -r --argjson fe "$1" "$prelude $2"; }

sensor() { if sees "$1"; then echo hm01b0; else echo sph0641-switched; fi; }
waker() { if sees "$1"; then echo "--sensor hm01b0 --every 2s --gate 6uW:100%"; else echo "--sensor vm1010 --every 1s"; fi; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
one() { # NAME: all runs of a model
    local cell
    front_end $1 >"$work/$1.fe"
    for cell in $cells; do
        cost $1 $parts --for 365d --battery $cell --sensor $(sensor $1) $report >"$work/$1.$cell.year"
        cost $1 $parts --for 365d --battery $cell $(waker $1) $report >"$work/$1.$cell.gate"
        [ $cell = cr2032 ] || [ $cell = za312 ] || [ $cell = za13 ] ||
            cost $1 $parts --for 49d --battery $cell --sensor $(sensor $1) $report >"$work/$1.$cell.49d"
    done
}
# Two at a time.
for pair in "kws digits" "vww ad" "ic sww"; do
    one ${pair% *} &
    other=$!
    one ${pair#* }
    wait $other
done

# rows SUFFIX FILTER: a row each model, a column each cell
rows() {
    local name cell columns=$cells
    [ $1 = 49d ] && columns="za10 za675"
    echo "| |$(for cell in $columns; do printf ' %s |' $cell; done)"
    echo "|---|$(for cell in $columns; do printf -- '---|'; done)"
    for name in $names; do
        printf '| %s |' $name
        for cell in $columns; do
            printf ' %s |' "$(ask "$(cat "$work/$name.fe")" "$2" <"$work/$name.$cell.$1")"
        done
        echo
    done
}

capacitors=$(cat "$work"/*.year | jq -s -r '[.[].parts[] | select(.solution.energy_lasts and .capacitor_uf != null and (.part == "stm32u575" or .part == "apollo4-plus" or .part == "apollo3")) | .capacitor_uf] |
    if length == 0 then "None of these needs a capacitor." else "On the small cells some of these need a capacitor for the peaks, of up to \(max / 1000 | . * 100 | round / 100) mF." end')
version=$("$mote" --version | head -1)
errors=$(cat "$work"/*.year | jq -s -r '[.[].parts[] | select(.solution.energy_lasts) | .average_relative_error] | "\(min * 100 | round) to \(max * 100 | round) %"')
cat <<TEXT
# A year on a hearing-aid battery

Made by \`test/cost/year.sh\` with $version; do not edit. All figures are those of \`mote cost\` ([cost.md](cost.md)): nobody has measured them on a board, and how far such predictions were right elsewhere is in [cost-validation.md](cost-validation.md). A \`?\` marks what rests on an unverified figure; most do. The errors of mean power in what follows are $errors.

## The answer

**Energy: yes, seldom or behind a gate. The cell: no.** Every zinc-air cell holds the energy for a year of keyword spotting, person detection or machine listening on a good part, if a window is computed every few minutes (two to nine on a 10, less than one on a 675), or if something cheaper says when; only the smallest, a 10, has no room for a microphone that wakes on sound. But a zinc-air cell that has been opened is dry, flooded or spent after about seven weeks (49 days +- 25 %; idle and untabbed, nearer a month), whatever it is asked for. A year takes seven cells, air let in only when needed (we know of none to buy), or another chemistry: **a CR2032 has less energy than a 675 and does last the year.** A microphone that is always on does not fit into any of these cells.

## How often, for a year of energy

The shortest time between windows, with one BLE advertisement (12 bytes) an hour. The sensor is off between windows: for kws, digits, ad and sww a PDM microphone (SPH0641LU4H behind a switch) for one second, for vww and ic a camera (HM01B0) for two frames. For sound, a front end of the size of [audio.md](audio.md) is counted beside the model, which \`mote cost\` does not do itself.

On the best part (named) of ${parts//--part /}, with parts whose figures are mostly unverified:

$(rows year 'best | if . == null then "no" else "\(often), \(.part)" end')

On the STM32U575, whose power while inferring has been published at 160 MHz (the slower clock that does best here is from the data sheet and the class factor):

$(rows year 'this("stm32u575") | often')

For sound most of a window's energy is not the model's: the microphone runs for a second, the core waits with its clock on, and the front end works. $capacitors ic takes 32 x 32 pixels in colour, and the HM01B0 is grey; it stands for a camera of its size. ad looks at sound of a machine, one window of it.

**Both lives.** On zinc-air \`mote cost\` says \`limited_by: chemistry\` for all of these: energy for 365 days, cell for 49. If the cell is changed after 49 days, there is much more to spend: on the best part, and on the STM32U575:

$(rows 49d '(best | often) + ", " + (this("stm32u575") | often)')

## Always there, behind a gate

For sound a microphone that wakes on sound (VM1010, 5 uA, unverified) and looks at a second of sound each time; for pictures a passive infrared detector (6 uW), then a picture each 2 s while something moves. What share of the seconds, or pictures, may come through so that the energy lasts a year? Best part and STM32U575:

$(rows gate '(can | max_by(.solution.gate_percent / whole) | gate) + ", " + (this("stm32u575") | gate)')

Whether that is enough depends on the room: how often the gate opens has to be measured there. Where it says \`no\`, the gate and sleep alone take more than the cell has.

## Where physics says no

A microphone that is always on, for a year:

| | zinc-air 10 | zinc-air 312 | zinc-air 13 | zinc-air 675 | CR2032 |
|---|---|---|---|---|---|
TEXT
mic=$("$mote" parts sph0641 --json | jq '[.entries[] | select(.key == "active_uw")][0].value')
printf '| the cell gives, uW on average |'
for cell in $cells; do ask 0 '" \(best.average_uw | sig2) |"' <"$work/kws.$cell.year" | tr -d '\n'; done
printf '\n| the microphone alone (%s uW) takes that |' "$mic"
for cell in $cells; do ask 0 "\" \($mic / best.average_uw * 10 | round / 10) times |\"" <"$work/kws.$cell.year" | tr -d '\n'; done
for part in apollo4-plus stm32u575; do
    printf '\n| kws each second on %s, energy lasts |' $part
    for cell in $cells; do
        cost kws --part $part --every 1s --battery $cell --sensor sph0641 |
            jq -j '.parts[0] | " \(.energy_life_days * 10 | round / 10) days? |"'
    done
done
cat <<'TEXT'


(The last two without a front end.) No model and no chip repairs the second line: it has neither in it. What does: a microphone that wakes on sound, a switch and a timer, a cell that is larger, or an analogue front end, which mote has no figures of.

## The radio

What a message costs on average, STM32U575, and the share of what a 675 gives in a year (88 uW):

| radio | a message each | uW | share |
|---|---|---|---|
TEXT
for entry in ble-adv:10s ble-adv:1min ble-adv:1h lorawan-sf7:1h lorawan-sf7:24h lorawan-sf10:1h lorawan-sf12:24h nbiot-144:24h; do
    cost kws --part stm32u575 --every 10min --battery za675 --radio ${entry%:*} --report-every ${entry#*:} |
        jq -r --arg radio ${entry%:*} --arg every ${entry#*:} '.parts[0] | .shares.radio_uw as $r |
            "| \($radio) | \($every) | \($r * 100 | round / 100)? | \($r / 87.67 * 10000 | round / 100) %\(if .capacitor_uf == null then "" elif .limited_by == "peak current" then "; **no**: the cell cannot give the current, not with a capacitor of 0.1 F" else ", with a capacitor of \(.capacitor_uf / 1000 | round)? mF" end) |"'
done
cat <<'TEXT'

Before the regulator's losses, the radio's own sleep included. A BLE advertisement costs next to nothing, if somebody listens; LoRaWAN near its gateway (SF7) will do with a capacitor; far from it, and NB-IoT, are not for these cells.

## The wake word, always listening

The streaming wake word of MLPerf Tiny, a result each 32 ms (`--stream`), mean power at the part's best clock, no cell and no regulator. The front end is added in proportion to its cycles on a Cortex-M4 (doc/rows.md). With the microphone: SPH0641LU4H always on, and the core waits with its clock on; a part that collects sound while it sleeps would take less.

| part | model, uW | and front end | and microphone |
|---|---|---|---|
TEXT
cycles=$("$mote" check "$(file sww)" --stream --target cortex-m4 --count 1 --seed 1 --json | jq .cycles)
ratio=$(awk -v h="$hop" -v c="$cycles" 'BEGIN { printf "%.4f", h / c }')
picks="--part apollo4-plus --part apollo3 --part nrf54l15 --part stm32u575 --part nrf52840 --part stm32l4r5"
cost sww $picks --stream --every 32ms >"$work/bare"
cost sww $picks --stream --every 32ms --sensor sph0641 >"$work/heard"
jq -r --argjson fe "$ratio" --slurpfile heard "$work/heard" '.parts[] | . as $p |
    ($heard[0].parts[] | select(.part == $p.part)) as $h |
    "| \(.part) at \(.mhz) MHz\(if .needs then ", with \(.needs)" else "" end) | \(.average_uw | round)? +- \(.average_relative_error * 100 | round) % | \(.average_uw + .shares.infer_uw * $fe | round)? | \($h.average_uw + $h.shares.infer_uw * $fe | round)? |"' "$work/bare"
cat <<'TEXT'
| published: STM32U575, 60 MHz | 9520 | | |
| published: STM32L4R5, 70 MHz | 22720 | | |
| dedicated chip, as quoted | about 500 | | |

The published rows (MLPerf Tiny v1.3) are other software; whether it slides its window, and whether front end and microphone are in the mean power, we do not know. The 0.5 mW of the dedicated chip is a quoted figure that is not in our table of results: unverified. So: **a general part with the sliding window comes to the order of the dedicated chip. By these predictions only the Ambiq parts, whose figures are unverified, stay below 0.5 mW with the front end, and none does with this microphone.** What is in the 0.5 mW decides how fair that is. With a front end all of them are over what any of these cells gives for a year, and so is the dedicated chip: the 675's 88 uW is a sixth of 0.5 mW.

## What to build

- A year without a visit: CR2032, a Cortex-M33 or an Apollo, kws or vww behind a gate, BLE; or a window each minute or few.
- A hearing-aid cell: seven weeks a cell. Size 675, and a window every few seconds.
- Always listening: a larger cell (an alkaline AA holds some 30 times a 10's energy), or a day's charge.
TEXT
