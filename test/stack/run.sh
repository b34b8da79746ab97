#!/usr/bin/env bash
# A static bound of the stack that one inference takes, for every core: what -fstack-usage says of
# <model>_run (or push_row), of device/mote.c (or rows.c, stream.c), and of the deepest kernel (all
# functions of a file, as if each called the next), and some bytes for the compiler's own functions.
# It must stay within LIMIT and cover what `mote check` measures.
set -u
build=${BUILD:-build}
mote=$build/mote
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
LIMIT=512
UNKNOWN=999999
tile=0
passed=0
failed=0

expect() { # what, command...
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
    fi
}

setting() { # core, key: of its target.conf
    sed -n "s/^$2 = //p" "target/$1/target.conf"
}

# Compiles as src/sim/build.c does and prints the deepest chain of calls in the file; UNKNOWN if it
# does not compile, or a function takes an amount that is known only when it runs.
stack_of() { # core, source, bytes of calls through pointers, functions that do not count, flags
    rm -f "$work"/object.*
    arm-none-eabi-gcc $(setting "$1" flags) -std=c99 -O2 -ffunction-sections -fdata-sections \
        -fno-common -fcallgraph-info=su -I"$work" ${5:-} -c "$2" -o "$work/object.o" ||
        echo 'node: { title: "x" label: "x\n? bytes" }' >"$work/object.ci"
    awk -v unknown=$UNKNOWN -v tile="$tile" -v indirect="$3" -v without="${4:-}" -f test/stack/deepest.awk "$work/object.ci"
}

# The deepest of a model's tiles: what they push and take.
tile_of() { # source
    awk 'function registers(list, part, ends, i, count) { # "r0, r4-r11, lr"
            for (i = split(list, part, ", "); i > 0; i--) {
                count++
                if (split(part[i], ends, "-r") == 2)
                    count += ends[2] - substr(ends[1], 2)
            }
            return count
        }
        /_tile_.*:\\n"$/ && !/\.L/ {bytes = 0}
        match($0, /push[.w]* {[^}]*}/) {
            split(substr($0, RSTART, RLENGTH), word, /[{}]/)
            bytes += 4 * registers(word[2])
        }
        match($0, /sub sp, #[0-9]+/) {bytes += substr($0, RSTART + 9)}
        bytes > most {most = bytes}
        END {print most + 0}' "$1"
}

# What conv2d_dual_s8 calls in the model's file.
expand_of() { # core
    printf '#include "kernel/%s.h"\n' dual_expand tile >"$work/expand.c"
    echo 'mote_tile_rest *rest(void) { return mote_tile_rest_in_c; }' >>"$work/expand.c"
    stack_of "$1" "$work/expand.c" 0 "" "-Idevice -fkeep-static-functions"
}

# Kernels that call tiles are for cores with the DSP extension.
is_used() { # core, source
    [[ " $(setting "$1" kernels) " = *" dsp "* ]] ||
        ! grep -qE 'tile\.h"|_tile |winograd' "device/kernel/$(basename "$2" .c).h"
}

deepest_kernel() { # core, bytes of a tile: prints bytes and name
    local folder source pointer tile=$2 expand=$(expand_of "$1")
    for folder in $(setting "$1" kernels); do
        for source in device/kernel/"$folder"/*.c; do
            pointer=$2
            [ -e "$source" ] && is_used "$1" "$source" || continue
            [ "${source##*/}" != conv2d_dual_s8.c ] || [ "$expand" -le "$2" ] || pointer=$expand
            echo "$(stack_of "$1" "$source" "$pointer") $source"
        done
    done | sort -rn | head -n 1
}

# The M0 multiplies 64 bits in functions, which call others.
helpers_of() { # core
    [ "$1" = cortex-m0 ] && echo 96 || echo 64
}

within() { # bytes, most
    [ "$1" -le "$2" ] 2>/dev/null
}

# What calls the kernels: tensor by tensor, row by row, in a sliding window.
echo "core         how      run  steps  kernel  bound  measured"
for core in cortex-m0 cortex-m3 cortex-m4 cortex-m7 cortex-m33 cortex-m55; do
    kernel=
    for how in whole rows stream; do
        model=model/digits.tflite flags="--$how" steps=$how
        [ $how = whole ] && flags="" steps=mote
        [ $how = stream ] && model=test/stack/stream.ir
        rm -f "$work"/*.c
        "$mote" compile $model --target $core $flags --name model -o "$work" >/dev/null
        [ "$kernel" ] || read -r kernel name <<<"$(deepest_kernel $core "$(tile_of "$work/model.c")")"
        run=$(stack_of $core "$work/model.c" 0 mote_dual_)
        # Of rows.c, mote_rows_run is not linked where rows are pushed.
        steps=$(stack_of $core device/$steps.c 0 mote_rows_run)
        bound=$((run + steps + kernel + $(helpers_of $core)))
        measured=
        for model in $model test/cli/every_kernel.ir; do
            [ $how = whole ] || [ $model != test/cli/every_kernel.ir ] || continue
            bytes=$("$mote" check $model --target $core --count 1 $flags --json | jq .stack_bytes)
            expect "$core: $model $flags takes $bytes, the bound is $bound" within "$bytes" $bound
            measured="$measured $bytes"
        done
        printf '%-12s %-6s %5s %6s %7s %6s %s (%s)\n' $core $how "$run" "$steps" "$kernel" "$bound" \
            "$measured" "$name"
        expect "$core $how: the bound is over $LIMIT" within "$bound" $LIMIT
    done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
