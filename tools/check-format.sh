#!/usr/bin/env bash
# Is every C file formatted as .clang-format says? Prints those that are not.
set -eu
cd "$(dirname "$0")/.."
git ls-files -z '*.c' '*.h' | xargs -0 clang-format --dry-run -Werror
