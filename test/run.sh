#!/usr/bin/env bash
# Runs every suite and ends with the line "N passed, N failed". A suite is a program that prints
# such a line of its own; one that prints none, or exits non-zero without a failure, counts as failed.
#   test/run.sh BUILD      (from the repository's root, after `make` and `make tests`)
set -u
build=$1
passed=0
failed=0

suite() { # name, command...
    local name=$1 log="$build/test-$1.log" status line p f
    shift
    local start=$SECONDS
    "$@" >"$log" 2>&1
    status=$?
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
    p=$(echo "$line" | sed -nE 's/^([0-9]+) passed.*/\1/p')
    f=$(echo "$line" | sed -nE 's/^[0-9]+ passed, ([0-9]+) failed.*/\1/p')
    p=${p:-0}
    f=${f:-1}
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
    passed=$((passed + p))
    failed=$((failed + f))
    printf '%-24s %6d passed, %d failed  (%d s)\n' "$name" "$p" "$f" $((SECONDS - start))
    grep -E '^note:' "$log"
    if [ "$f" != 0 ]; then tail -n 30 "$log" | sed 's/^/    /'; fi
}

# A check without counts of its own: passes if the command exits 0.
check() { # name, command...
    local name=$1
    shift
    suite "$name" bash -c '"$@" && echo "1 passed, 0 failed" || { echo "0 passed, 1 failed"; exit 1; }' _ "$@"
}

export BUILD=$build
for program in "$build"/test/unit/test_*; do
    case $program in *.o | *.d) continue ;; esac
    suite "$(basename "$program")" "$program"
done
check layers tools/check-layers.sh
check format tools/check-format.sh
for script in test/*/run.sh; do
    [ -e "$script" ] && suite "$(basename "$(dirname "$script")")" "$script"
done
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
