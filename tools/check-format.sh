#!/usr/bin/env bash
# Is every C file formatted as .clang-format says? Prints those that are not.
set -eu
cd "$(dirname "$0")/.."
find demo device examples src target test -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror
