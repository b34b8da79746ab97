# Toolchain: GCC and picolibc for the Cortex-M4 of a Netduino Plus 2.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_FLAGS_INIT
  "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -O2 --specs=picolibc.specs")
string(CONCAT CMAKE_EXE_LINKER_FLAGS_INIT
  "--crt0=semihost --oslib=semihost -Wl,--gc-sections "
  "-Wl,--defsym=__flash=0x08000000,--defsym=__flash_size=1M "
  "-Wl,--defsym=__ram=0x20000000,--defsym=__ram_size=128K")
