#!/usr/bin/env bash
# mote as its user meets it: every verb on the command line (verbs.sh), and what becomes of the
# generated files in the hands of compilers and linkers (generated.sh). BUILD: where mote was built.
set -u
mote=$(realpath "${BUILD:-build}/mote")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh
. test/cli/verbs.sh
. test/cli/generated.sh
echo "$passed passed, $failed failed"
[ $failed = 0 ]
