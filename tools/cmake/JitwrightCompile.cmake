# How the project's own C++ is compiled: warnings, internal checks, sanitizers.
add_library(jitwright_compile INTERFACE)
target_compile_options(jitwright_compile INTERFACE -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers)
if(JITWRIGHT_CHECKS)
  target_compile_definitions(jitwright_compile INTERFACE JW_CHECKS=1)
endif()
if(JITWRIGHT_SANITIZE)
  # Locals stay on the stack, where the collector looks for references.
  target_compile_options(jitwright_compile INTERFACE -fsanitize=address -fsanitize-address-use-after-return=never -fno-omit-frame-pointer)
  target_link_options(jitwright_compile INTERFACE -fsanitize=address)
endif()
if(JITWRIGHT_FUZZ)
  target_compile_options(jitwright_compile INTERFACE -fsanitize=fuzzer-no-link)
endif()
