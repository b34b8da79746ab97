#!/usr/bin/env bash
# Installs what mote needs from Debian's packages, if anything is missing, and says so first.
#   tools/install-packages.sh build|test|demo|deb
set -eu
build="gcc make pkg-config libunicorn-dev libinih-dev libjansson-dev libpng-dev libsndfile1-dev
    libsamplerate0-dev zlib1g-dev nettle-dev"
cross="gcc-arm-none-eabi picolibc-arm-none-eabi qemu-system-arm"
case "${1:-build}" in
build) wanted="$build" ;;
demo) wanted="$build $cross espeak-ng" ;;
test) wanted="$build $cross espeak-ng clang clang-format g++ jq python3 cmake man-db groff-base zsh" ;;
deb) wanted="$build build-essential debhelper" ;;
*) echo "usage: $0 build|test|demo|deb" >&2; exit 2 ;;
esac
missing=""
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing Debian packages:$missing" >&2
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
# A fresh machine has no package lists yet.
$as_root apt-get update -qq >&2
$as_root apt-get install -qq -y --no-install-recommends $missing >&2
