#!/usr/bin/env bash
# Writes doc/cost-validation.md to stdout: figures of part/, compared with published rows.
# usage: test/cost/validate.sh RESULTS.csv [MOTE MODELS]
# With MOTE, the binary, and MODELS, the folder of MLPerf Tiny's: also about the code that mote makes.
set -eu
csv=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
spans=$work/spans

# figure FILE SECTION KEY: the number; error FILE SECTION KEY: its relative error.
field() { awk -v want="[$2]" -v key="$3" -v which="$4" '
    /^\[/ { here = $0 == want }
    here && $1 == key {
        mark = $0 ~ /\| *unverified/ ? 0.30 : $0 ~ /\| *(secondary|computed)/ ? 0.15 : $0 ~ /\| *measured/ ? 0.05 : 0.10
        if (which == "value") print $3
        else if ($4 == "+-") print $5 / 100
        else print mark
        found = 1
        exit
    }
    END { if (!found) { print "no " key " in " FILENAME > "/dev/stderr"; exit 1 } }' "$1"; }
value() { field "$1" "$2" "$3" value; }
error() { field "$1" "$2" "$3" error; }

# point KEY PART FILE SECTION CLASS VOLTS: volts of the sheet for a switching regulator (then mW), or - (then mA)
point() {
    local key=$1 part=$2 file=part/$3.conf section=$4 class=$5 volts=$6 mhz sheet entry
    mhz=$(value "$file" "$section" clock_mhz)
    entry=table_ma
    [ "$class" = headline ] && entry=headline_ua_per_mhz
    sheet=$(value "$file" "$section" $entry)
    awk -v key="$key" -v part="$part" -v class="$class" -v sheet="$sheet" -v mhz="$mhz" -v volts="$volts" \
        -v e="$(error "$file" "$section" $entry)" -v p="$(error "$file" "$section" power_uw)" 'BEGIN {
        ma = class == "headline" ? sheet * mhz / 1000 : sheet
        print "point", key, part, class, volts == "-" ? ma : ma * volts, volts == "-" ? "ma" : "mw", e, p }'
}

{
    point l4r5-ldo STM32L4R5 stm32l4r5 "run 120" headline -
    point l4r5-smps STM32L4R5 stm32l4r5 "run 120-smps" headline "$(value part/stm32l4r5.conf "run 120-smps" sheet_v)"
    point u575 STM32U575 stm32u575 "run 160" table "$(value part/stm32u575.conf "run 160" sheet_v)"
    point mg24 EFR32MG24 efr32mg24 "run 78" table "$(value part/efr32mg24.conf "run 78" sheet_v)"
    point ra6m4 RA6M4 ra6m4 "run 200" table -
    echo "point rx65n RX65N none 0 mw 0 $(error part/rx65n.conf "run 120" power_uw)"
    for class in table headline; do
        echo "factor $class $(value part/supply/smps.conf supply ${class}_factor) $(error part/supply/smps.conf supply ${class}_factor)"
    done
    l4=$(value part/stm32l4r5.conf part memory_factor)
    f746=$(value part/stm32f746.conf part memory_factor)
    m7=$(value part/core/cortex-m7.conf core cycles_factor)
    m467=$(value part/m467.conf part memory_factor)
    awk -v a="$m467" -v l="$l4" -v e="$(error part/m467.conf part memory_factor)" 'BEGIN { print "cycles m467", a / l, e }'
    awk -v a="$f746" -v m="$m7" -v l="$l4" -v e="$(error part/core/cortex-m7.conf core cycles_factor)" 'BEGIN { print "cycles m7", a * m / l, e }'
} >"$work/figures"
# The csv first loses what is not ASCII: some awks count letters, some bytes.
LC_ALL=C awk -v spans="$spans" -f test/cost/validate.awk "$work/figures" FS=, "$csv"

# ---- the timing model ----

cat <<'TEXT'
## The timing model against a board

Of one published software the kernels are known: microTVM with CMSIS-NN. CMSIS-NN's own layers of these models, built with gcc -O2, were run on an emulated Cortex-M4 and timed by a prototype of the model in [timing.md](timing.md), of the same rules: 8.98, 28.4, 37.0 and 0.704 million cycles with memory that never waits. Times the memory factor of the STM32L4R5, at 120 MHz, beside what the board took (two submitters, the same latency but for vww):

| model | predicted | published | error |
|---|---|---|---|
TEXT
LC_ALL=C awk -F, -v factor="$(value part/stm32l4r5.conf part memory_factor)" \
    -v e1="$(error part/stm32l4r5.conf part memory_factor)" -v e2="$(error part/core/cortex-m4.conf core cycles_factor)" '
    tolower($3) ~ /cmsis/ && $3 ~ /L4R5/ { sum[$5] += $6; rows[$5]++ }
    END {
        bar = sqrt(e1 * e1 + e2 * e2)
        split("kws vww ic ad", name, " "); split("8.98 28.4 37.0 0.704", cycles, " ")
        for (i = 1; i <= 4; i++) {
            ms = cycles[i] * factor * 1000 / 120; board = sum[name[i]] / rows[name[i]]; error = ms / board - 1
            mean += (error < 0 ? -error : error) / 4
            within += (error < 0 ? -error : error) <= bar
            printf "| %s | %.4g ms | %.4g ms | %.1f %% |\n", name[i], ms, board, 100 * error
        }
        printf "\nMean error %.1f %%; %d of 4 within the %.0f %% that `mote cost` states for this core and part.", 100 * mean, within, 100 * bar
        print " microTVM calls CMSIS-NN for most of the work, not for all of it, and what it does beside is in the published time and not in the prediction: all predictions are low, and how much of that is the model'"'"'s or the factor'"'"'s cannot be told apart. The factor of 1.2 comes from the flash'"'"'s wait states, not from these rows.\n"
    }' "$csv"
[ $# -ge 3 ] || exit 0

# ---- the code that mote makes: not compared by the test, since it changes with the kernels ----

mote=$2 models=$3
cat <<'TEXT'
## The code that mote makes

**No board has measured it.** What follows compares, it does not validate: published rows are other people's software. The error of cycles that `mote cost` states is that of the timing model ([timing.md](timing.md), argued from Arm's tables, not measured) and of the part's memory factor, most of which are unverified.

`mote cost`, version and kernels of the day this was made, beside the span of all published submissions on the same part at the same clock. Folding takes half the work out of vww ([folding.md](folding.md)).

| model | part | `mote cost` says | published: best to worst |
|---|---|---|---|
TEXT
# tag:file of the csv's benchmarks
for pair in kws:kws_ref_model vww:vww_96_int8 ic:pretrainedResnet_quant ad:ad01_int8; do
    "$mote" cost "$models/${pair#*:}.tflite" --part stm32l4r5@120 --part stm32u575@160 --part stm32f746 \
        --part m467 --part stm32g0b1 --json |
        jq -r --arg tag "${pair%%:*}" '.parts[] | "own \($tag) \(.part) \(.latency_ms) \(.mhz) \(.latency_relative_error)"'
done | LC_ALL=C awk '
    $1 == "own" {
        key = $2 SUBSEP $3
        order[++n] = key; tag[n] = $2; part[n] = $3; ms[key] = $4; mhz[key] = $5; error[key] = $6
        next
    }
    { split($0, f, ","); p = "" }
    f[3] ~ /L4R5/ { p = "stm32l4r5" }
    f[3] ~ /U5[78]5/ { p = "stm32u575" }
    f[3] ~ /F746/ { p = "stm32f746" }
    f[3] ~ /M467/ { p = "m467" }
    f[3] ~ /G0B1/ { p = "stm32g0b1" }
    p != "" {
        key = f[5] SUBSEP p
        if (!(key in best) || f[6] < best[key]) best[key] = f[6] + 0
        if (f[6] > most[key]) most[key] = f[6] + 0
    }
    END {
        for (i = 1; i <= n; i++) {
            key = order[i]
            printf "| %s | %s, %d MHz | %.4g ms +- %.0f %% | %.4g to %.4g ms |\n", tag[i], part[i], mhz[key], ms[key], 100 * error[key], best[key], most[key]
        }
        print "\nWhat the rows can say about the timing models is how one core stands to another. Cycles over those of the STM32L4R5 (M4F), with memory factors, and the published span of the same ratio, same software on both:\n"
        print "| core | kws | vww | ic | ad | published: least to most |\n|---|---|---|---|---|---|"
        line("stm32u575", "M33")
        line("stm32f746", "M7")
        line("m467", "M4F, other memory")
        line("stm32g0b1", "M0+")
    }
    function of(model, p,    key, base) {
        key = model SUBSEP p; base = model SUBSEP "stm32l4r5"
        return sprintf("%.2f", ms[key] * mhz[key] / ms[base] / mhz[base])
    }
    function line(p, label) { printf "| %s | %s | %s | %s | %s | SPAN %s |\n", label, of("kws", p), of("vww", p), of("ic", p), of("ad", p), p }
' - "$csv" | sed -f "$spans"
cat <<'TEXT'

The M7's ratio was fitted to these rows, and the M467's is the part file's factor: neither is a result. The M33's comes from its timing model. Where a ratio lies outside the span, as the M0+'s does, the mix of instructions differs between the two cores (mote's M4 code was worked on most), or the timing model or the memory factor is wrong; without a board nobody can tell which.
TEXT
