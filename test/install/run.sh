#!/usr/bin/env bash
# From a source archive to an installed mote in use: builds outside git, in another folder, with
# clang; `make install`; documents and completions; the example with make and with CMake.
# BUILD: where mote was built.
set -u
build=$(realpath "${BUILD:-build}")
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh
# What is tested here must not take the variables of a make around it.
unset MAKEFLAGS MAKELEVEL BUILD MOTE_DATA_DIR
version=$(cat VERSION)

# ---- the source archive ----

archive=$work/dist/mote-$version.tar.gz
check "make dist" make dist BUILD="$work/dist"
check "the same archive again" bash -c "cp $archive $work/first && make dist BUILD=$work/dist && cmp $archive $work/first"
tar -xzf "$archive" -C "$work"
tree=$work/mote-$version
[ -e "$tree/.git" ] && problem "the archive has a .git"
cd "$work" || exit 1
mkdir -p elsewhere
build_elsewhere() {
    cd elsewhere && make -s -j2 -f "$tree/Makefile" CC=clang CFLAGS="-O0 -Werror" all unit-tests
}
check "a build in another folder, with clang" build_elsewhere
check "its program" elsewhere/build/mote compile "$tree/model/digits.tflite" --target cortex-m0 -o compiled
check "its tests" elsewhere/build/test/unit/test_base
check "its format" "$tree/tools/check-format.sh"
check "its layers" "$tree/tools/check-layers.sh"
check "nothing written beside its sources" test ! -e "$tree/build"

# ---- make install ----

prefix=$work/stage/opt/tools
check "make install" make -C "$root" install BUILD="$build" DESTDIR="$work/stage" PREFIX=/opt/tools
mote=$prefix/bin/mote
model=$prefix/share/doc/mote/model/digits.tflite
export PATH=$prefix/bin:$PATH
check "it finds its data" env -i PATH=/usr/bin:/bin HOME=/nonexistent "$mote" check "$model" --target cortex-m4 --count 1
check "its data is the installed one" bash -c "mv $prefix/share/mote $prefix/share/elsewhere &&
    MOTE_DATA_DIR=$prefix/share/elsewhere mote targets && mv $prefix/share/elsewhere $prefix/share/mote"

headers_alone() { # compiler...
    (cd "$prefix/include/mote" && find . -name '*.h' -print0 | sort -z |
        xargs -0 -I{} "$@" -Wall -Wextra -pedantic -Werror -fsyntax-only {})
}
check "headers in C" headers_alone gcc -std=c99 -x c
check "headers in C++" headers_alone g++ -std=c++17 -x c++

verbs=$("$mote" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
[ -n "$verbs" ] || problem "no verbs"
for page in mote $(echo "$verbs" | sed 's/^/mote-/'); do
    file=$prefix/share/man/man1/$page.1
    check "page $page is clean" test "$(groff -man -Tutf8 -ww -z "$file" 2>&1)" = ""
    check "page $page is found" man -M "$prefix/share/man" -w "$page"
done
check "a page says what --help says" bash -c \
    "MANWIDTH=200 man -l $prefix/share/man/man1/mote-compile.1 | grep -qF 'what matters most (speed|size|ram)'"

complete_bash() { # words...: prints what bash offers for the last one
    bash -c '. "$0"; COMP_WORDS=(mote "$@"); COMP_CWORD=$#; _mote; echo "${COMPREPLY[*]}"' \
        "$prefix/share/bash-completion/completions/mote" "$@"
}
check "bash: verbs" test "$(complete_bash com)" = "compile"
check "bash: options" test "$(complete_bash compile x --op)" = "--optimize"
check "bash: choices" test "$(complete_bash compile --optimize s)" = "speed size"
check "bash: targets" test "$(complete_bash check --target micro)" = "microbit"
check "bash: parts" test "$(complete_bash cost x --part stm32u57)" = "stm32u575"
check "bash: batteries" test "$(complete_bash cost x --battery za)" = "za10 za13 za312 za675"
check "bash: files are left to bash" test -z "$(complete_bash run m)"

complete_zsh() { # words...: prints what is given to zsh's completion system
    zsh -f -c '_arguments() { print -rl -- "$@" }
        _describe() { print -rl -- ${(P)2} }
        words=(mote "$@"); CURRENT=$#words; . '"$prefix/share/zsh/site-functions/_mote" zsh "$@"
}
check "zsh: verbs" grep -qx 'compile:.*' <(complete_zsh com)
check "zsh: options" grep -qx -- '\*--optimize\[.*\]:GOAL:(speed size ram)' <(complete_zsh compile x)
check "zsh: targets" grep -qx -- '\*--target\[.*\]:T:_mote_targets' <(complete_zsh compile x)

# ---- the example, as README.md says ----

is_part_of() { # language of a block in README.md, file: every line of the block is there
    local line count=0
    while IFS= read -r line; do
        grep -qxF -- "$line" "$2" || { echo "not in $2: $line"; return 1; }
        count=$((count + 1))
    done < <(sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/!p}" "$root/README.md")
    [ $count -gt 0 ]
}
check "README.md on make" is_part_of make "$root/examples/digits/Makefile"
check "README.md on CMake" is_part_of cmake "$root/examples/digits/CMakeLists.txt"

npy zeros.npy '|i1' '(1, 48, 24, 1)' 1152
check "the example on this computer" mote run "$model" zeros.npy -o out.npy
expected=$(tail -c 11 out.npy | od -An -v -w11 -td1 | sed -E 's/^ *//; s/ +/ /g')
cp -r "$prefix/share/doc/mote" doc
ends_with_expected() { # command...
    "$@" >log 2>&1 || { cat log; return 1; }
    grep -qxF -- "$expected " log || { cat log; return 1; }
}
check "plain make" ends_with_expected timeout 120 make -j2 -C doc/examples/digits run
check "clean" make -C doc/examples/digits clean
check "clean leaves what was there" diff -r "$root/examples" doc/examples
cd doc/examples/digits || exit 1
check "CMake configures" cmake -B build --toolchain cortex-m4.cmake -DCMAKE_PREFIX_PATH="$prefix"
check "CMake" ends_with_expected timeout 120 cmake --build build --target run
before=$(stat -c %y build/mote-digits/digits.c)
sleep 0.01
touch ../../model/digits.tflite
check "CMake again" ends_with_expected timeout 120 cmake --build build --target run
check "a new model is compiled anew" test "$before" != "$(stat -c %y build/mote-digits/digits.c)"
asks_for() { # version
    sed -i "s/find_package(mote.*/find_package(mote $1 REQUIRED)/" CMakeLists.txt
    cmake -B "build-$1" --toolchain cortex-m4.cmake -DCMAKE_PREFIX_PATH="$prefix" >log 2>&1
}
check "CMake: the version fits" asks_for "${version%.*}"
asks_for 99.0
check "CMake: version 99 does not" grep -q "requested version \"99.0\"" log

echo "$passed passed, $failed failed"
[ $failed = 0 ]
