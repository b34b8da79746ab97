#!/usr/bin/env bash
# What `make bench` prints and records: of figures that are given, and of one model on one core.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh

head='date,version,commit,compiler,model,target,flags,weights_bytes,code_bytes,arena_bytes,stack_bytes,instructions,cycles'
cat >"$work/history" <<END
$head
2026-01-01,0.1.0,a,12,m,cortex-m4,--stream,5,5,5,5,5,5
2026-01-02,0.1.0,b,12,m,cortex-m4,--stream,100,100,100,100,1000,
2026-01-02,0.1.0,b,12,m,cortex-m4,--rows,1,2,3,4,5,6
2026-01-02,0.1.0,b,12,m,cortex-m0,--rows,1,2,3,4,5,6
2026-01-02,0.1.0,b,12,other,cortex-m0,,1,2,3,4,5,6
END
printf 'm,%s\n' cortex-m4,--stream cortex-m4,--rows cortex-m0,--rows cortex-m7, >"$work/asked"
printf 'm,%s\n' cortex-m4,--stream,100,90,100,100,1015, cortex-m4,--rows,1,2,3,4,5,6 cortex-m7,,7,7,7,7,7, >"$work/figures"
awk -F, -v start=now -v added="$work/added" -f test/bench/compare.awk "$work/history" "$work/asked" \
    "$work/figures" >"$work/table"
shows() { # what is in some line, blanks made one
    tr -s ' ' <"$work/table" | grep -qxF -- "$1"
}
check "changes against the last line" shows " --stream cortex-m4 100 90 -10.0% 100 100 1015 +1.5% -"
check "nothing changed" shows " --rows cortex-m4 1 2 3 4 5 6"
check "never seen before" shows " cortex-m7 7 7 7 7 7 - new"
check "what got no figures, of those asked for" shows "gone: m,cortex-m0,--rows"
check "one thing is gone" [ "$(grep -c gone "$work/table")" = 1 ]
check "what is added" diff - "$work/added" <<END
now,m,cortex-m4,--stream,100,90,100,100,1015,
now,m,cortex-m7,,7,7,7,7,7,
END

bench() {
    MODELS=digits TARGETS=cortex-m3 HISTORY=$work/new.csv test/bench/bench.sh >"$work/bench"
}
check "a first run" bench
check "all is new" grep -q "^7 lines, 7 of them" "$work/bench"
check "a history of 8 lines" [ "$(wc -l <"$work/new.csv")" = 8 ]
check "its head" [ "$(head -n 1 "$work/new.csv")" = "$head" ]
check "a second run" bench
check "nothing is new" grep -q "^7 lines, 0 of them" "$work/bench"
check "no change is shown" [ "$(grep -c '%\|new$\|gone' "$work/bench")" = 0 ]

echo "$passed passed, $failed failed"
[ $failed = 0 ]
