# Counting, and what a test of a command line asks. Sourced by run.sh.
passed=0
failed=0

pass() {
    passed=$((passed + 1))
}

problem() { # what
    failed=$((failed + 1))
    echo "FAILED: $1"
}

check() { # what, command...
    local what=$1 out
    shift
    if out=$("$@" 2>&1); then pass; else problem "$what: $* $out"; fi
}

# Runs mote; `status`, $work/stdout and $work/stderr are what came of it. It looks for tools in
# $tools, if that is set.
mote() {
    PATH=${tools:-$PATH} "$mote" "$@" >"$work/stdout" 2>"$work/stderr"
    status=$?
}

# A command that ends well and prints the words.
prints() { # words, mote's arguments...
    local words=$1
    shift
    mote "$@"
    if [ $status != 0 ]; then
        problem "mote $*: exit $status: $(cat "$work/stderr")"
    elif ! grep -qF -- "$words" "$work/stdout"; then
        problem "mote $*: no '$words' in: $(cat "$work/stdout")"
    else
        pass
    fi
}

# A command that ends with this status, one message with the words, and no output.
refuses() { # status, words, mote's arguments...
    local wanted=$1 words=$2
    shift 2
    mote "$@"
    if [ $status != "$wanted" ]; then
        problem "mote $*: exit $status, not $wanted: $(cat "$work/stderr")"
    elif ! grep -qF -- "$words" "$work/stderr"; then
        problem "mote $*: no '$words' in: $(cat "$work/stderr")"
    elif [ "$(grep -c '^mote: ' "$work/stderr")" != 1 ]; then
        problem "mote $*: not one message: $(cat "$work/stderr")"
    elif [ -s "$work/stdout" ]; then
        problem "mote $*: output: $(cat "$work/stdout")"
    else
        pass
    fi
}

# An array file of one-byte (|i1, |u1) or four-byte (<f4) elements, all zero bytes.
npy() { # file, type, shape as in Python "(1, 48, 24)", bytes of data
    local text="{'descr': '$2', 'fortran_order': False, 'shape': $3, }"
    printf '\223NUMPY\1\0\166\0%-117s\n' "$text" >"$1"
    head -c "$4" /dev/zero >>"$1"
}
