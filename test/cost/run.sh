#!/usr/bin/env bash
# `mote cost` and `mote parts` on the command line: what they print, and what they refuse.
# BUILD: where mote was built. The arithmetic is in test/unit/test_cost.c.
set -u
mote=$(realpath "${BUILD:-build}/mote")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh
digits=model/digits.tflite
if [ -d ../shared/models/mlperf_tiny ]; then # meanwhile; it is looked at below
    {
        test/cost/year.sh "$mote" ../shared/models/mlperf_tiny digits >"$work/year.md" 2>"$work/year.err"
        echo $? >"$work/year.status"
    } &
fi

# ---- parts ----

mote parts --json
check "parts: at least 20 with code, some without" jq -e '.schema == "mote-parts/1" and
    ([.parts[] | select(.target != "none")] | length >= 20) and ([.parts[] | select(.target == "none")] | length > 0) and
    ([.batteries[].name] | contains(["za10", "za312", "za13", "za675", "cr2032"])) and
    (.radios | length > 0) and (.sensors | length > 0) and (.regulators | length > 0)' "$work/stdout"
for name in $(jq -r '.[] | arrays | .[].name' "$work/stdout"); do
    mote parts "$name" --json
    check "every figure of $name has a mark and a source" jq -e '[.entries[] | select(.text == null)] |
        length > 0 and all(.[]; .value >= 0 and .relative_error >= 0 and (.source | length > 2) and
        (.mark | IN("measured", "datasheet", "secondary", "computed", "unverified")))' "$work/stdout"
done
prints "24900 +- 10%       measured    MLPerf Tiny" parts STM32U575
prints "no code" parts
prints "part nrf51822" parts microbit
prints "part stm32l4r5" parts Nucleo-L4R5ZI
refuses 2 "unknown part 'stm32u57', did you mean 'stm32u575'?" parts stm32u57

# ---- one inference ----

mote cost $digits --html "$work/all.html" --json
cp "$work/stdout" "$work/all.json"
check "the page of all parts" python3 test/cost/check_cost.py "$work/all.html" "$work/all.json"
check "all parts" jq -e '.schema == "mote-cost/1" and (.parts | length >= 20) and all(.parts[]; .fits and
    .latency_ms > 0 and .energy_uj > 0 and .mhz > 0 and
    (.latency_ms * .power_mw / .energy_uj | . > 0.999 and . < 1.001) and
    .latency_relative_error > 0 and .energy_relative_error >= .latency_relative_error and
    .energy_relative_error >= .power_relative_error)' "$work/all.json"
check "the best first" jq -e '[.parts[].energy_uj] | . == sort' "$work/all.json"
check "M7 and M55 by the nearest model, with a larger error" jq -e '
    ([.parts[] | select(.core == "cortex-m7" or .core == "cortex-m55")] | length > 1 and
        all(.[]; .timing_model_is_own == false and .latency_relative_error >= 0.2)) and
    all(.parts[] | select(.core == "cortex-m4"); .timing_model_is_own)' "$work/all.json"
check "unverified figures are told" jq -e 'all(.parts[]; . as $p |
    (.latency_mark == "unverified") == ([.figures[] | select((.key == "memory_factor" or .key == "cycles_factor")
        and .mark == "unverified")] | length > 0))' "$work/all.json"
# Cycles are those of `mote check`, times the factors, at the clock.
mote check $digits --target cortex-m4 --count 1 --seed 1 --json
cycles=$(jq .cycles "$work/stdout")
check "cycles of the emulated run" jq -e --argjson cycles "$cycles" '.parts[] | select(.part == "nrf52840") |
    ([.figures[] | select(.key == "memory_factor" or .key == "cycles_factor").value] | .[0] * .[1]) as $f |
    (.latency_ms * .mhz * 1000 / ($cycles * $f)) | . > 0.98 and . < 1.02' "$work/all.json"
prints "cortex-m7 has no timing model" cost $digits --part stm32f746
prints "stm32u575@55" cost $digits --part stm32u575@55
prints "holds the truth in 8 of 10 cases" cost $digits --part nrf52840 --rows

mote cost $digits --part nrf52840 --stream --json
check "a hop of a stream is less than the window" jq -e --slurpfile all "$work/all.json" '.stream and
    .parts[0].latency_ms < ($all[0].parts[] | select(.part == "nrf52840").latency_ms)' "$work/stdout"

