# Installation and export: find_package(Jitwright) gives Jitwright::jitwright and jitwright_add_interpreter.
include(CMakePackageConfigHelpers)
set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Jitwright)

set(exported jitwright jitwright_compile)
foreach(row ${JITWRIGHT_COMPONENTS})
  string(REGEX MATCH "^([a-z]+):" _ "${row}")
  list(APPEND exported jw_${CMAKE_MATCH_1})
endforeach()
install(TARGETS ${exported} EXPORT JitwrightTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET jitwright_plugin)
  install(TARGETS jitwright_plugin LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/jitwright)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/framework/include/jitwright DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT JitwrightTargets NAMESPACE Jitwright:: DESTINATION ${config_folder})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/JitwrightConfig.cmake.in ${PROJECT_BINARY_DIR}/JitwrightConfig.cmake
  INSTALL_DESTINATION ${config_folder} PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/JitwrightConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/JitwrightConfig.cmake ${PROJECT_BINARY_DIR}/JitwrightConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/JitwrightAddInterpreter.cmake DESTINATION ${config_folder})
