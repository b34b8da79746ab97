# Completion of mote for bash. Verbs, options and choices are what the installed mote says.

_mote_options() { # verb: its options, one a line
    mote "$1" --help 2>/dev/null | sed -nE 's/^  (--?[a-z][a-z0-9-]*).*/\1/p'
}

_mote_choices() { # verb, option: the words in brackets behind it, as in (speed|size|ram)
    mote "$1" --help 2>/dev/null |
        sed -nE "s/^  $2 .*\(([a-z0-9]+(\|[a-z0-9]+)+)\)\$/\1/p" | tr '|' '\n'
}

_mote_parts() { # part, battery, radio, sensor, regulator: the names that there are
    mote parts 2>/dev/null |
        awk -v kind="$1" 'NF <= 1 { here = $1; next } (here ? here : "part") == kind && NR > 1 { print $1 }'
}

_mote() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local verb=${COMP_WORDS[1]} words=""
    if [ "$COMP_CWORD" = 1 ]; then
        words="$(mote --help 2>/dev/null | sed -nE 's/^  ([a-z]+) .*/\1/p') --help --version"
    elif [ "$before" = --target ]; then
        words=$(mote targets 2>/dev/null | sed -nE '2,$s/ .*//p')
    elif [[ $before =~ ^--(part|battery|radio|sensor|regulator)$ ]]; then
        words=$(_mote_parts "${before#--}")
    elif [[ $word == -* ]]; then
        words=$(_mote_options "$verb")
    elif [[ $before == --* ]]; then
        words=$(_mote_choices "$verb" "$before")
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}
# Nothing of that fits: file names.
complete -o default -F _mote mote
