/// code.replace(): a copy of a code object with some of its attributes changed; and giving a function another code.
#include "interpreter/code_replace.h"

#include "interpreter/code.h"
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

uint32_t code_flag_bits(uint32_t flags) {
  uint32_t bits = 0;
  if (flags & code_function) bits |= 3;
  if (flags & code_varargs) bits |= 4;
  if (flags & code_varkeywords) bits |= 8;
  if (flags & code_nested) bits |= 16;
  if (flags & code_generator) bits |= 32;
  if (flags & code_coroutine) bits |= 128;
  if (flags & code_iterable_coroutine) bits |= 256;
  if (flags & code_async_generator) bits |= 512;
  return bits;
}

namespace {

bool take_text(Value v, const char* name, std::string* out) {
  Str* text = as_str(v);
  if (text) *out = to_utf8(text);
  else raise_type_error("replace() argument '%s' must be str, not %T", name, v);
  return text != nullptr;
}

/// What an attribute is now: the ones that cannot be changed must be given as they are.
bool unchanged(Value code, const char* name, Value given) {
  Value now = get_attr(code, intern(name));
  int same = now ? equals(now, given) : -1;
  if (same == 0) raise_value_error("code.replace() cannot change %s here", name);
  return same == 1;
}

}  // namespace

Value code_replace(const Value* arguments, uint32_t count, Tuple* names) {
  if (count > 1) return raise_type_error("replace() takes no positional arguments");
  Code* code = as<Code>(arguments[0]);
  auto spec = std::make_shared<CodeSpec>(spec_of(code));
  Value constants = null_value;
  for (uint64_t i = 0; names && i < names->length; i++) {
    std::string name = to_utf8(as<Str>(names->items[i]));
    Value v = arguments[count + i];
    int64_t number = 0;
    if (name == "co_name") {
      if (!take_text(v, "co_name", &spec->name)) return null_value;
    } else if (name == "co_qualname") {
      if (!take_text(v, "co_qualname", &spec->qualname)) return null_value;
    } else if (name == "co_filename") {
      if (!take_text(v, "co_filename", &spec->filename)) return null_value;
    } else if (name == "co_firstlineno") {
      if (!clamped_index(v, &number)) return null_value;
      spec->first_line = static_cast<int32_t>(number);
    } else if (name == "co_flags") {
      if (!clamped_index(v, &number)) return null_value;
      bool iterable = number & 256;
      spec->flags = iterable ? spec->flags | code_iterable_coroutine : spec->flags & ~uint32_t{code_iterable_coroutine};
    } else if (name == "co_consts") {
      Tuple* tuple = as_tuple(v);
      if (!tuple) return raise_type_error("replace() argument 'co_consts' must be tuple, not %T", v);
      if (tuple->length != spec->constants.size()) return raise_value_error("code.replace() cannot change the number of constants");
      constants = v;
    } else if (name.starts_with("co_") && lookup_special(arguments[0], intern(name))) {
      if (!unchanged(arguments[0], name.c_str(), v)) return null_value;
    } else {
      return raise_type_error("'%s' is an invalid keyword argument for replace()", name.c_str());
    }
  }
  Code* copy = make_code(spec);
  copy->constants = constants ? as_tuple(constants) : code->constants.get();
  return ref(copy);
}

bool set_function_code(Function* function, Code* code) {
  uint64_t have = function->closure.get() ? function->closure->length : 0, wanted = spec_of(code).free_names.size();
  if (have != wanted) {
    raise_value_error("%s() requires a code object with %s free vars, not %s", function->name.get(), have, wanted);
    return false;
  }
  if (!function->doc.get()) function->doc = docstring_of(function->code);
  function->code = bind_code(code, function->globals);
  vm.global_version++;
  return true;
}

}  // namespace python
