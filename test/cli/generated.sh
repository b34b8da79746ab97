# Generated files in the hands of compilers and linkers. Sourced by run.sh.
strict="-std=c99 -ffreestanding -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror"
arm="arm-none-eabi-gcc -mthumb -mcpu=cortex-m4 --specs=picolibc.specs"
graphs=$PWD/test/cli

# Compiles every C file of the folder $2 in it, with the words that follow.
compile_all() { # folder, compiler...
    local folder=$1
    shift
    (cd "$folder" && rm -f ./*.o && "$@" -c $(find . -name '*.c'))
}

made() { # folder, mote compile's arguments...
    local folder=$work/$1
    shift
    mkdir -p "$folder"
    mote compile "$@" -o "$folder"
    [ $status = 0 ] && pass || problem "mote compile $*: $(cat "$work/stderr")"
}

# ---- warnings ----

made cortex-m4 $digits --target cortex-m4
made single $digits --target cortex-m4 --single
made host $digits --target host
made every $graphs/every_kernel.ir --target cortex-m4
made every_single $graphs/every_kernel.ir --target cortex-m0 --single
made view $graphs/view_only.ir --target cortex-m0
made view_single $graphs/view_only.ir --target host --single
check "--single makes one source for the model" [ "$(ls "$work/every_single")" = "every_kernel.c
every_kernel.h" ]
for folder in cortex-m4 single host every every_single view view_single; do
    check "$folder: gcc" compile_all "$work/$folder" gcc -O2 $strict
    check "$folder: clang" compile_all "$work/$folder" clang -O2 $strict
    check "$folder: arm-none-eabi-gcc" compile_all "$work/$folder" $arm -O2 $strict
    for header in "$work/$folder"/*.h; do
        for compiler in g++ clang++; do
            check "$(basename "$header"): $compiler" $compiler -std=c++17 -Wall -Wextra -pedantic \
                -Werror -fsyntax-only -x c++ "$header"
        done
    done
done

# Names are unique across device/, so that --single can put any kernels together.
all_kernels() { # compiler...
    local folder name
    echo '#include "device/mote.c"' >"$work/all.c"
    for name in $(basename -a device/kernel/c/*.c); do
        for folder in $kernels; do
            [ -e "device/kernel/$folder/$name" ] || continue
            echo "#include \"device/kernel/$folder/$name\"" >>"$work/all.c"
            break
        done
    done
    "$@" -I. -c "$work/all.c" -o "$work/all.o"
}
for core in cortex-m0 cortex-m4 cortex-m55; do
    kernels=$(sed -n 's/^kernels = //p' target/$core/target.conf)
    flags=$(sed -n 's/^flags = //p' target/$core/target.conf)
    check "all kernels of $core in one file" all_kernels arm-none-eabi-gcc $flags -O2 $strict
done
kernels=c
check "all kernels in one file: gcc" all_kernels gcc -O2 $strict
check "all kernels in one file: clang" all_kernels clang -O2 $strict

# ---- what is linked ----

whole() { # folder, object
    compile_all "$work/$1" $arm -Os -ffreestanding &&
        (cd "$work/$1" && arm-none-eabi-ld -r ./*.o -o whole)
}
undefined() { # folder: what it needs beside mem* and libgcc
    arm-none-eabi-nm -u "$work/$1/whole" | awk '{print $2}' |
        grep -vxE 'mem(cpy|move|set|cmp)|__aeabi_[a-z0-9_]+|__[a-z]+[sd][if](2|3)'
}
for folder in cortex-m4 single every every_single view view_single; do
    check "$folder: links" whole $folder
    check "$folder: needs nothing else" [ -z "$(undefined $folder)" ]
    check "$folder: no writable data" [ "$(arm-none-eabi-size "$work/$folder/whole" |
        awk 'NR == 2 {print $2 + $3}')" = 0 ]
done

# The constants, and only they, can be placed.
weights_bytes=$("$mote" compile $digits --target cortex-m4 --json -o "$work/json" | jq .weights_bytes)
for folder in cortex-m4 single; do
    $arm -O2 -c '-DDIGITS_CONSTANT=__attribute__((section(".placed")))' "$work/$folder/digits.c" \
        -o "$work/placed.o"
    placed=$(arm-none-eabi-size -A "$work/placed.o" | awk '$1 == ".placed" {print $2}')
    check "$folder: $weights_bytes bytes of constants are in their section" \
        [ "${placed:-0}" -ge "$weights_bytes" -a "${placed:-0}" -le $((weights_bytes + 200)) ]
done

# ---- two models in one program ----

link_and_run() { # folder, words for the compiler...
    local folder=$work/$1
    shift
    (cd "$folder" && gcc -std=c11 -O2 -Wall -Wextra -I. "$@" $(find . -name '*.c') -o user && ./user)
}
for single in "" --single; do
    made two$single $digits --target host --name one $single
    made two$single $digits --target host --name two $single
    made pair$single $digits --target host --name one $single
    made pair$single $graphs/every_kernel.ir --target host --name two $single
    for folder in two pair; do
        cp test/cli/user.c "$work/$folder$single"
    done
    check "twice the same model $single" link_and_run two$single -fsanitize=undefined
    check "two models $single" link_and_run pair$single -DTWO_IS_OTHER -fsanitize=undefined
done

# ---- the same bytes ----

mkdir "$work/elsewhere"
cp model/digits.* "$work/elsewhere"
for folder in cortex-m4 single; do
    single=$([ $folder = single ] && echo --single)
    made again/$folder "$work/elsewhere/digits.tflite" --target cortex-m4 $single
    rm -f "$work/$folder"/*.o "$work/$folder/whole"
    check "$folder: the same bytes again" diff -r "$work/$folder" "$work/again/$folder"
done
check "no path of this computer in generated files" [ -z "$(grep -rlF "$PWD" "$work/again")" ]

# ---- other device sources are refused ----

sed -i 's/^#define MOTE_ABI .*/#define MOTE_ABI 1000/' "$work/again/cortex-m4/mote/mote.h"
other_abi() {
    gcc -c "$work/again/cortex-m4/digits.c" -o "$work/other.o" 2>&1 |
        grep -q "were made by different versions of mote" && [ ! -e "$work/other.o" ]
}
check "another MOTE_ABI is refused" other_abi
