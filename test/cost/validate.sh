#!/usr/bin/env bash
# Writes doc/cost-validation.md to stdout: figures of part/, compared with published rows.
# usage: test/cost/validate.sh RESULTS.csv
set -eu
csv=$1

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
} >"${TMPDIR:-/tmp}/mote-validate.$$"
trap 'rm -f "${TMPDIR:-/tmp}/mote-validate.$$"' EXIT
# The csv first loses what is not ASCII: some awks count letters, some bytes.
LC_ALL=C awk -f test/cost/validate.awk "${TMPDIR:-/tmp}/mote-validate.$$" FS=, "$csv"
