/// str(), repr(), ascii(), format() in full.
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/format.h"
#include "objects/operations.h"

namespace python {

namespace {

Value check_text(Value v, const char* method) {
  if (!v || as_str(v)) return v;
  return raise_type_error("%s returned non-string (type %T)", method, v);
}

/// Objects whose repr is being made, for recursive structures.
Value active_reprs[256];
uint32_t active_count = 0;

}  // namespace

bool enter_repr(Value v) {
  uint32_t count = active_count < 256 ? active_count : 256;
  for (uint32_t i = 0; i < count; i++) {
    if (active_reprs[i] == v) return false;
  }
  if (active_count < 256) active_reprs[active_count] = v;
  active_count++;
  return true;
}
void leave_repr(Value) { active_count--; }

Value to_repr(Value v) {
  if (is_small_int(v)) return ref(int_to_str(v));
  if (is_float(v)) return ref(float_to_str(float_of(v)));
  if (is_str(v)) return ref(str_repr(as<Str>(v)));
  bool found;
  // A __repr__ written in C++ may come back here without a guest frame.
  if (!enter_recursion(" while getting the repr of an object")) return null_value;
  Value result = call_special(v, vm.names.__repr__, nullptr, 0, &found);
  leave_recursion();
  return check_text(result, "__repr__");
}

Value to_str(Value v) {
  if (is_str(v)) return v;
  if (is_small_int(v)) return ref(int_to_str(v));
  if (is_float(v)) return ref(float_to_str(float_of(v)));
  Value method = lookup_special(v, vm.names.__str__);
  if (method == vm.object_str) return to_repr(v);
  bool found;
  Value result = call_special(v, vm.names.__str__, nullptr, 0, &found);
  return check_text(result, "__str__");
}

Value to_ascii(Value v) {
  Value text = to_repr(v);
  if (!text) return text;
  Str* s = as_str(text);
  if (is_ascii(s)) return text;
  StrBuilder builder;
  char shown[16];
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c < 128) {
      builder.append(c);
      continue;
    }
    std::snprintf(shown, sizeof shown, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    builder.append_ascii(shown);
  }
  return ref(builder.finish());
}

Value format(Value v, Str* spec) {
  if (is_str(v)) return spec->length ? format_str(as<Str>(v), spec) : v;
  if (is_small_int(v)) return spec->length ? format_int(v, spec) : ref(int_to_str(v));
  if (is_float(v)) return spec->length ? format_float(float_of(v), spec) : ref(float_to_str(float_of(v)));
  Value argument = ref(spec);
  bool found;
  Value result = call_special(v, vm.names.__format__, &argument, 1, &found);
  if (found && result && !as_str(result)) return raise_type_error("__format__ must return a str, not %T", result);
  return result;
}

}  // namespace python
