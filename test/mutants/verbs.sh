#!/usr/bin/env bash
# The first half of test/cli alone: verbs on the command line.
set -u
mote=$BUILD/mote
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh
. test/cli/verbs.sh
echo "$passed passed, $failed failed"
[ $failed = 0 ]
