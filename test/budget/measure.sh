#!/usr/bin/env bash
# Prints what the models cost now, as lines of test/budget.csv: model,target,field,value.
# Models in ../shared are left out where that is absent.
set -u
mote=${BUILD:-build}/mote
models=../shared/models
fields="weights_bytes code_bytes arena_bytes stack_bytes instructions cycles"

measure() { # name, file
    local target
    for target in cortex-m0 cortex-m4; do
        "$mote" check "$2" --target $target --optimize ram --count 1 --json |
            jq -r --arg fields "$fields" --arg start "$1,$target" \
                '. as $all | $fields | split(" ")[] | select($all[.]) | "\($start),\(.),\($all[.])"'
    done
}

measure digits model/digits.tflite
[ -d $models ] || exit 0
measure kws $models/mlperf_tiny/kws_ref_model.tflite
measure vww $models/mlperf_tiny/vww_96_int8.tflite
measure ic $models/mlperf_tiny/pretrainedResnet_quant.tflite
measure ad $models/mlperf_tiny/ad01_int8.tflite
measure sww $models/mlperf_tiny/str_ww_ref_model.tflite
measure person $models/tflm/person_detect.tflite
