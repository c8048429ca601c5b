/// The module errno.
#include <cerrno>

#include "modules/modules.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

void fill_errno(Module* module) {
  static const struct {
    const char* name;
    int value;
  } numbers[] = {
#define NUMBER(name) {#name, name},
#include "modules/os/errno_names.def"
#undef NUMBER
  };
  Dict* names = make_dict();
  for (const auto& row : numbers) {
    set_member(module, row.name, small_int_value(row.value));
    // Of several names for a number, the common ones win.
    std::string_view name = row.name;
    bool other = name == "EWOULDBLOCK" || name == "EDEADLOCK" || name == "ENOTSUP";
    if (!other) dict_set(names, small_int_value(row.value), ref(intern(name)));
  }
  dict_set(names, small_int_value(ENOTSUP), ref(intern("ENOTSUP")));
  set_member(module, "errorcode", ref(names));
}

}  // namespace python