# ---- a front end ----

# The digit model has one beside it: 48 frames for an inference, or one for each hop.
check "the front end of digits is counted" jq -e '.front_end == "digits.conf" and .front_end_frames == 48 and
    all(.parts[]; .front_end_latency_ms > 1 and .front_end_energy_relative_error >= .latency_relative_error and
    (.front_end_latency_ms * .power_mw / .front_end_energy_uj | . > 0.999 and . < 1.001))' "$work/all.json"
mote cost $digits --part nrf52840 --stream --every 20ms --json
check "a stream's hop takes its frames" jq -e --slurpfile all "$work/all.json" '.front_end_frames as $hop | .parts[0] |
    .front_end_latency_ms as $ms | ($all[0].parts[] | select(.part == "nrf52840").front_end_latency_ms) as $whole |
    $hop < 48 and ($ms * 48 / $whole / $hop | . > 0.999 and . < 1.001) and .shares.front_end_uw > 0' "$work/stdout"
cp $digits "$work/bare.tflite"
prints "front end digits.conf: 48 frames of sound for an inference" cost $digits --part nrf52840
prints "front end digits.conf: 48 frames" cost "$work/bare.tflite" --part nrf52840 --front-end model/digits.conf
mote cost "$work/bare.tflite" --part nrf52840 --json
check "a model without one" jq -e '.front_end == null and (.parts[0] | has("front_end_latency_ms") | not)' "$work/stdout"
prints "is not counted; for sound, --front-end F counts it" cost "$work/bare.tflite" --part nrf52840 --every 5s --sensor hm01b0
refuses 1 "No such file" cost $digits --part nrf52840 --front-end missing.conf
refuses 1 "unknown key [part]" cost $digits --part nrf52840 --front-end part/nrf52840.conf

# ---- a duty cycle ----

mote cost $digits --every 1min --battery za675 --sensor sph0641-switched --gate 20uW:5% \
    --radio lorawan-sf7 --report-every 1h --payload 12 --json
cp "$work/stdout" "$work/duty.json"
check "shares make the average" jq -e '[.parts[] | select(.average_uw != null)] | length > 15 and
    all(.[]; ([.shares[]] | add) / .average_uw | . > 0.999 and . < 1.001)' "$work/duty.json"
check "shares have marks and errors, and the sum the worst" jq -e 'def rank: {measured: 0, datasheet: 1, secondary: 2,
        computed: 3, unverified: 4}[.];
    all(.parts[] | select(.average_uw != null); . as $p | (.shares | keys) == (.share_marks | keys) and
        (.average_mark | rank) == ([.shares | to_entries[] | select(.value > 0) | $p.share_marks[.key] | rank] | max) and
        (.share_marks.infer_uw == .energy_mark) and .share_relative_errors.infer_uw == .energy_relative_error)' "$work/duty.json"
check "both lives of the cell" jq -e '[.parts[] | select(.life_days != null and .limited_by != "peak current")] |
    all(.[]; .life_days == ([.energy_life_days, .chemistry_life_days] | min) and
        (.limited_by == "chemistry") == (.chemistry_life_days < .energy_life_days))' "$work/duty.json"
check "a boost converter where the cell is too low" jq -e 'all(.parts[] | select(.average_uw != null);
    .regulator != null and .shares.regulator_uw > 0 and .shares.radio_uw > 2)' "$work/duty.json"
check "the radio is more than the cell can give" jq -e 'all(.parts[] | select(.average_uw != null);
    .peak_ma > .peak_limit_ma and .capacitor_uf > 0)' "$work/duty.json"
prints "CR2032" cost $digits --part nrf52840 --every 10s --battery cr2032
prints "sense" cost $digits --part nrf52840 --every 10s --sensor hm01b0

# ---- what would it take ----

mote cost $digits --for 365d --battery za675 --json
check "as often as a year allows" jq -e '[.parts[].solution | select(.energy_lasts)] | length > 10 and
    all(.[]; .every_s > 0 and .relative_error > 0.05 and .relative_error <= 1 and .gate_percent == 100 and .chemistry_lasts == false)' "$work/stdout"
check "the energy just lasts" jq -e 'all(.parts[] | select(.solution.energy_lasts and .solution.every_s > 2);
    .energy_life_days | . > 364.99 and . < 365.5)' "$work/stdout"
