#!/usr/bin/env bash
# Plans as people see them (mote plan), and limits that plans must meet.
# BUILD: where mote was built. Pages are also looked at by Chromium, where it is installed.
set -u
mote=$(realpath "${BUILD:-build}/mote")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh
digits=model/digits.tflite

# ---- text ----

arena_of() { # compile's flags...
    "$mote" compile $digits --target cortex-m4 -o "$work/out" --json "$@" | jq .arena_bytes
}
plain() { # a number of the text
    tr -d ' ' <<<"$1"
}
for flags in "" "--optimize ram" "--rows" "--rows --optimize ram"; do
    mote plan $digits $flags
    check "plan $flags" [ $status = 0 ]
    check "lines of at most 100 columns: $flags" [ "$(wc -L <"$work/stdout")" -le 100 ]
    check "plain text: $flags" [ -z "$(LC_ALL=C tr -d '\n -~' <"$work/stdout")" ]
    arena=$(plain "$(sed -nE 's/^arena ([0-9 ]+) bytes.*/\1/p' "$work/stdout")")
    check "the arena is that of compile: $flags" [ "$arena" = "$(arena_of $flags)" ]
    tensors=$(plain "$(sed -nE 's/^arena .* bytes: ([0-9 ]+) for tensors.*/\1/p' "$work/stdout")")
    bound=$(plain "$(sed -nE 's/^at least ([0-9 ]+) bytes.*/\1/p' "$work/stdout")")
    check "bound $bound, tensors $tensors: $flags" [ "$bound" -le "$tensors" ]
    above=$(sed -nE 's/.* the plan is ([0-9.]+) % above$/\1/p' "$work/stdout")
    check "$above % above: $flags" [ "$above" = "$(awk "BEGIN {printf \"%.1f\", ($tensors - $bound) * 100 / $bound}")" ]
    check "a map: $flags" [ "$(grep -c '|[a-zA-Z0-9.]*|$' "$work/stdout")" -ge 10 ]
done
mote plan $digits --rows
# Every row of the first step is made once, in order.
check "the first step makes 24 rows" [ "$(sed -nE '/makes these rows/,/memory/s/^ *[0-9]+ +[0-9 ]+ 0:([0-9-]+).*/\1/p' "$work/stdout" |
    sed -E 's/^([0-9]+)-([0-9]+)$/\1 \2/' | while read -r a b; do seq "$a" "${b:-$a}"; done | xargs)" = "$(seq 0 "$(($(sed -nE 's/^   0  .* ([0-9]+) +[0-9]+ +[0-9]+ +[0-9]+$/\1/p' "$work/stdout") - 1))" | xargs)" ]

# ---- pages and pictures ----

is_contained() { # file: XML that loads and runs nothing
    python3 - "$1" <<'EOF'
import re, sys
import xml.etree.ElementTree as xml
text = open(sys.argv[1], encoding="utf-8").read()
tree = xml.fromstring(re.sub("<!DOCTYPE html>", "", text))
tags = {e.tag.split("}")[-1] for e in tree.iter()}
bad = tags & {"script", "link", "img", "iframe", "object", "image", "use"}
text = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
sys.exit(f"{bad}" if bad or re.search(r"https?:|url\(|@import|javascript:", text) else 0)
EOF
}
for flags in "" "--rows --optimize ram"; do
    mote plan $digits $flags --html "$work/plan.html" --svg "$work/plan.svg"
    check "silent: $flags" [ ! -s "$work/stdout" ]
    check "a page: $flags" is_contained "$work/plan.html"
    check "a picture: $flags" is_contained "$work/plan.svg"
    check "with blocks: $flags" [ "$(grep -cE '<rect class="(buffer |thin )?b[0-5]"' "$work/plan.svg")" -ge 5 ]
    if type -P chromium >/dev/null; then
        for width in 360 1200; do
            python3 test/report/frame.py "$work/plan.html" $width >"$work/frame.html"
            seen=$(chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
                --window-size=1300,900 --dump-dom "file://$work/frame.html" 2>/dev/null | grep -o 'MEASURED.*END')
            check "in a browser, $width wide: $seen" [ "$seen" = "MEASURED rgb(255, 255, 255) $width  END" ]
        done
    else
        echo "note: chromium is not installed, so no browser has looked at the pages"
    fi
done
refuses 1 "it is a folder" plan $digits --html "$work" --svg "$work/new.svg"
check "nothing is left" [ ! -e "$work/new.svg" ]
refuses 1 "the model has 2 inputs" plan test/plan/two_inputs.ir --rows
refuses 1 "too large to run row by row: its arena has" plan test/plan/wide.ir --rows

# ---- limits ----

number() { # field of the last mote --json
    jq ".$1" "$work/stdout"
}
# The least that a plan needs, by what a refusal says.
mote compile $digits --target cortex-m4 -o "$work/new" --ram-limit 1000
ram=$((1000 + $(sed -nE 's/.* ([0-9]+) bytes more than --ram-limit 1000 are needed.*/\1/p' "$work/stderr")))
mote check $digits --target cortex-m4 --count 1 --json --ram-limit $ram
arena=$(number arena_bytes)
check "a limit of what is needed, $ram, is met" [ $status = 0 -a "$(number ram_bytes)" = $ram ]
mote check $digits --target cortex-m4 --count 1 --optimize ram --json
check "--optimize ram takes at most 1600 bytes more" [ "$(number arena_bytes)" -le $((arena + 1600)) ]
mote check $digits --target cortex-m4 --count 1 --json
whole=$(number ram_bytes) flash=$(number flash_bytes) fast=$(number instructions) weights=$(number weights_bytes)

fits() { # field, limit, flags...
    mote check $digits --target cortex-m4 --count 1 --json "${@:3}"
    check "${*:3}: exit $status $(cat "$work/stderr")" [ $status = 0 ]
    check "${*:3}: no byte differs" [ "$(number mismatches)" = 0 ]
    check "${*:3}: $(number "$1") fits" [ "$(number "$1")" -le "$2" ]
}
fits ram_bytes "$whole" --ram-limit "$whole"
check "what fits as it is stays fast" [ "$(number instructions)" = "$fast" ]
fits ram_bytes $((whole * 4 / 5)) --ram-limit $((whole * 4 / 5))
check "else it runs row by row" [ "$(number instructions)" -gt "$fast" ]
fits ram_bytes "$ram" --ram-limit "$ram"
fits ram_bytes "$ram" --ram-limit "$ram" --optimize ram
refuses 1 "1 bytes more than --ram-limit $((ram - 1)) are needed: an arena of $arena and a stack of" \
    compile $digits --target cortex-m4 -o "$work/new" --ram-limit $((ram - 1))
check "it says what holds it up" grep -q 'in use at [0-9]* [a-z_0-9]*: [0-9]* rows of output of' "$work/stderr"
check "nothing is written" [ ! -e "$work/new" ]
fits flash_bytes "$flash" --flash-limit "$flash"
refuses 1 "more than --flash-limit $weights are needed: $weights of constants and" \
    compile $digits --target cortex-m4 -o "$work/new" --flash-limit "$weights"
refuses 1 "1 bytes more than --flash-limit $((weights - 1)) are needed: $weights of constants alone. The largest: " \
    compile $digits --target cortex-m4 -o "$work/new" --flash-limit $((weights - 1))
# Winograd's convolutions take more of both; where that is not there, the direct ones do.
winograd=test/board/winograd.ir
mote check $winograd --target cortex-m4 --count 1 --json
more=$(number flash_bytes) fewer=$(number instructions) most_ram=$(number ram_bytes) most=$(number arena_bytes)
mote check $winograd --target cortex-m4 --count 1 --json --no-winograd
less=$(number flash_bytes) direct=$(number instructions)
check "Winograd is faster and larger" [ "$fewer" -lt "$direct" -a "$less" -lt "$more" ]
for limit in "--flash-limit $more" "--ram-limit $most_ram"; do
    mote check $winograd --target cortex-m4 --count 1 --json $limit
    check "Winograd with $limit" [ $status = 0 -a "$(number instructions)" = "$fewer" ]
done
for limit in "--flash-limit $((more - 1))" "--flash-limit $less" "--ram-limit $most" "--rows" "--optimize ram"; do
    mote check $winograd --target cortex-m4 --count 1 --json $limit
    check "no Winograd with $limit" [ $status = 0 -a "$(number mismatches)" = 0 -a "$(number instructions)" -ge "$direct" ]
done
# Weights are staged in RAM where the target says so and the limit allows it.
on_board() { # flags...
    mote check $digits --target netduinoplus2 --count 1 --json "$@"
    check "on a board ${*}: exit $status" [ $status = 0 -a "$(number mismatches)" = 0 ]
}
on_board
most_ram=$(number ram_bytes) reads=$(number flash_reads)
on_board --ram-limit "$most_ram"
check "weights are staged in $most_ram bytes" [ "$(number flash_reads)" = "$reads" ]
on_board --ram-limit $((most_ram - 1))
check "fewer are staged with a byte less" [ "$(number ram_bytes)" -lt "$most_ram" -a "$(number flash_reads)" -gt "$reads" ]
on_board --ram-limit "$whole"
check "none in what others need" [ "$(number ram_bytes)" = "$whole" -a "$(number flash_reads)" -gt $((10 * reads)) ]
for flags in "--optimize ram" --rows; do
    on_board $flags
    same=$(number arena_bytes)
    mote check $digits --target cortex-m4 --count 1 --json $flags
    check "none with $flags" [ "$(number arena_bytes)" = "$same" ]
done
refuses 1 "--ram-limit $ram are needed" compile $digits --target cortex-m4 -o "$work/new" --flash-limit "$flash" --ram-limit "$ram"
refuses 2 "'0'" compile $digits --target cortex-m4 --ram-limit 0
mkdir -p "$work/no-tools"
tools=$work/no-tools
mote compile $digits --target cortex-m4 -o "$work/out" --ram-limit $((arena + 512))
check "without tools a stack of 512 bytes is counted" [ $status = 0 ]
refuses 1 "1 bytes more than --ram-limit $((arena + 511)) are needed" compile $digits --target cortex-m4 -o "$work/new" --ram-limit $((arena + 511))
refuses 5 "--flash-limit needs the size of the code" compile $digits --target cortex-m4 -o "$work/new" --flash-limit 1000000
refuses 5 "--row-limit needs to count instructions" compile $digits --target cortex-m4 -o "$work/new" --rows --row-limit 1000000
tools=

# ---- work per push ----

mote check $digits --target cortex-m4 --count 1 --rows --json
most=$(number max_instructions_per_row)
fits max_instructions_per_row "$most" --rows --row-limit "$most"
fits max_instructions_per_row $((most * 2)) --rows --row-limit $((most * 2)) --optimize ram
refuses 1 "more than --row-limit 1; most of what waits for it: " \
    compile $digits --target cortex-m4 -o "$work/new" --rows --row-limit 1
least=$(sed -nE 's/.*the push of row 47, the last, takes ([0-9]+) instructions.*/\1/p' "$work/stderr")
fits max_instructions_per_row "$least" --rows --row-limit "$least"
refuses 1 "takes $least instructions, 1 more than --row-limit $((least - 1))" \
    compile $digits --target cortex-m4 -o "$work/new" --rows --row-limit $((least - 1))
mote compile $digits --target host -o "$work/out" --rows --row-limit 1
check "host counts nothing and says so" grep -q "note: --row-limit is not held against anything" "$work/stderr"
# A model whose costliest push is not the last: work waits for the pushes behind it.
waits="test/plan/waits.ir --target cortex-m4 --count 1 --rows --json"
mote check $waits
most=$(number max_instructions_per_row) all=$(number instructions)
mote check $waits --row-limit $((most * 3 / 4))
check "work waits: exit $status $(cat "$work/stderr")" [ $status = 0 ]
check "work waits: $(number max_instructions_per_row)" [ "$(number max_instructions_per_row)" -le $((most * 3 / 4)) ]
check "and is not less" [ "$(number instructions)" -ge $((all * 99 / 100)) ]

# ---- time ----

if [ -d ../shared/models ]; then
    for model in ../shared/models/*/*.tflite; do
        "$mote" plan "$model" >/dev/null 2>&1 || continue # float32 and the like
        for flags in "--optimize ram" "--rows --optimize ram"; do
            seconds=$( (TIMEFORMAT=%U; time "$mote" plan "$model" $flags >/dev/null 2>&1) 2>&1)
            check "$model $flags is planned within 5 s: $seconds" awk "BEGIN {exit !($seconds < 5)}"
        done
    done
else
    echo "note: ../shared is absent, so only the digit model was planned"
fi

echo "$passed passed, $failed failed"
[ $failed = 0 ]
