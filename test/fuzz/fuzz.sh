#!/usr/bin/env bash
# Lets every target (or those named) look for findings from its corpus on, one after the other, after
# `make fuzz-build`. What was found and how much was run is added to BUILD/fuzz/results.csv, which
# record.sh adds to log.csv.
#   test/fuzz/fuzz.sh BUILD SECONDS [TARGET...]
# FUZZ_FLAGS: further flags of libFuzzer. Findings are files in BUILD/fuzz/findings/TARGET.
set -u
build=$1 seconds=$2
shift 2
here=$(dirname "$0")
work=$build/fuzz
. "$here/targets.sh"
targets=${*:-$fuzz_targets}
failed=0
"$work/test/fuzz/make_seeds" "$work/seeds" || exit 1
for target in $targets; do
    corpus=$work/corpus/$target findings=$work/findings/$target log=$work/$target.log
    mkdir -p "$corpus" "$findings" "$work/samples"
    fuzz_seed "$target" "$work/seeds" "$corpus"
    before=$(ls "$findings" | wc -l)
    start=$SECONDS
    FUZZ_SAMPLE=$work/samples nice -n 19 "$work/test/fuzz/fuzz_$target" $fuzz_flags ${FUZZ_FLAGS:-} \
        -max_len="$(fuzz_max_len "$target")" -artifact_prefix="$findings/" -max_total_time="$seconds" -print_final_stats=1 \
        "$corpus" >"$log" 2>&1
    found=$(($(ls "$findings" | wc -l) - before))
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$(date -u +%F),$target,${runs:-0},$((SECONDS - start)),$found" | tee -a "$work/results.csv"
    [ "$found" = 0 ] || { failed=1; grep -E 'ERROR|^status|SUMMARY|runtime error' "$log" | head -n 5; }
done
fuzz_check_samples "$build/mote" "$work/samples" || failed=1
exit $failed
