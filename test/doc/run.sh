#!/usr/bin/env bash
# The documents: what they show as ```console runs and prints that (console.py says how exactly),
# the operator that doc/operators.md adds builds in a copy of the sources, links lead somewhere.
# BUILD: where mote was built.
set -u
build=$(realpath "${BUILD:-build}")
console=$(realpath test/doc/console.py)
root=$PWD
unset BUILD MAKEFLAGS MFLAGS MAKELEVEL # the example below is a build of its own
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# Runs the commands of a document in a folder.
run() { # document, folder
    local counts
    counts=$(cd "$2" && PATH=$build:$PATH python3 "$console" run "$root/$1" | tee "$work/log" | tail -n 1)
    sed '$d' "$work/log"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}

# A folder as after `make`, with what the documents use.
mkdir "$work/here"
ln -s "$build" "$work/here/build"
ln -s "$root/model" "$root/test" "$work/here/"
espeak-ng -v en-us -w "$work/here/seven.wav" seven
for document in README.md doc/*.md; do
    [ $document = doc/operators.md ] || run $document "$work/here"
done

# The worked example: sources and outputs copied, so that only what is new is built.
mkdir "$work/there"
cp -a Makefile VERSION src device target tools "$work/there/"
mkdir "$work/there/build"
(cd "$build" && find . -name '*.o' -print0 | tar -c --null -T -) | tar -x -C "$work/there/build"
python3 "$console" code doc/operators.md src/op/abs.c >"$work/there/src/op/abs.c"
export MOTE_DATA_DIR=$work/there
run doc/operators.md "$work/there"
if (cd "$work/there" && clang-format --style="file:$root/.clang-format" --dry-run -Werror src/op/abs.c); then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAILED: the example of doc/operators.md is not formatted"
fi

# Links to files of the project.
while IFS=: read -r document link; do
    if [ -e "$(dirname "$document")/$link" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $document links to $link, which is not there"
    fi
done < <(grep -oE '\]\([^)#]+' ./*.md doc/*.md | grep -v 'http' | sed 's/\](//')

echo "$passed passed, $failed failed"
[ $failed = 0 ]
