// Run-time options, from the environment variable JITWRIGHT ("off,hot,stats,log:FILE,loop_threshold:200") or from the program.
#pragma once

#include <cstdint>
#include <string>

namespace jitwright {

struct Options {
#define OPTION_FLAG(name, value, meaning) bool name = value;
#define OPTION_NUMBER(name, value, meaning) uint32_t name = value;
#define OPTION_TEXT(name, meaning) std::string name;
#include <jitwright/options.def>
#undef OPTION_FLAG
#undef OPTION_NUMBER
#undef OPTION_TEXT
};

/// The options of the current thread's engine; change them before the first guest loop runs.
Options& options();

/// Applies "name,name:value,…". Returns the first word that is no option, or an empty string.
std::string parse_options(const char* text, Options& options);

}  // namespace jitwright
