#!/usr/bin/env bash
# Whole models against golden outputs that TensorFlow Lite Micro computed, on every target. The
# models and golden data lie beside the project in ../shared; without them this says so.
set -u
mote=${BUILD:-build}/mote
models=../shared/models
golden=../shared/golden
if [ ! -d $models ]; then
    echo "note: ../shared is absent, so whole models are not checked"
    echo "1 passed, 0 failed"
    exit 0
fi
passed=0
failed=0

run() { # description, command...
    local what=$1 out
    shift
    if out=$("$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what: $out"
    fi
}

declare -A file=([kws]=mlperf_tiny/kws_ref_model [vww]=mlperf_tiny/vww_96_int8
    [ic]=mlperf_tiny/pretrainedResnet_quant [ad]=mlperf_tiny/ad01_int8
    [sww]=mlperf_tiny/str_ww_ref_model [person]=tflm/person_detect)
for model in kws vww ic ad sww person; do
    for target in host cortex-m0 cortex-m3 cortex-m4 cortex-m7 cortex-m33 cortex-m55; do
        count=${COUNT:-$([ $target = host ] && echo 16 || echo 2)}
        run "$model on $target" "$mote" check $models/${file[$model]}.tflite --target $target \
            --inputs $golden/$model/inputs.npy --expect $golden/$model/outputs.npy --count "$count"
    done
done
run "200 real keywords" "$mote" check $models/mlperf_tiny/kws_ref_model.tflite --target host \
    --inputs $golden/kws_real200/inputs.npy --expect $golden/kws_real200/outputs.npy
run "200 real images" "$mote" check $models/mlperf_tiny/vww_96_int8.tflite --target host --u8 \
    --inputs ../shared/data/vww/images.npy --expect $golden/vww_real/outputs.npy --count "${IMAGES:-20}"
run "100 CIFAR images" "$mote" check $models/mlperf_tiny/pretrainedResnet_quant.tflite --target host \
    --u8 --inputs ../shared/data/cifar/images.npy --expect $golden/ic_real/outputs.npy --count "${IMAGES:-20}"
work_of() { # model: MAC as shipped, MAC folded
    "$mote" compile $models/${file[$1]}.tflite --target host -o "$work" --json | jq -r '"\(.macs) \(.macs_folded)"'
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run "channels of vww are folded" [ "$(work_of vww)" = "7489664 3766476" ]
run "person has no four channels too many" [ "$(work_of person)" = "7157888 7157888" ]
run "every channel of kws does work" [ "$(work_of kws)" = "2656768 2656768" ]
run "all channels stay where that is wished" "$mote" check $models/${file[vww]}.tflite --target host \
    --no-fold --inputs $golden/vww/inputs.npy --expect $golden/vww/outputs.npy --count 2
echo "$passed passed, $failed failed"
[ $failed = 0 ]
