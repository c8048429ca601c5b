#include <jitwright/options.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace jitwright {

namespace {
bool set_option(Options& options, std::string_view name, std::string_view value, bool has_value) {
#define OPTION_FLAG(option, default_value, meaning) \
  if (name == #option && !has_value) return options.option = true;
#define OPTION_NUMBER(option, default_value, meaning)                                                       \
  if (name == #option) {                                                                                    \
    options.option = has_value ? static_cast<uint32_t>(std::strtoul(std::string(value).c_str(), nullptr, 10)) : 1; \
    return true;                                                                                            \
  }
#define OPTION_TEXT(option, meaning)   \
  if (name == #option && has_value) {  \
    options.option = value;            \
    return true;                       \
  }
#include <jitwright/options.def>
#undef OPTION_FLAG
#undef OPTION_NUMBER
#undef OPTION_TEXT
  return false;
}
}  // namespace

std::string parse_options(const char* text, Options& options) {
  std::string_view rest(text);
  while (!rest.empty()) {
    std::string_view word = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    if (word.empty()) continue;
    size_t colon = word.find(':');
    bool has_value = colon != std::string_view::npos;
    if (!set_option(options, word.substr(0, colon), has_value ? word.substr(colon + 1) : "", has_value)) return std::string(word);
  }
  return {};
}

Options& options() {
  static thread_local Options options = [] {
    Options parsed;
    if (const char* text = std::getenv("JITWRIGHT")) {
      std::string unknown = parse_options(text, parsed);
      if (!unknown.empty()) {
        std::fprintf(stderr, "jitwright: JITWRIGHT has no option '%s'; the options are", unknown.c_str());
#define OPTION_FLAG(name, value, meaning) std::fprintf(stderr, " %s", #name);
#define OPTION_NUMBER(name, value, meaning) std::fprintf(stderr, " %s:N", #name);
#define OPTION_TEXT(name, meaning) std::fprintf(stderr, " %s:TEXT", #name);
#include <jitwright/options.def>
#undef OPTION_FLAG
#undef OPTION_NUMBER
#undef OPTION_TEXT
        std::fputc('\n', stderr);
      }
    }
    return parsed;
  }();
  return options;
}

}  // namespace jitwright
