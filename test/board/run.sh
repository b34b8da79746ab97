#!/usr/bin/env bash
# What mote makes for one's own board: the self-test on both emulated boards, and the library folder
# as the Arduino IDE, PlatformIO and Zephyr would take it. BUILD: where mote was built.
set -u
build=$(realpath "${BUILD:-build}")
mote=$build/mote
root=$PWD
model=$root/model/digits.tflite
here=$root/test/board
boards=$root/demo/board
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh

cortex_m0="-mcpu=cortex-m0 -mthumb"
cortex_m4="-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"
microbit="-Wl,--defsym=__flash=0,--defsym=__flash_size=256K,--defsym=__ram=0x20000000,--defsym=__ram_size=16K"
netduinoplus2="-Wl,--defsym=__flash=0x08000000,--defsym=__flash_size=1M,--defsym=__ram=0x20000000,--defsym=__ram_size=128K"
start="--crt0=semihost --oslib=semihost -Wl,--gc-sections"
warnings="-Wall -Wextra -Wconversion -Wshadow -pedantic -Werror"

flags_of() { # board
    [ "$1" = microbit ] && echo $cortex_m0 || echo $cortex_m4
}

# Runs a firmware; what it says by its serial line is in $said, its exit code in $status.
emulate() { # board, ELF file
    said=$(timeout 60 qemu-system-arm -M "$1" -nographic -monitor none -serial stdio \
        -semihosting-config enable=on,target=native -kernel "$2" 2>&1 </dev/null)
    status=$?
}

says() { # what, words, wanted exit code
    if [ "$said" = "$2" ] && [ $status = "$3" ]; then pass; else problem "$1: '$said', exit $status"; fi
}

# Runs the line of README.md that compiles with these flags, in $work beside the model.
as_readme_says() { # flags
    cp "$root"/model/digits.* "$work" && cd "$work" &&
        PATH=$build:$PATH bash -c "$(grep -xE -- "mote compile digits.tflite --target cortex-m4 $1 -o [a-z_]+" "$root/README.md" ||
            echo "echo no such line; false")"
}

# ---- the self-test ----

build_selftest() { # board, folder of generated files
    find "$2" -name '*.c' | xargs arm-none-eabi-gcc -std=c99 -O2 $warnings $(flags_of "$1") \
        --specs=picolibc.specs $start ${!1} -I"$2" -I"$boards" "$here/port.c" "$boards/$1.c" \
        -o "$2/firmware"
}

for board in microbit netduinoplus2; do
    for form in "" --single --rows; do
        out=$work/$board$form
        check "self-test for $board" "$mote" compile "$model" --target $board --selftest $form -o "$out"
        check "build $board $form" build_selftest $board "$out"
        emulate $board "$out/firmware"
        says "self-test on $board $form" "digits: PASS, 11 bytes equal" 0
    done
done

check "self-test, as README.md says" as_readme_says --selftest
check "build it" build_selftest netduinoplus2 "$work/selftest"
emulate netduinoplus2 "$work/selftest/firmware"
says "self-test, as README.md says" "$(grep -o 'digits: PASS, [0-9]* bytes equal' "$root/README.md")" 0

# The same input whenever it is made, and every difference is seen.
"$mote" compile "$model" --target microbit --selftest -o "$work/again" >/dev/null
check "the same self-test again" cmp "$work/microbit/digits_selftest.c" "$work/again/digits_selftest.c"
expected=$(sed -n '/expected_0/,/;/p' "$work/microbit/digits_selftest.c" | sed -nE 's/^    (.*),\};$/\1/p')
third=$(echo "$expected" | cut -d, -f3)
wrong=$(((third + 1) % 256))
sed -i "/expected_0/,/;/s/^    \([0-9]*,[0-9]*\),$third,/    \1,$wrong,/" "$work/microbit/digits_selftest.c"
check "build with a wrong byte" build_selftest microbit "$work/microbit"
emulate microbit "$work/microbit/firmware"
signed() { echo $(($1 > 127 ? $1 - 256 : $1)); }
says "a wrong byte" "digits: FAIL, output 0 byte 2 is $(signed "$third"), expected $(signed $wrong)" 1
# A network that computes something else: the first weights changed.
sed -i '0,/^    -\?[0-9]*,-\?[0-9]*,/s//    99,-99,/' "$work/netduinoplus2/digits.c"
check "build with wrong weights" build_selftest netduinoplus2 "$work/netduinoplus2"
emulate netduinoplus2 "$work/netduinoplus2/firmware"
[[ $said == "digits: FAIL, output 0 byte "* ]] && [ $status = 1 ]
check "wrong weights: '$said'" [ $? = 0 ]

