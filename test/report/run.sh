#!/usr/bin/env bash
# What mote shows of a model: accuracy (run --labels, eval), tables (dump), pages (compile --html).
# BUILD: where mote was built. Pages are also looked at by Chromium, where it is installed.
set -u
mote=$(realpath "${BUILD:-build}/mote")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. test/cli/lib.sh
digits=model/digits.tflite
arrays="python3 test/report/arrays.py"

# ---- accuracy ----

$arrays random "$work/x.npy" '|i1' '(40, 48, 24, 1)' 1
mote run $digits "$work/x.npy" -o "$work/y.npy"
$arrays labels "$work/y.npy" "$work/labels.npy"
$arrays expect "$work/y.npy" "$work/labels.npy" >"$work/expected"
mote run $digits "$work/x.npy" --labels "$work/labels.npy" --json
check "right and confusion" jq -es '.[0] as $e | .[1] | .right == 32 and .right == $e.right and
    .accuracy == 0.8 and .confusion == $e.confusion' "$work/expected" "$work/stdout"
prints "accuracy 80.00 %, 32 of 40" run $digits "$work/x.npy" --labels "$work/labels.npy"
check "a row a class" [ "$(wc -l <"$work/stdout")" = 13 ]
prints "of 7" run $digits "$work/x.npy" --labels "$work/labels.npy" --count 7
mote eval $digits --data "$work/x.npy" --labels "$work/labels.npy" --target host,cortex-m0,cortex-m55 --json
check "the same on every target" jq -es '.[0] as $e | .[1] | .schema == "mote-eval/1" and .right == 32 and
    .confusion == $e.confusion and [.targets[].target] == ["host", "cortex-m0", "cortex-m55"] and
    all(.targets[]; .right == 32 and .accuracy == 0.8 and .mismatches == 0)' "$work/expected" "$work/stdout"
prints "every byte equal" eval $digits --data "$work/x.npy" --labels "$work/labels.npy" --target host --count 3

npy "$work/few.npy" '|u1' '(39,)' 39
refuses 1 "holds 39 labels, but there are 40 inputs" run $digits "$work/x.npy" --labels "$work/few.npy"
npy "$work/many.npy" '|u1' '(41,)' 41
refuses 1 "holds 41 labels" run $digits "$work/x.npy" --labels "$work/many.npy"
npy "$work/real.npy" '<f4' '(40,)' 160
refuses 1 "labels are integers [N]" run $digits "$work/x.npy" --labels "$work/real.npy"
$arrays random "$work/any.npy" '|u1' '(40,)' 2
refuses 1 "the model has the classes 0 to 10" run $digits "$work/x.npy" --labels "$work/any.npy"
refuses 2 "eval needs --data" eval $digits --target host
refuses 2 "unknown target 'z80'" eval $digits --data "$work/x.npy" --labels "$work/labels.npy" --target host,z80
refuses 1 "No such file" eval $digits --data "$work/none.npy" --labels "$work/labels.npy" --target host

# ---- tables ----

prints "16 operators, 1128256 MAC, 30458 bytes of constants" dump $digits
mote compile $digits --target cortex-m0 -o "$work/out" --json
cp "$work/stdout" "$work/portable.json"
mote compile $digits --target cortex-m4 -o "$work/out" --json
cp "$work/stdout" "$work/compile.json"
check "the totals of dump are those of compile" [ "$("$mote" dump $digits |
    sed -nE 's/.* ([0-9]+) MAC, ([0-9]+) bytes of constants/\1 \2/p')" = "$(jq -r '"\(.macs_folded) \(.weights_bytes)"' "$work/portable.json")" ]
mote dump $digits
check "no line is long" [ "$(wc -L <"$work/stdout")" -le 140 ]
"$mote" dump $digits --ir >"$work/digits.ir"
check "--ir reads back" cmp "$work/digits.ir" <("$mote" dump "$work/digits.ir" --ir)
cat >"$work/hostile.ir" <<'IR'
graph hostile
%0 "</svg><script>alert(1)</script>\x1b[31m\xff\"&'" : int8[1,4] scale 0.5 zero -1 = input
%1 "a<b>\x07\xc3\xa4\xed\xa0\x80" : int8[1,4] scale 0.00390625 zero -128 = softmax(%0) beta 1
output %1
IR
mote dump "$work/hostile.ir"
check "names are printable" [ "$status" = 0 ]
check "names are printable" [ -z "$(LC_ALL=C tr -d '\n -~' <"$work/stdout")" ]

cp test/cli/every_kernel.ir "$work/every.ir"
python3 test/report/branches.py >"$work/branches.ir"

# ---- pages ----

page() { # name, model, target, option...
    mote compile "$2" --target "$3" "${@:4}" -o "$work/out" --html "$work/$1.html" --json
    cp "$work/stdout" "$work/$1.json"
    check "a page of $1" [ $status = 0 ]
}
page digits $digits cortex-m4
"$mote" check $digits --target cortex-m4 --count 1 --profile --json >"$work/check.json"
check "the page of digits" python3 test/report/check_page.py "$work/digits.html" "$work/digits.json" "$work/check.json"
mkdir "$work/no-tools"
tools=$work/no-tools
for name in every hostile branches; do
    page $name "$work/$name.ir" cortex-m0
    check "the page of $name" python3 test/report/check_page.py "$work/$name.html" "$work/$name.json"
done
page rows $digits cortex-m4 --rows
check "the page of rows" python3 test/report/check_page.py "$work/rows.html" "$work/rows.json"
mote compile $digits --target cortex-m4 -o "$work/out" --html "$work/bare.html"
check "without tools a page without numbers" [ "$status" = 0 ]
check "without tools a note" grep -q "note: the page is without measurements on cortex-m4: arm-none-eabi-gcc" "$work/stderr"
tools=
check "the page without numbers" python3 test/report/check_page.py "$work/bare.html" "$work/compile.json"
refuses 1 "it is a folder" compile $digits --target host -o "$work/new" --html "$work"
check "nothing is left" [ ! -e "$work/new" ]

# ---- pages in a browser ----

. test/report/browser.sh
if type -P chromium >/dev/null; then
    for page in digits every hostile branches rows; do
        looks_good $page 360 "rgb(255, 255, 255)" 1
        looks_good $page 1200 "rgb(20, 24, 29)" 0
    done
    looks_good digits 800 "rgb(255, 255, 255)" 1
    chromium --no-pdf-header-footer --print-to-pdf="$work/digits.pdf" "file://$work/digits.html"
    check "printed" grep -q '^%PDF' "$work/digits.pdf"
else
    echo "note: chromium is not installed, so no browser has looked at the pages"
fi

echo "$passed passed, $failed failed"
[ $failed = 0 ]
