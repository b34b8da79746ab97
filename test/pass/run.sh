#!/usr/bin/env bash
# Examples of what passes do: NAME.ir becomes NAME.after.ir by the pass that NAME begins with (up to a
# hyphen) and those before it, and generated code of it equals the reference meaning.
#   test/pass/run.sh           (BUILD: where mote was built)
#   test/pass/run.sh update    writes the .after.ir files anew; look at what changed
set -u
mote=${BUILD:-build}/mote
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

check() { # what, command...
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
        head -n 20 "$work/log"
    fi
}

for before in test/pass/*.ir; do
    name=$(basename "$before" .ir)
    case $name in *.after | two_convolutions) continue ;; esac
    "$mote" dump "$before" --after "${name%%-*}" >"$work/after.ir"
    [ "${1:-}" != update ] || cp "$work/after.ir" "test/pass/$name.after.ir"
    check "$name: what the pass leaves" diff "test/pass/$name.after.ir" "$work/after.ir"
    for flags in "" --no-fold; do
        check "$name: generated code${flags:+, $flags}" "$mote" check "$before" --target host $flags
    done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