every=$(jq -r '.parts[] | select(.part == "nrf52840").solution.every_s * 0.97 | "\(.)s"' "$work/stdout")
mote cost $digits --part nrf52840 --every "$every" --battery za675 --json
check "and no more often" jq -e '.parts[0].energy_life_days < 365' "$work/stdout"
mote cost $digits --part nrf51822 --for 365d --battery za675 --every 3s --gate 1uW:100% --json
check "a gate" jq -e '.parts[0] | (.energy_life_days > 364.99 and .energy_life_days < 365.5) and
    (.solution | .energy_lasts and .every_s == 3 and .gate_percent < 100)' "$work/stdout"
prints "a gate that lets" cost $digits --part nrf51822 --for 365d --battery za675 --every 3s
prints "a window every" cost $digits --part nrf52840 --for 365d --battery za675
prints "as often as 30 days allow" cost $digits --part nrf52840 --for 30 --battery za675

# ---- command lines that make no sense ----

refuses 2 "unknown part 'stm32u57'" cost $digits --part stm32u57
refuses 2 "unknown battery 'cr2033', did you mean 'cr2032'?" cost $digits --every 1s --battery cr2033
refuses 2 "unknown radio 'wifi'" cost $digits --every 1s --radio wifi --report-every 1h
refuses 2 "unknown sensor 'eye'" cost $digits --every 1s --sensor eye
refuses 2 "unknown regulator 'x'" cost $digits --every 1s --regulator x
refuses 2 "stm32u575 has no clock of '48' MHz; it has 160, 110, 72, 55" cost $digits --part stm32u575@48
refuses 1 "mote makes no code for esp32-c3: its core is RISC-V" cost $digits --part esp32-c3
refuses 2 "nrf52840 has no clock of '65' MHz; it has 64" cost $digits --part nrf52840@65
refuses 2 "--every takes a time with its unit" cost $digits --every 10
refuses 2 "--for takes a time with its unit" cost $digits --for long --battery cr2032
refuses 2 "--for takes a time from 1us to 100y" cost $digits --for 40000 --battery cr2032
refuses 2 "not '10fortnights'" cost $digits --every 10fortnights
refuses 2 "as in 20uW:5%, not '20J:5%'" cost $digits --every 1s --gate 20J:5%
refuses 2 "--radio R and --report-every T go together" cost $digits --every 1s --radio ble-adv
refuses 2 "--payload needs --radio" cost $digits --every 1s --payload 3
refuses 2 "at most 51 bytes, --payload asks for 52" cost $digits --every 1s --radio lorawan-sf12 --report-every 1h --payload 52
refuses 2 "12 bytes by lorawan-sf12 takes 1.48 s, longer than --report-every 1 s" \
    cost $digits --every 1s --radio lorawan-sf12 --report-every 1s
refuses 2 "say how often the model runs" cost $digits --battery cr2032
refuses 2 "--for needs --battery" cost $digits --for 365d
refuses 1 "nrf52840 will not do: one inference takes" cost $digits --part nrf52840 --every 1ms
refuses 1 "regulator boost does not fit" cost $digits --part nrf52840 --every 10s --battery cr2032 --regulator boost
refuses 1 "no part will do" cost $digits --every 1us
sed 's/^ram_bytes = 16K/ram_bytes = 8K/' part/nrf51822.conf >"$work/small.conf"
refuses 1 "small will not do: needs" cost $digits --part "$work/small.conf"
refuses 1 "bytes of RAM, has 8192" cost $digits --part "$work/small.conf"

# ---- files of one's own ----

cp part/nrf52840.conf "$work/mine.conf"
prints "mine@64" cost $digits --part "$work/mine.conf"
cp part/battery/cr2032.conf "$work/mine.conf"
prints "battery mine" parts "$work/mine.conf"
cp part/nrf52840.conf "$work/mine.conf"
prints "part mine" parts "$work/mine.conf"
refuses_conf() { # words, sed's command
    sed "$2" part/nrf52840.conf >"$work/bad.conf"
    refuses 1 "$1" parts "$work/bad.conf"
    refuses 1 "bad.conf" cost $digits --part "$work/bad.conf"
}
line() { # number of the line in the file that matches
    grep -n "$1" part/nrf52840.conf | head -n 1 | cut -d: -f1
}
refuses_conf "bad.conf: [part] ram_bytes is missing" '/^ram_bytes/d'
refuses_conf "bad.conf: [run 64] clock_mhz is missing" '0,/^clock_mhz/{/^clock_mhz/d}'
refuses_conf "bad.conf: [part] memory_factor is missing" '/^memory_factor/d'
refuses_conf "bad.conf:$(line ^memory_factor): [part] memory_factor = -1 | measured | me: expected 0.2 to 10" \
    's/^memory_factor.*/memory_factor = -1 | measured | me/'
