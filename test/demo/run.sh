#!/usr/bin/env bash
# The demonstration: all ten digits of a synthetic voice are heard right on an emulated micro:bit,
# one of them on the other board, too; another sound does not change the firmware.
set -u
build=${BUILD:-build}
demo=$build/demo-digits
out=$build/test/demo
mkdir -p "$out"
passed=0
failed=0

expect() { # what, condition's exit code, output
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
        echo "$3"
    fi
}

hashes=""
for word in zero one two three four five six seven eight nine; do
    espeak-ng -v en-us -w "$out/$word.wav" $word
    boards=microbit
    [ $word = seven ] && boards="microbit netduinoplus2"
    heard=$("$demo" model/digits.tflite "$out/$word.wav" $boards 2>&1)
    status=$?
    [ "$(echo "$heard" | grep -c "heard    $word,")" = "$(echo "$boards" | wc -w)" ] || status=1
    expect "$word on $boards" $status "$heard"
    if [ $word = seven ]; then # with the kernels of its core
        network_ms=$(echo "$heard" | sed -nE 's/.*of sound, ([0-9]+) ms for the network.*/\1/p' | tail -n 1)
        [ "${network_ms:-99}" -le 20 ]
        expect "the Cortex-M4 runs its own kernels: $network_ms ms" $? "$heard"
    fi
    hashes="$hashes $(echo "$heard" | sed -nE 's/^BBC micro:bit.*sha256 //p')"
done
[ "$(echo $hashes | tr ' ' '\n' | sort -u | wc -l)" = 1 ]
expect "one firmware for every sound" $? "$hashes"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
