# jitwright_add_interpreter(TARGET SOURCE… [REPORT]): an executable whose C and C++ sources go through the Jitwright plugin.
# The target TARGET is an ordinary executable target afterwards. With JITWRIGHT_PLUGIN_OFF set to true the same sources become a
# plain interpreter.
function(jitwright_add_interpreter target)
  add_executable(${target} ${ARGN})
  jitwright_enable(${target})
endfunction()

# The same for a target that exists already (an executable or a library with parts of an interpreter).
function(jitwright_enable target)
  target_link_libraries(${target} PRIVATE Jitwright::jitwright)
  if(JITWRIGHT_PLUGIN_OFF)
    return()
  endif()
  if(TARGET jitwright_plugin)
    # Inside the project: objects are compiled again when the plugin changes.
    get_target_property(folder jitwright_plugin LIBRARY_OUTPUT_DIRECTORY)
    set(plugin ${folder}/JitwrightPlugin.so)
    add_dependencies(${target} jitwright_plugin)
    get_target_property(sources ${target} SOURCES)
    foreach(source ${sources})
      set_property(SOURCE ${source} TARGET_DIRECTORY ${target} APPEND PROPERTY OBJECT_DEPENDS ${plugin})
    endforeach()
  else()
    set(plugin ${JITWRIGHT_PLUGIN_FILE})
  endif()
  target_compile_definitions(${target} PRIVATE JITWRIGHT_PLUGIN=1)
  target_compile_options(${target} PRIVATE -fpass-plugin=${plugin})
endfunction()