refuses_conf "bad.conf:$(line ^ram_bytes): [part] ram_bytes = 9000M" 's/^ram_bytes.*/ram_bytes = 9000M | measured | me/'
refuses_conf "expected NUMBER or NUMBER +- PERCENT%, in the unit that the key names" 's/^table_ma = 3.3/table_ma = 3.3 mA/;s/mA/mW/'
refuses_conf "expected a number" 's/^table_ma = 3.3/table_ma = nan/'
refuses_conf "expected a number" 's/^table_ma = 3.3/table_ma = many/'
refuses_conf "expected a number" 's/^table_ma = 3.3/table_ma = 0x3/'
refuses_conf "expected a number" 's/^table_ma = 3.3/table_ma = -.inf/'
refuses_conf "an error of 0% to 100%" 's/^table_ma = 3.3/table_ma = 3.3 +- 200%/'
refuses_conf "an error of 0% to 100%" 's/^table_ma = 3.3/table_ma = 3.3 +- 0x1p3%/'
refuses_conf "an error of 0% to 100%" 's/^table_ma = 3.3/table_ma = 3.3 +- nan%/'
refuses_conf "VALUE | MARK | SOURCE" 's/^table_ma = 3.3.*/table_ma = 3.3/'
refuses_conf "VALUE | MARK | SOURCE" 's/^table_ma = 3.3.*/table_ma = 3.3 | measured |/'
refuses_conf "the mark measured, datasheet" 's/^table_ma = 3.3 | secondary/table_ma = 3.3 | guessed/'
refuses_conf "bad.conf:$(line ^table_ma): unknown key table_mw in [run], did you mean table_ma?" 's/^table_ma = 3.3/table_mw = 3.3/'
refuses_conf "unknown section [walk]" 's/^\[run 64\]/[walk]/'
refuses_conf "unknown section [run]" 's/^\[run 64\]/[run]/'
refuses_conf "bad.conf:$(($(line ^ram_bytes) + 1)): [part] ram_bytes is given twice, first in line $(line ^ram_bytes)" \
    's/^\(ram_bytes.*\)/\1\n\1/'
refuses_conf "expected ldo|smps" 's/^supply = smps/supply = battery/'
refuses_conf "[run 64] needs power_uw, table_ma or headline_ua_per_mhz" '0,/^table_ma/{/^table_ma/d}'
refuses_conf "supply_min_v = 7 | datasheet | x: expected 0.5 to 6" 's/^supply_min_v.*/supply_min_v = 7 | datasheet | x/'
refuses_conf "bad.conf:$(line ^supply_min_v): [part] supply_min_v = 5.9 is more than supply_max_v" 's/^supply_min_v.*/supply_min_v = 5.9 | datasheet | x/'
refuses_conf "expected [section] or key = value" 's/^fpu = yes/fpu/'
refuses_conf "base must come first" 's/^title/base = nrf52832\ntitle/;s/^\[part\]/[part]\nfpu = yes/'
refuses_conf "bad.conf: line $(line ^table_ma) has" "0,/^table_ma/s/^table_ma.*/&$(printf '%0200d' 0)/"
printf 'base = nrf52840\nsupply_min_v = 1.8 | datasheet | x\n[run slow]\nsupply_v = 1.75 | measured | me\nsupply = ldo
clock_mhz = 8 | measured | me\npower_uw = 1000 | measured | me\n' | sed '1i [part]' >"$work/bad.conf"
refuses 1 "bad.conf:3: [part] supply_min_v = 1.8 is more than supply_v = 1.75 of [run slow]" parts "$work/bad.conf"
sed -i 's/1.75/9/;s/^supply_min.*//' "$work/bad.conf"
refuses 1 "bad.conf:5: [run slow] supply_v = 9 | measured | me: expected 0.5 to 6" parts "$work/bad.conf"
sed -i 's/= 9/= 5.8/' "$work/bad.conf"
refuses 1 "bad.conf:5: [run slow] supply_v = 5.8 is more than supply_max_v = 5.5 of [part]" parts "$work/bad.conf"
refuses_conf "bad.conf:$(line ^table_ma): byte 0xc2; the .conf file of a part is ASCII text (write uA and +-)" \
    "0,/^table_ma/s/^table_ma.*/&$(printf '\302\261')/"
{ printf '\357\273\277'; sed 's/$/\r/' part/nrf52840.conf; } >"$work/bad.conf" # as an editor on Windows writes it
prints "table_ma                         3.3 +- 15%" parts "$work/bad.conf"
printf '[part]\n\0' >"$work/bad.conf"
refuses 1 "bad.conf:2: byte 0x00; the .conf file of a part is ASCII text" parts "$work/bad.conf"
head -c 1000000 /dev/zero | tr '\0' x >"$work/bad.conf"
refuses 1 "bad.conf: 1000000 bytes; the .conf file of a part has at most 65536" parts "$work/bad.conf"
refuses 1 "No such file" cost $digits --part ./missing.conf
sed 's/^capacity_mah.*/capacity_mah = 0 | measured | me/' part/battery/cr2032.conf >"$work/bad.conf"
refuses 1 "capacity_mah = 0 | measured | me: expected 0.1 to 1000000" cost $digits --every 1s --battery "$work/bad.conf"
sed '/^coding_rate/d' part/radio/lorawan-sf7.conf >"$work/bad.conf"
refuses 1 "coding_rate is missing: method = lora needs it" cost $digits --every 1s --radio "$work/bad.conf" --report-every 1h

