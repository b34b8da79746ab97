# What fuzz.sh and run.sh share; sourced. `here` is this folder.

fuzz_targets=$(cd "$here" && ls fuzz_*.c | sed 's/^fuzz_//; s/\.c$//')

# No input may take more than 512 MB; fuzz.h sees to 2 seconds of processor time.
fuzz_flags="-timeout=60 -report_slow_units=60 -rss_limit_mb=512 -malloc_limit_mb=512"
# Freed memory is kept for a while to find its use; not so much of it that the limit above is reached.
export ASAN_OPTIONS=quarantine_size_mb=8:malloc_context_size=1

# Small inputs are many inputs.
fuzz_max_len() { # target
    case $1 in
    compile) echo 16384 ;;
    flatbuffer) echo 4096 ;;
    *) echo 512 ;;
    esac
}

# Copies what a target starts from: fresh seeds and what earlier runs found worth keeping.
fuzz_seed() { # target, seeds, corpus
    cp -r "$2/$1/." "$3/"
    [ ! -e "$here/corpus/$1.tar.gz" ] || tar -xzf "$here/corpus/$1.tar.gz" -C "$3"
}

# Models that the fuzzer made and that were compiled run on this computer as they should.
fuzz_check_samples() { # mote, folder
    local file status=0
    for file in "$2"/*.tflite; do
        [ -e "$file" ] || continue
        "$1" check "$file" --target host --count 3 >"$2/log" 2>&1 || {
            status=1
            echo "$file: $(tail -n 3 "$2/log")"
            continue
        }
        rm "$file"
    done
    return $status
}
