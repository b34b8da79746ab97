# compare.awk HISTORY ASKED FIGURES: a table of the figures, with the change against the last line of
# the history of the same model, target and flags, and what of the history was asked for and got no
# figures. Writes what is new or changed to the file `added`, with `start` in front. ASKED: lines of
# model,target,flags. Variables: start, added.
function with_change(now, before,    change) {
    if (now == "")
        return "-"
    if (before == "" || before == now)
        return now
    change = before == 0 ? "new" : sprintf("%+.1f%%", 100 * (now - before) / before)
    return now " " change
}

FNR == 1 {
    input++
}

input == 1 {
    if (FNR > 1) {
        key = $5 FS $6 FS $7
        for (i = 8; i <= NF; i++)
            last[key, i - 4] = $i
        known[key] = 1
    }
    next
}

input == 2 {
    if (($1 FS $2 FS $3) in known)
        missing[$1 FS $2 FS $3] = 1
    next
}

{
    if ($1 != model)
        printf "\n%-33s %-11s %17s %17s %17s %17s %20s %20s\n", $1, "", "weights bytes", "code bytes", "arena bytes",
            "stack bytes", "instructions", "cycles"
    model = $1
    key = $1 FS $2 FS $3
    delete missing[key]
    differs = !(key in known)
    printf "  %-31s %-11s", $3, $2
    for (i = 4; i <= 9; i++) {
        printf " %*s", i < 8 ? 17 : 20, with_change($i, last[key, i])
        differs = differs || last[key, i] != $i
    }
    print (key in known) ? "" : "  new"
    if (differs)
        print start FS $0 > added
}

END {
    for (key in missing)
        print "gone: " key
}