# ---- pages ----

page() { # name, option...
    mote cost $digits "${@:2}" --html "$work/$1.html" --json
    check "a page of $1" [ $status = 0 ]
    check "the page of $1" python3 test/cost/check_cost.py "$work/$1.html" "$work/stdout"
}
. test/report/browser.sh
page duty --part nrf52840 --part stm32u575 --part nrf51822 --every 10s --battery za675 --sensor sph0641 \
    --gate 20uW:5% --radio ble-adv --report-every 1min
page year --part nrf52840 --part stm32f405 --for 365d --battery cr2032
page gate --part nrf52840 --part stm32f405 --for 365d --battery cr2032 --every 1s
page never --part nrf52840 --part stm32u575 --for 365d --battery za10 --every 1s --sensor vm1010
check "no best part where none will do" test -z "$(grep -o 'best part' "$work/never.html")"
page slow --every 40ms
sed 's/^title.*/title = <b onclick="x">\&"/' part/nrf52840.conf >"$work/<i>.conf"
page hostile --part "$work/<i>.conf" --every 10s
refuses 1 "it is a folder" cost $digits --part nrf52840 --html "$work"
if type -P chromium >/dev/null; then
    for name in duty year hostile; do
        looks_good $name 360 "rgb(255, 255, 255)" 1
        looks_good $name 1200 "rgb(20, 24, 29)" 0
    done
    looks_good all 1200 "rgb(255, 255, 255)" 1
else
    echo "note: chromium is not installed, so no browser has looked at the pages"
fi

# ---- doc/cost-validation.md ----

results=../shared/data/mlperf_tiny_results/results.csv
if [ -f $results ]; then
    test/cost/validate.sh $results >"$work/validation.md"
    sed '/^## The code that mote makes/,$d' doc/cost-validation.md >"$work/committed.md"
    check "doc/cost-validation.md is what test/cost/validate.sh makes" diff "$work/committed.md" "$work/validation.md"
    check "factors of mote cost are those of the validation" test -z "$(grep -F '**differs**' "$work/validation.md")"
else
    echo "note: ../shared is absent, so doc/cost-validation.md is not made again from published results"
fi

# ---- doc/a-year-on-a-hearing-aid-battery.md ----

# Made by test/cost/year.sh: its lines about one model are what the script writes today, numbers about.
if [ -d ../shared/models/mlperf_tiny ]; then
    wait
    check "the sentences about a year are true: $(cat "$work/year.err")" [ "$(cat "$work/year.status")" = 0 ]
    check "doc/a-year-on-a-hearing-aid-battery.md is about what test/cost/year.sh writes" \
        python3 test/cost/check_year.py doc/a-year-on-a-hearing-aid-battery.md "$work/year.md"
else
    echo "note: ../shared is absent, so the answer about a year is not looked at again"
fi

echo "$passed passed, $failed failed"
[ $failed = 0 ]
