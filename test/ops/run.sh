#!/usr/bin/env bash
# Random draws of every operator on every target: kernels against the reference meaning.
# One test is one operator on one target. COUNT draws each (default 60; 20 on emulated cores).
set -u
mote=${BUILD:-build}/mote
passed=0
failed=0
for target in host cortex-m0 cortex-m3 cortex-m4 cortex-m7 cortex-m33 cortex-m55; do
    count=${COUNT:-$([ $target = host ] && echo 60 || echo 20)}
    out=$("$mote" check --ops --target $target --count "$count" 2>&1)
    status=$?
    good=$(echo "$out" | grep -c ' draws, 0 differ$')
    bad=$(echo "$out" | grep -cE ' draws, [1-9][0-9]* differ$')
    [ $status = 0 ] || [ "$bad" != 0 ] || bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    [ "$bad" = 0 ] || { echo "on $target:"; echo "$out"; }
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
