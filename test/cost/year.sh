#!/usr/bin/env bash
# Writes doc/a-year-on-a-hearing-aid-battery.md to stdout, from runs of `mote cost` (some minutes).
# usage: test/cost/year.sh MOTE MODELS [NAME...]: the binary, the folder of MLPerf Tiny's models, and of
# which of kws, digits, vww, ic, ad and sww tables tell (all). Where a sentence is no longer true it says so
# on stderr and prints nothing.
set -euo pipefail
mote=$1 models=$2
shift 2
cells="za10 za312 za13 za675 cr2032"
names=${*:-kws digits vww ic ad sww}
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
hears() { ! sees "$1"; }
# Those that hear without a .conf beside them get a front end of sww's size: 30 frames of 32 ms, 16 kHz.
listen=test/stream/listen.conf
front_end() { if hears "$1" && [ "$1" != digits ]; then echo "--front-end $listen"; fi; }
model() { "$mote" cost "$(file "$1")" "${@:2}" --json; }
cost() { model "$@" $(front_end "$1"); }

prelude='
def sig2: if . >= 100 then round elif . >= 10 then (. * 10 | round / 10) else (. * 100 | round / 100) end;
def time: if . < 90 then "\(. * 10 | round / 10) s" elif . < 5400 then "\(. / 6 | round / 10) min" else "\(. / 360 | round / 10) h" end;
def doubt: if .average_mark == "unverified" then "?" else "" end;
def can: [.parts[] | select(.fits and .needs == null and .solution.energy_lasts)];
def best: can | min_by(.solution.every_s);
def this($p): can | map(select(.part == $p))[0];
def often: if . == null then "no" else "\(.solution.every_s | time)\(doubt)" end;
def gate: if . == null then "no" else "\(.solution.gate_percent | sig2) %\(doubt)" end;
'
# ask FILTER [FLAG...] < JSON
ask() { jq -r "${@:2}" "$prelude $1"; }

