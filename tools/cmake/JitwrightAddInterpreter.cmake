# jitwright_add_interpreter(TARGET SOURCE… [REPORT]): an executable whose C and C++ sources go through the Jitwright plugin.
# The target TARGET is an ordinary executable target afterwards. With JITWRIGHT_PLUGIN_OFF set to true the same sources become a
# plain interpreter. REPORT: the plugin writes its traceability report, a JSON file for each source, into TARGET.report in the
# binary directory.
function(jitwright_add_interpreter target)
  cmake_parse_arguments(PARSE_ARGV 1 interpreter "REPORT" "" "")
  add_executable(${target} ${interpreter_UNPARSED_ARGUMENTS})
  jitwright_enable(${target})
  if(interpreter_REPORT)
    # A cached object would come without its report.
    set_property(TARGET ${target} PROPERTY RULE_LAUNCH_COMPILE
      "${CMAKE_COMMAND} -E env CCACHE_DISABLE=1 JITWRIGHT_REPORT=${CMAKE_CURRENT_BINARY_DIR}/${target}.report")
  endif()
endfunction()

# Inside the project: the target's objects are made again when the plugin changes.
function(jitwright_depend_on_plugin target)
  get_target_property(folder jitwright_plugin LIBRARY_OUTPUT_DIRECTORY)
  set(plugin ${folder}/JitwrightPlugin.so)
  # ccache knows nothing of pass plugins: without this, objects of an older plugin would come out of the cache.
  if(CCACHE)
    set_target_properties(${target} PROPERTIES
      C_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_EXTRAFILES=${plugin};${CCACHE}"
      CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_EXTRAFILES=${plugin};${CCACHE}")
  endif()
  add_dependencies(${target} jitwright_plugin)
  get_target_property(sources ${target} SOURCES)
  foreach(source ${sources})
    set_property(SOURCE ${source} TARGET_DIRECTORY ${target} APPEND PROPERTY OBJECT_DEPENDS ${plugin})
  endforeach()
endfunction()

# The same for a target that exists already (an executable or a library with parts of an interpreter).
function(jitwright_enable target)
  target_link_libraries(${target} PRIVATE Jitwright::jitwright)
  if(JITWRIGHT_PLUGIN_OFF)
    return()
  endif()
  if(TARGET jitwright_plugin)
    get_target_property(folder jitwright_plugin LIBRARY_OUTPUT_DIRECTORY)
    set(plugin ${folder}/JitwrightPlugin.so)
    jitwright_depend_on_plugin(${target})
  else()
    set(plugin ${JITWRIGHT_PLUGIN_FILE})
  endif()
  target_compile_definitions(${target} PRIVATE JITWRIGHT_PLUGIN=1)
  if(CMAKE_GENERATOR MATCHES Ninja)
    # Ninja compiles in the build folder: a relative name is the same in every clone, and so is the compiler's cache key.
    file(RELATIVE_PATH plugin ${CMAKE_BINARY_DIR} ${plugin})
    if(NOT plugin MATCHES /)
      set(plugin ./${plugin})
    endif()
  endif()
  target_compile_options(${target} PRIVATE -fpass-plugin=${plugin})
  # Diagnostics and trace logs name lines; line tables change no code.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-gline-tables-only>)
endfunction()
