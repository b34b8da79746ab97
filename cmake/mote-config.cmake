# find_package(mote) gives one function:
#
#   mote_add_model(NAME MODEL.tflite TARGET cortex-m4 [OPTIONS --optimize size ...])
#
# makes the static library NAME of a model, with NAME.h in its include path. OPTIONS go to
# `mote compile`. The library is made anew when the model, its front end (.conf) or mote changes.

get_filename_component(mote_EXECUTABLE "${CMAKE_CURRENT_LIST_DIR}/../../../bin/mote" ABSOLUTE)

function(mote_add_model name model)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TARGET" "OPTIONS")
  if(NOT arg_TARGET OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "usage: mote_add_model(NAME MODEL.tflite TARGET cortex-m4 [OPTIONS ...])")
  endif()
  get_filename_component(model "${model}" ABSOLUTE)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/mote-${name}")
  set(sources "${folder}/${name}.c")
  set(inputs "${model}" "${mote_EXECUTABLE}")
  string(REGEX REPLACE "\\.[^./]*$" ".conf" front_end "${model}")
  if(EXISTS "${front_end}")
    list(APPEND inputs "${front_end}")
    list(APPEND sources "${folder}/${name}_audio.c")
    foreach(source clip fft logmel melbank)
      list(APPEND sources "${folder}/mote/${source}.c")
    endforeach()
  endif()
  add_custom_command(
    OUTPUT ${sources} "${folder}/${name}.h"
    COMMAND "${mote_EXECUTABLE}" compile "${model}" --target "${arg_TARGET}" --name "${name}"
            --single -o "${folder}" ${arg_OPTIONS}
    DEPENDS ${inputs}
    COMMENT "Compiling the model ${name} for ${arg_TARGET}"
    VERBATIM)
  add_library(${name} STATIC ${sources} "${folder}/${name}.h")
  target_include_directories(${name} PUBLIC "${folder}")
endfunction()
