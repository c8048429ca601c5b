#include "modules/modules.h"

#include "builtins/builtins.h"
#include "objects/tuple.h"

namespace python {

namespace {

const NativeModule table[] = {
    {"sys", fill_sys},
    {"math", fill_math},
    {"time", fill_time},
};

}  // namespace

const NativeModule* find_native_module(std::string_view name) {
  for (const NativeModule& module : table) {
    if (name == module.name) return &module;
  }
  return nullptr;
}

Tuple* native_module_names() {
  Tuple* names = make_tuple(std::size(table) + 1);
  names->items[0] = ref(intern("builtins"));
  for (size_t i = 0; i < std::size(table); i++) names->items[i + 1] = ref(intern(table[i].name));
  return names;
}

}  // namespace python
