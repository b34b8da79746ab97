# Pages in a browser. Sourced by a run.sh, which has $work and check.

chromium() {
    command chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" "$@" 2>/dev/null
}
looks_good() { # page, width, colour of the page, Chromium's number of a colour scheme
    local seen
    python3 test/report/frame.py "$work/$1.html" "$2" >"$work/frame.html"
    seen=$(chromium --window-size=1300,900 --blink-settings=preferredColorScheme="$4" \
        --dump-dom "file://$work/frame.html" | grep -o 'MEASURED.*END')
    check "$1 in a browser, $2 wide: $seen" [ "$seen" = "MEASURED $3 $2  END" ]
}
