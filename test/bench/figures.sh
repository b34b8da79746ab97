# What models cost, for scripts that source this: `figures FILE FLAG...` prints a line of the figures
# named in $fields, empty where the core does not tell. Its exit code is that of `mote check`.
fields="weights_bytes code_bytes arena_bytes stack_bytes instructions cycles"
shared_models=../shared/models

figures() {
    local json status
    json=$("${BUILD:-build}/mote" check "$@" --count 1 --json)
    status=$?
    [ $status = 0 ] || return $status
    jq -r --arg fields "$fields" '. as $all | [$fields | split(" ")[] | $all[.] // ""] | join(",")' <<<"$json"
}
