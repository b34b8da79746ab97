#!/usr/bin/env bash
# What needs root and a Debian mirror, so no part of `make test`: mote in a Debian that has nothing else.
#   test/install/clean_root.sh deb FILE.deb [FOLDER]    installs the package (`make deb`) and uses it
#   test/install/clean_root.sh i386 ARCHIVE [FOLDER]    builds the archive (`make dist`) on a 32-bit Debian,
#                                                       runs unit tests and checks on emulated cores there
# FOLDER, where the root is made, is new; it stays there if it is named.
set -eu
what=${1:?deb or i386} file=$(realpath "${2:?a file}")
root=${3:-$(mktemp -d)}
mirror=${MIRROR:-http://deb.debian.org/debian}
[ $# -ge 3 ] || trap 'rm -rf "$root"' EXIT

# With mounts of its own, which go when the command ends.
inside() {
    unshare -m --propagation private bash -c 'mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" &&
        exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive bash -euc "$2"' \
        _ "$root" "$1"
}

case $what in
deb)
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1
    cp "$file" "$root/mote.deb"
    cp /etc/resolv.conf "$root/etc/"
    inside 'apt-get update -q && apt-get install -qy --no-install-recommends /mote.deb' >>"$root.log" 2>&1
    # What works without the recommended packages, and what they add.
    inside 'cd /tmp && mote compile /usr/share/doc/mote/model/digits.tflite --target cortex-m4 -o out &&
        mote dump /usr/share/doc/mote/model/digits.tflite | tail -n 1 &&
        { mote check /usr/share/doc/mote/model/digits.tflite --target cortex-m4 || [ $? = 5 ]; }'
    inside 'apt-get install -qy gcc-arm-none-eabi picolibc-arm-none-eabi qemu-system-arm' >>"$root.log" 2>&1
    inside 'mote check /usr/share/doc/mote/model/digits.tflite --target cortex-m4 &&
        mote cost /usr/share/doc/mote/model/digits.tflite --part nrf52840 --every 60s --battery cr2032'
    inside 'apt-get remove -qy mote' >>"$root.log" 2>&1
    inside '! command -v mote && [ ! -e /usr/share/mote ]'
    ;;
i386)
    debootstrap --variant=minbase --arch=i386 --include="gcc,make,pkg-config,libunicorn-dev,libinih-dev,libjansson-dev,libpng-dev,libsndfile1-dev,libsamplerate0-dev,zlib1g-dev,nettle-dev,gcc-arm-none-eabi,picolibc-arm-none-eabi,qemu-system-arm" \
        bookworm "$root" "$mirror" >"$root.log" 2>&1
    mkdir "$root/mote"
    tar -xzf "$file" --strip-components=1 -C "$root/mote"
    inside 'cd /mote && make -s -j2 CFLAGS="-O2 -Werror" all unit-tests && [ "$(od -An -tx1 -j4 -N1 build/mote)" = " 01" ] &&
        for test in test/unit/test_*.c; do
            test=build/test/unit/$(basename $test .c)
            $test >log || { cat log; exit 1; }
            echo "$(basename $test): $(tail -n 1 log)"
        done &&
        for target in host cortex-m0 cortex-m4; do build/mote check model/digits.tflite --target $target --count 2; done &&
        build/mote check --ops --target host --count 20 | tail -n 1'
    ;;
*)
    echo "usage: $0 deb|i386 FILE [FOLDER]" >&2
    exit 2
    ;;
esac
echo "done: $what"
