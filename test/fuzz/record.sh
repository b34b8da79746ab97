#!/usr/bin/env bash
# Adds the results of fuzz.sh to log.csv and prints the sums for each target.
#   test/fuzz/record.sh BUILD
set -eu
log=$(dirname "$0")/log.csv
results=$1/fuzz/results.csv
[ -e "$log" ] || echo "date,target,executions,seconds,findings" >"$log"
if [ -e "$results" ]; then
    cat "$results" >>"$log"
    rm "$results"
fi
awk -F, 'NR > 1 { runs[$2] += $3; seconds[$2] += $4; found[$2] += $5 }
    END { for (t in runs) printf "%-12s %12d executions %8d s %4d findings\n", t, runs[t], seconds[t], found[t] }' \
    "$log" | sort
