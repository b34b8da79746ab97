#!/usr/bin/env bash
# Writes what the models cost now to test/budget.csv and shows what changed. Needs all models.
#   test/budget/update.sh      (BUILD: where mote was built)
set -eu
cd "$(dirname "$0")/../.."
[ -d ../shared/models ] || { echo "../shared is absent: most models of the budget are there" >&2; exit 1; }
new=$(mktemp)
trap 'rm -f "$new"' EXIT
{
    echo "# What models cost with --optimize ram; $(arm-none-eabi-gcc --version | head -n 1)"
    echo "model,target,field,value"
    test/budget/measure.sh
} >"$new"
diff -U0 test/budget.csv "$new" || true
cat "$new" >test/budget.csv
