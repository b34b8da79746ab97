#!/bin/sh
# Writes mote.1 and mote-VERB.1 for every verb into DIR, from what `mote --help` and
# `mote VERB --help` say: options have one source.
#   man/pages.sh MOTE DIR
set -eu
mote=$1
folder=$2
version=$("$mote" --version | cut -d ' ' -f 2)
mkdir -p "$folder"

# Roff: no backslash, no leading dot or quote, and minus signs that can be copied.
escape() {
    sed -e 's/\\/\\e/g' -e "s/^[.']/\\\\\&&/" -e 's/-/\\-/g'
}

verbs() { # "compile    make a C program", one a line
    "$mote" --help | sed -n 's/^  \([a-z][a-z]*  *[^ ]\)/\1/p'
}

head_of() { # name, one line of summary
    printf '.TH %s 1 "" "mote %s" "mote"\n.SH NAME\n' "$(echo "$1" | tr a-z A-Z | escape)" "$version"
    printf '%s \\- %s\n' "$(echo "$1" | escape)" "$(echo "$2" | escape)"
}

exit_codes='.SH EXIT STATUS
0 done and equal; 1 the model or the data is refused; 2 usage; 3 an error of mote itself;
4 differs from \fB\-\-expect\fR; 5 a tool is missing, which is named.'

verb_page() { # verb, summary
    head_of "mote-$1" "$2"
    "$mote" "$1" --help | escape | awk '
        /^usage: / { sub(/^usage: /, ""); print ".SH SYNOPSIS\n.nf"; print; next }
        /^options:$/ { part = "options"; print ".SH OPTIONS"; next }
        /^example:$/ { part = "example"; print ".SH EXAMPLES\n.nf"; next }
        part == "" && /^$/ && !described { described = 1; print ".fi\n.SH DESCRIPTION"; next }
        /^$/ { next }
        part == "options" && match($0, /[^ ]   *[^ ]/) {
            print ".TP\n\\fB" substr($0, 3, RSTART - 2) "\\fR\n" substr($0, RSTART + RLENGTH - 1)
            next }
        { print }
        END { if (part == "example") print ".fi" }'
    printf '%s\n.SH SEE ALSO\n.BR mote (1)\n' "$exit_codes"
}

main_page() {
    head_of mote "compile a trained int8 model to C for a microcontroller, and prove it"
    cat <<'PAGE'
.SH SYNOPSIS
\fBmote\fR \fIVERB\fR ...
.SH DESCRIPTION
Turns a trained int8 model (.tflite) into a C program for a microcontroller, runs it on an emulated
core, and shows that every byte of every output is right and what it costs.
.PP
Results go to standard output, messages to standard error.
\fB\-\-json\fR prints one JSON object with a field \fBschema\fR.
.SH VERBS
PAGE
    verbs | escape | while read -r verb summary; do
        printf '.TP\n\\fBmote\\-%s\\fR(1)\n%s\n' "$verb" "$summary"
    done
    cat <<'PAGE'
.SH ENVIRONMENT
.TP
\fBMOTE_DATA_DIR\fR
The folder that has device/ and target/, in place of the installed one.
.SH FILES
.TP
\fIPREFIX\fR/share/mote
Device sources, and the descriptions of cores and boards.
PAGE
    printf '%s\n' "$exit_codes"
}

main_page >"$folder/mote.1"
verbs | while read -r verb summary; do
    verb_page "$verb" "$summary" >"$folder/mote-$verb.1"
done
