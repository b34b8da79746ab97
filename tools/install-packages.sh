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
test) wanted="$build $cross espeak-ng flite clang libclang-rt-dev clang-format g++ jq python3 cmake man-db groff-base zsh" ;;
deb) wanted="$build build-essential debhelper" ;;
*) echo "usage: $0 build|test|demo|deb" >&2; exit 2 ;;
esac
missing=""
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing Debian packages, which can take some minutes:$missing" >&2
as_root=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "cannot install them without sudo; as root: apt-get install$missing" >&2
        exit 1
    }
    as_root="sudo DEBIAN_FRONTEND=noninteractive"
fi
export DEBIAN_FRONTEND=noninteractive
# Hundreds of lines, of interest only if it fails.
quietly() { # command...
    local log
    log=$($as_root "$@" 2>&1) || {
        echo "$log" >&2
        exit 1
    }
}
# A fresh machine has no package lists yet.
quietly apt-get update -qq
quietly apt-get install -qq -y --no-install-recommends $missing