sensor() { if sees "$1"; then echo hm01b0; else echo sph0641-switched; fi; }
waker() { if sees "$1"; then echo "--sensor hm01b0 --every 2s --gate 6uW:100%"; else echo "--sensor vm1010 --every 1s"; fi; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
one() { # NAME: all runs of a model
    local cell
    for cell in $cells; do
        cost $1 $parts --for 365d --battery $cell --sensor $(sensor $1) $report >"$work/$1.$cell.year"
        cost $1 $parts --for 365d --battery $cell $(waker $1) $report >"$work/$1.$cell.gate"
        [ $cell = cr2032 ] || [ $cell = za312 ] || [ $cell = za13 ] ||
            cost $1 $parts --for 49d --battery $cell --sensor $(sensor $1) $report >"$work/$1.$cell.49d"
    done
}
# Two at a time. (A number of a process may come again before bash waits for it: a file says that one is done.)
other=
for name in $names; do
    if [ -z "$other" ]; then
        { one $name && : >"$work/$name.done"; } &
        other=$name
    else
        one $name
        wait
        [ -e "$work/$other.done" ]
        other=
    fi
done
wait
[ -z "$other" ] || [ -e "$work/$other.done" ]

# rows SUFFIX FILTER: a row each model, a column each cell
rows() {
    local name cell columns=$cells
    [ $1 = 49d ] && columns="za10 za675"
    echo "| |$(for cell in $columns; do printf ' %s |' $cell; done)"
    echo "|---|$(for cell in $columns; do printf -- '---|'; done)"
    for name in $names; do
        printf '| %s |' $name
        for cell in $columns; do
            printf ' %s |' "$(ask "$2" <"$work/$name.$cell.$1")"
        done
        echo
    done
}

capacitors=$(cat "$work"/*.year | jq -s -r '[.[].parts[] | select(.solution.energy_lasts and .capacitor_uf != null and (.part == "stm32u575" or .part == "apollo4-plus" or .part == "apollo3")) | .capacitor_uf] |
    if length == 0 then "None of these needs a capacitor." else "On the small cells some of these need a capacitor for the peaks, of up to \(max / 1000 | . * 100 | round / 100) mF." end')
# ---- what the sentences say ----

claim() { # sentence, command...
    "${@:2}" >/dev/null || {
        echo "year.sh: no longer true: $1" >&2
        exit 1
    }
}
first=${names%% *}
heard=$(for name in $names; do if hears $name; then echo $name; fi; done)
# every_between CELL: the shortest and the longest time between windows, best part and STM32U575
every_between() {
    cat "$work"/*.$1.year | ask '[inputs, . | best, this("stm32u575") | select(. != null) | .solution.every_s] |
        "\(min | time) to \(max | time)"'
}
for name in $heard; do
    claim "a 10 has no room for a microphone that wakes on sound ($name)" ask 'best == null' -e <"$work/$name.za10.gate"
    claim "a 312 has ($name)" ask 'best != null' -e <"$work/$name.za312.gate"
    claim "for sound most is not the model's ($name)" ask '[best, this("stm32u575") | .shares |
        .infer_uw < .sense_uw + .front_end_uw] | all' -e <"$work/$name.za675.year"
done
claim "every zinc-air cell holds the energy for a year" ask '[inputs, . | best != null] | all' -e \
    < <(cat "$work"/*.za*.year)
claim "limited by chemistry on zinc-air" ask '[inputs, . | best.limited_by == "chemistry"] | all' -e < <(cat "$work"/*.za*.year)
claim "a CR2032 lasts the year" ask '[inputs, . | best.limited_by == "energy"] | all' -e < <(cat "$work"/*.cr2032.year)

radios="ble-adv:10s ble-adv:1min ble-adv:1h lorawan-sf7:1h lorawan-sf7:24h lorawan-sf10:1h lorawan-sf12:24h nbiot-144:24h"
for entry in $radios; do
    model digits --part stm32u575 --every 10min --battery za675 --radio ${entry%:*} --report-every ${entry#*:} >"$work/$entry"
    case $entry in
    ble*) wanted=.capacitor_uf ;;
    lorawan-sf7*) wanted='(.limited_by == "peak current" or .capacitor_uf == null)' ;;
    *) wanted='(.limited_by != "peak current")' ;;
    esac
    claim "what is said of the radio $entry" jq -e ".parts[0] | $wanted | not" "$work/$entry"
done

picks="--part apollo4-plus --part apollo3 --part nrf54l15 --part stm32u575 --part nrf52840 --part stm32l4r5"
model sww $picks --stream --every 32ms >"$work/bare"
cost sww $picks --stream --every 32ms >"$work/ears"
cost sww $picks --stream --every 32ms --sensor sph0641 >"$work/heard"
below=$(ask '[.parts[] | select(.average_uw < 500) | .part] | join(", ")' <"$work/ears")
claim "some parts stay below 0.5 mW with the front end" [ "$below" ]
claim "by unverified figures" ask '[.parts[] | select(.average_uw < 500) | .average_mark == "unverified"] | all' -e <"$work/ears"
claim "none does with the microphone" jq -e '[.parts[].average_uw > 500] | all' "$work/heard"
within=$(ask '[.parts[] | select(.average_uw < 88) | .part] | join(", ")' <"$work/ears")
if [ -z "$within" ]; then
    within="With a front end all of them are over what any of these cells gives for a year"
else
    within="With a front end $within comes within the 88 uW that a 675 gives for a year, before a regulator and without a microphone; the others are over that"
fi

version=$("$mote" --version | head -1)
errors=$(cat "$work"/*.year "$work"/*.gate | ask '[inputs, . | best, this("stm32u575") | select(. != null) | .solution.relative_error] |
    "\(min * 100 | round) to \(max * 100 | round) %"')
cat <<TEXT
# A year on a hearing-aid battery

Made by \`test/cost/year.sh\` with $version; do not edit. All figures are those of \`mote cost\` ([cost.md](cost.md)): nobody has measured them on a board, and how far such predictions were right elsewhere is in [cost-validation.md](cost-validation.md). A \`?\` marks what rests on an unverified figure; most do. The times and shares that follow have errors of $errors, as \`mote cost\` tells with each.

## The answer

**Energy: yes, seldom or behind a gate. The cell: no.** Every zinc-air cell holds the energy for a year of keyword spotting, person detection or machine listening on a good part, if windows are far enough apart ($(every_between za10) on a 10, $(every_between za675) on a 675), or if something cheaper says when; only the smallest, a 10, has no room for a microphone that wakes on sound. But a zinc-air cell that has been opened is dry, flooded or spent after about seven weeks (49 days +- 25 %; idle and untabbed, nearer a month), whatever it is asked for. A year takes eight cells, air let in only when needed (we know of none to buy), or another chemistry: **a CR2032 has less energy than a 675 and does last the year.** A microphone that is always on does not fit into any of these cells.

## How often, for a year of energy

The shortest time between windows, with one BLE advertisement (12 bytes) an hour. The sensor is off between windows: for kws, digits, ad and sww a PDM microphone (SPH0641LU4H behind a switch) for one second, for vww and ic a camera (HM01B0) for two frames. For sound mote's front end is counted beside the model: for digits its own, 48 frames of 20 ms, for kws, ad and sww one of the size that sww wants, 30 frames of 32 ms at 16 kHz.

On the best part (named) of ${parts//--part /}, with parts whose figures are mostly unverified:

$(rows year 'best | if . == null then "no" else "\(often), \(.part)" end')

On the STM32U575, whose power while inferring has been published at 160 MHz (the slower clock that does best here is from the data sheet and the class factor):

$(rows year 'this("stm32u575") | often')

For sound most of a window's energy is not the model's: the microphone runs for a second, the core waits with its clock on, and the front end works. $capacitors ic takes 32 x 32 pixels in colour, and the HM01B0 is grey; it stands for a camera of its size. ad looks at sound of a machine, one window of it.

**Both lives.** On zinc-air \`mote cost\` says \`limited_by: chemistry\` for all of these: energy for 365 days, cell for 49. If the cell is changed after 49 days, there is much more to spend: on the best part, and on the STM32U575:

$(rows 49d '(best | often) + ", " + (this("stm32u575") | often)')

## Always there, behind a gate

For sound a microphone that wakes on sound (VM1010, 6 uA) and looks at a second of sound each time; for pictures a passive infrared detector (6 uW), then a picture each 2 s while something moves. What share of the seconds, or pictures, may come through so that the energy lasts a year? Best part and STM32U575:

$(rows gate '(can | max_by(.solution.gate_percent) | gate) + ", " + (this("stm32u575") | gate)')

Whether that is enough depends on the room: how often the gate opens has to be measured there. Where it says \`no\`, the gate and sleep alone take more than the cell has.

## Where physics says no

A microphone that is always on, for a year:

| | zinc-air 10 | zinc-air 312 | zinc-air 13 | zinc-air 675 | CR2032 |
|---|---|---|---|---|---|
TEXT
mic=$("$mote" parts sph0641 --json | jq '[.entries[] | select(.key == "active_uw")][0].value')
printf '| the cell gives, uW on average |'
for cell in $cells; do ask '" \(best.average_uw | sig2) |"' <"$work/$first.$cell.year" | tr -d '\n'; done
printf '\n| the microphone alone (%s uW) takes that |' "$mic"
for cell in $cells; do ask "\" \($mic / best.average_uw * 10 | round / 10) times |\"" <"$work/$first.$cell.year" | tr -d '\n'; done
for part in apollo4-plus stm32u575; do
    printf '\n| kws each second on %s, energy lasts |' $part
    for cell in $cells; do
        cost kws --part $part --every 1s --battery $cell --sensor sph0641 |
            ask '.parts[0] | " \(.energy_life_days * 10 | round / 10) days\(doubt) |"' -j
    done
done
cat <<'TEXT'


No model and no chip repairs the second line: it has neither in it. What does: a microphone that wakes on sound, a switch and a timer, a cell that is larger, or an analogue front end, which mote has no figures of.

## The radio

What a message costs on average, STM32U575, and the share of what a 675 gives in a year (88 uW):

| radio | a message each | uW | share |
|---|---|---|---|
TEXT
for entry in $radios; do
    ask '.parts[0] | def mark($m): if $m == "unverified" then "?" else "" end; .shares.radio_uw as $r |
        "| \($radio) | \($every) | \($r * 100 | round / 100)\(mark(.share_marks.radio_uw)) | \($r / 87.67 * 10000 | round / 100) %\(if .capacitor_uf == null then "" elif .limited_by == "peak current" then "; **no**: the cell cannot give the current, not with a capacitor of 0.1 F" else ", with a capacitor of \(.capacitor_uf / 1000 | round)\(mark(.capacitor_mark)) mF" end) |"' \
        --arg radio ${entry%:*} --arg every ${entry#*:} <"$work/$entry"
done
cat <<'TEXT'

Before the regulator's losses, the radio's own sleep included. A BLE advertisement costs next to nothing, if somebody listens; LoRaWAN near its gateway (SF7) will do with a capacitor; far from it, and NB-IoT, are not for these cells.

## The wake word, always listening

The streaming wake word of MLPerf Tiny, a result each 32 ms (`--stream`), mean power at the part's best clock, no cell and no regulator. With mote's front end of the size that it wants (16 kHz, 64 ms each 32 ms, 40 bands). With the microphone: SPH0641LU4H always on, and the core waits with its clock on; a part that collects sound while it sleeps would take less.

| part | model, uW | and front end | and microphone |
|---|---|---|---|
TEXT
ask '.parts[] | . as $p | def mean: "\(.average_uw | round)\(doubt)"; def of($all): $all[0].parts[] | select(.part == $p.part) | mean;
    "| \(.part) at \(.mhz) MHz\(if .needs then ", with \(.needs)" else "" end) | \(mean) +- \(.average_relative_error * 100 | round) % | \(of($ears)) | \(of($heard)) |"' \
    --slurpfile ears "$work/ears" --slurpfile heard "$work/heard" <"$work/bare"
cat <<TEXT
| published: STM32U575, 60 MHz | 9520 | | |
| published: STM32L4R5, 70 MHz | 22720 | | |
| dedicated chip, as quoted | about 500 | | |

The published rows (MLPerf Tiny v1.3) are other software; whether it slides its window, and whether front end and microphone are in the mean power, we do not know. The 0.5 mW of the dedicated chip is a quoted figure that is not in our table of results: unverified. So: **a general part with the sliding window comes to the order of the dedicated chip. By these predictions, which rest on unverified figures, $below stay below 0.5 mW with the front end, and no part does with this microphone.** What is in the 0.5 mW decides how fair that is. $within, and so is the dedicated chip: the 675's 88 uW is a sixth of 0.5 mW.

## What to build

- A year without a visit: CR2032, a Cortex-M33 or an Apollo, kws or vww behind a gate, BLE; or a window each minute or few.
- A hearing-aid cell: seven weeks a cell. Size 675, and a window every few seconds.
- Always listening: a larger cell (an alkaline AA holds some 30 times a 10's energy), or a day's charge.
TEXT
