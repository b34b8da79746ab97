#!/usr/bin/env bash
# Prints what the models cost now, as lines of test/budget.csv: model,target,field,value.
# Models in ../shared are left out where that is absent.
set -u
. test/bench/figures.sh

print() { # name, target, figures
    paste -d, <(tr ' ' '\n' <<<"$fields") <(tr ',' '\n' <<<"$3") | sed -n "s/^[^,]*,[0-9]/$1,$2,&/p"
}
measure() { # name, file
    local target
    for target in cortex-m0 cortex-m4; do
        print "$1" $target "$(figures "$2" --target $target --optimize ram)"
    done
}

measure digits model/digits.tflite
for target in cortex-m0 cortex-m4; do
    print front_end $target ",,,,$(test/audio/front_end.sh test/audio/16_khz.conf $target | tr ' ' ',')"
done
[ -d $shared_models ] || exit 0
measure kws $shared_models/mlperf_tiny/kws_ref_model.tflite
measure vww $shared_models/mlperf_tiny/vww_96_int8.tflite
measure ic $shared_models/mlperf_tiny/pretrainedResnet_quant.tflite
measure ad $shared_models/mlperf_tiny/ad01_int8.tflite
measure sww $shared_models/mlperf_tiny/str_ww_ref_model.tflite
measure person $shared_models/tflm/person_detect.tflite
