#!/usr/bin/env bash
# The dependency direction of the folders under src/ (see DESIGN.md): a file may include only what
# lies to the left of its own folder, or its own folder. Prints offending lines; exit 1 if any.
set -eu
cd "$(dirname "$0")/.."
declare -A allowed=(
    [base]="base device"
    [ir]="ir base"
    [op]="op ir base device"
    [import]="import op ir base"
    [pass]="pass op ir base"
    [plan]="plan op ir base device"
    [emit]="emit op ir base device"
    [report]="report cost plan op ir base device"
    [audio]="audio base device"
    [sim]="sim base"
    [cost]="cost base"
    [cmd]="cmd report cost sim audio emit plan pass import op ir base device target"
)
bad=0
for folder in src/*/; do
    name=$(basename "$folder")
    for header in $(grep -rhoE '^#include "[^"]+"' "$folder" | sed 's/#include "\(.*\)"/\1/' | sort -u); do
        top=${header%%/*}
        [ "$top" = "$header" ] && continue
        case " ${allowed[$name]:-} " in
        *" $top "*) ;;
        *) echo "src/$name must not include $header:"
           grep -rnE "^#include \"$header\"" "$folder"
           bad=1 ;;
        esac
    done
done
if grep -rnE '#include "(src|base|ir|op|import|pass|plan|emit|report|sim|cost|cmd)/' device; then
    echo "device/ must not include anything from src/"
    bad=1
fi
exit $bad