# Several inputs and outputs, of several types, on this computer.
on_this_computer() { # model, target, name
    local out="$work/$3-$2" compiler
    check "self-test of $3 for $2" "$mote" compile "$1" --target $2 --selftest -o "$out"
    printf '#include <stdio.h>\nvoid %s_putc(char c);\nvoid %s_putc(char c) {\n    putchar(c);\n}\n' $3 $3 >"$work/putc.c"
    for compiler in gcc clang; do
        check "build it with $compiler" bash -c "$compiler -std=c99 -fsanitize=undefined $warnings -I$out \
            \$(find $out -name '*.c') $work/putc.c -o $out/program"
        said=$("$out/program" 2>&1)
        status=$?
        [[ $said == "$3: PASS, "*" bytes equal" ]] && [ $status = 0 ]
        check "$3 for $2 with $compiler: '$said'" [ $? = 0 ]
    done
}
on_this_computer test/cli/every_kernel.ir host every_kernel
# Kernels for an M4: where the compiler takes no assembly for it, C does what tiles do.
on_this_computer "$model" cortex-m4 digits
on_this_computer "$model" netduinoplus2 digits
on_this_computer test/board/column.ir cortex-m4 column
on_this_computer test/board/winograd.ir cortex-m4 winograd

# ---- the library folder ----

library=$work/digits_library
check "library, as README.md says" as_readme_says "--selftest --arduino"
check "second library, by rows" "$mote" compile "$model" --target cortex-m4 --name words --rows --arduino -o "$work/words"
npy "$work/zeros.npy" '|i1' '(1, 48, 24, 1)' 1152
"$mote" run "$model" "$work/zeros.npy" -o "$work/zeros_out.npy" >/dev/null
zeros_output=$(tail -c 11 "$work/zeros_out.npy" | od -An -v -w1 -td1 | tr -d ' ')

check "metadata" python3 "$here/metadata.py" "$library" digits
check "metadata of the second" python3 "$here/metadata.py" "$work/words" words

# As the Arduino IDE builds: each library an archive, the sketch as C++ behind Arduino.h, and what
# lies beside it.
cross() { # gcc or g++, arguments...
    local compiler=arm-none-eabi-$1
    shift
    $compiler -O2 -DARDUINO=10819 -ffunction-sections -fdata-sections $cortex_m4 --specs=picolibc.specs \
        -I"$library/src" -I"$work/words/src" -I"$here/arduino" -I"$boards" "$@"
}
archive() { # folder
    (mkdir -p "$1/objects" && cd "$1/objects" &&
        cross gcc -Wall -Wextra -Werror -c $(find ../src -name '*.c') && arm-none-eabi-ar rcs ../library.a ./*.o)
}
sketch() { # library, name
    local folder=$1/examples/$2 objects=$work/$2
    mkdir -p "$objects"
    cross g++ -fno-exceptions -fno-rtti -Wall -Wextra -Werror -include Arduino.h -x c++ -c \
        "$folder/$2.ino" -o "$objects/sketch.o" &&
        (cd "$objects" &&
            cross g++ -fno-exceptions -fno-rtti -Wall -Wextra -Werror -c "$here/arduino/core.cpp" &&
            cross gcc -Wall -Wextra -Werror -c "$boards/netduinoplus2.c" $(find "$folder" -name '*.c')) &&
        cross gcc $start $netduinoplus2 "$objects"/*.o "$library/library.a" "$work/words/library.a" \
            -o "$objects/firmware"
}
check "library archive" archive "$library"
check "second archive" archive "$work/words"
check "run sketch" sketch "$library" digits_run
emulate netduinoplus2 "$work/digits_run/firmware"
says "run sketch" "$(printf '42 microseconds\n%s' "$zeros_output")" 0
check "run sketch by rows" sketch "$work/words" words_run
emulate netduinoplus2 "$work/words_run/firmware"
says "run sketch by rows" "$(printf '42 microseconds\n%s' "$zeros_output")" 0
check "self-test sketch" sketch "$library" digits_selftest
emulate netduinoplus2 "$work/digits_selftest/firmware"
says "self-test sketch" "digits: PASS, 11 bytes equal" 0

# As Zephyr builds: the module by its module.yml, the self-test as the application.
zephyr() {
    cmake -S "$here/zephyr" -B "$work/zephyr" -DMODULE="$library" -DCONFIG_MOTE_DIGITS="$1" \
        -DCMAKE_SYSTEM_NAME=Generic -DCMAKE_C_COMPILER=arm-none-eabi-gcc \
        -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY \
        -DCMAKE_C_FLAGS="$cortex_m4 -O2 --specs=picolibc.specs -I$boards" \
        -DCMAKE_EXE_LINKER_FLAGS="$start $netduinoplus2" \
        -DBOARD_SOURCES="$library/examples/digits_selftest/digits_selftest.c;$here/port.c;$boards/netduinoplus2.c" &&
        cmake --build "$work/zephyr"
}
check "Zephyr module" zephyr y
emulate netduinoplus2 "$work/zephyr/application"
says "Zephyr module" "digits: PASS, 11 bytes equal" 0
if zephyr n >/dev/null 2>&1; then problem "Zephyr: a module that is off was built"; else pass; fi

echo "$passed passed, $failed failed"
[ $failed = 0 ]
