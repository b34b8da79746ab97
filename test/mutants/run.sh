#!/usr/bin/env bash
# Does a test notice when the product is broken? mutants.txt lists ways to break it, each with the
# cheapest command that must fail then.
#   test/mutants/run.sh              every entry still matches the sources exactly once (part of `make test`)
#   test/mutants/run.sh --all        breaks a copy of the tree in each way, one after the other
#   test/mutants/run.sh ID...        in these ways only
# A mutant that is not noticed has a line `explained` in the list, or fails the run. TIMEOUT: seconds for
# a command, 180 by default; one that takes longer has noticed.
set -u
here=test/mutants
list=$here/mutants.txt
[ $# -gt 0 ] || exec python3 $here/mutants.py stale $list .
unset BUILD MAKEFLAGS MFLAGS MAKELEVEL MOTE_DATA_DIR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools=$PWD/$here/mutants.py
root=$PWD
python3 "$tools" stale $list . || exit 1
python3 "$tools" list $list >"$work/list"
[ "$1" = --all ] || { printf '%s\t\n' "$@" | grep -F -f - "$work/list" >"$work/some" && mv "$work/some" "$work/list"; } || exit 1

# The copy, beside a link to what lies beside the project.
mkdir "$work/tree"
git ls-files -co --exclude-standard -z | tar -c --ignore-failed-read --null -T - 2>/dev/null | tar -x -C "$work/tree"
[ -e ../shared ] && ln -s "$(realpath ../shared)" "$work/shared"
cd "$work/tree" || exit 1
export BUILD=$work/tree/build
PATH=$BUILD:$BUILD/test/unit:$PATH

# The program, and the unit test that the command is, if it is one.
build() { # command
    local unit=${1%% *}
    make -s -j2 BUILD=build CFLAGS="-O1" all $([ -e "test/unit/$unit.c" ] && echo "build/test/unit/$unit") >"$work/build" 2>&1
}

try() { # command
    timeout -k 5 "${TIMEOUT:-180}" bash -c "$1" >"$work/log" 2>&1 </dev/null
}

# Once for each command: the unbroken tree passes.
declare -A good
passes() { # command
    [ "${good[$1]:-}" ] && return
    build "$1" && try "$1" && good[$1]=1
}

noticed=0 survived=0 explained=0 wrong=0
echo "| mutant | what is broken | command | seconds | |"
echo "|---|---|---|---|---|"
while IFS=$'\t' read -r id command why what; do
    if ! passes "$command"; then
        wrong=$((wrong + 1))
        echo "| $id | $what | \`$command\` | | **fails on the unbroken tree** |"
        tail -n 20 "$work/build" "$work/log" >&2
        continue
    fi
    start=$SECONDS
    file=$(python3 "$tools" apply "$root/$list" . "$id") || exit 1
    if ! build "$command"; then
        wrong=$((wrong + 1))
        result="**does not build**"
        tail -n 20 "$work/build" >&2
    elif ! try "$command"; then
        noticed=$((noticed + 1))
        result=noticed
    elif [ "$why" != - ]; then
        explained=$((explained + 1))
        result="explained: $why"
    else
        survived=$((survived + 1))
        result="**survived**"
    fi
    cp "$root/$file" "$file"
    echo "| $id | $what | \`$command\` | $((SECONDS - start)) | $result |"
done <"$work/list"
echo
echo "$noticed noticed, $survived survived, $explained explained"
[ $survived = 0 ] && [ $wrong = 0 ]
