# The deepest chain of calls in a file, in bytes, from gcc's -fcallgraph-info=su. A call through a
# pointer takes `indirect` bytes; in functions called *_multiply, which call tiles, `tile`. Functions
# whose name has `without` in it do not count. `unknown` where a function takes an amount that is known
# only when it runs.
function depth(f, i, d, most) {
    if (f in known)
        return known[f]
    most = 0
    for (i = 1; i <= calls[f]; i++) {
        d = callee[f, i] != "__indirect_call" ? depth(callee[f, i]) \
            : f ~ /_multiply$/ ? tile : indirect
        most = d > most ? d : most
    }
    return known[f] = bytes[f] + most
}
/^node:/ {
    split($0, part, "\"")
    name = part[2]
    if ((without != "" && index(name, without)) || part[4] !~ /bytes/)
        next
    bytes[name] = unknown
    if (match(part[4], /[0-9]+ bytes \(static\)/))
        bytes[name] = substr(part[4], RSTART) + 0
}
/^edge:/ {
    split($0, part, "\"")
    callee[part[2], ++calls[part[2]]] = part[4]
}
END {
    for (f in bytes)
        most = depth(f) > most ? depth(f) : most
    print most + 0
}
