# What an auditor looks for in every binary: stack protector, fortified libc calls, position
# independence, read-only relocations; paths of the build machine are left out of the objects.
add_compile_options(-fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
add_link_options(-Wl,-z,relro,-z,now)
if(ASIAKKUUS_SANITIZE)
  add_compile_options(-fsanitize=${ASIAKKUUS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  # Instrumentation hides from gcc the ranges by which it else knows that nothing is lost.
  add_compile_options(-Wno-conversion -Wno-sign-conversion)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-format-truncation) # not known to clang, which builds the fuzzers
  endif()
  string(REPLACE "fuzzer-no-link," "" link_sanitize "${ASIAKKUUS_SANITIZE}")
  add_link_options(-fsanitize=${link_sanitize})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
