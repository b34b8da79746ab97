#!/usr/bin/env bash
# Random draws of every operator on every target: kernels against the reference meaning; on this
# computer also pushed row by row, on a Cortex-M4 those whose kernels are others then, behind slow
# flash those with weights staged in RAM. One test is one operator on one target. COUNT draws each
# (default 60; 20 on emulated cores and in rows).
set -u
mote=${BUILD:-build}/mote
passed=0
failed=0

draw() { # target, draws, flags...
    local target=$1 count=${COUNT:-$2} out status good bad
    shift 2
    out=$("$mote" check --ops --target "$target" --count "$count" "$@" 2>&1)
    status=$?
    good=$(echo "$out" | grep -c ' draws, 0 differ$')
    bad=$(echo "$out" | grep -cE ' draws, [1-9][0-9]* differ$')
    [ $status = 0 ] || [ "$bad" != 0 ] || bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    [ "$bad" = 0 ] || { echo "on $target $*:"; echo "$out"; }
}

draw host 60
for target in cortex-m0 cortex-m3 cortex-m4 cortex-m7 cortex-m33 cortex-m55; do
    draw $target 20
done
draw host 20 --rows
draw cortex-m4 200 --rows conv_2d depthwise_conv_2d
draw netduinoplus2 60 conv_2d
echo "$passed passed, $failed failed"
[ $failed = 0 ]
