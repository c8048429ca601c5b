/// print, input, open.
#include <unistd.h>

#include "builtins/builtins.h"
#include "interpreter/calls.h"
#include "modules/io/files.h"
#include "modules/readline.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

/// Where print writes: a TextIOWrapper directly, or any object's write method.
struct Output {
  TextIO* file;
  Value object;
  bool write(Value text) {
    if (file) return text_write(file, as_str(text));
    return bool(call_method(object, vm.names.write_name, &text, 1));
  }
};

/// Sep, end, file and flush of a call with keywords; null for what was not given.
bool print_options(Tuple* names, const Value* values, Value* sep, Value* end, Value* file, Value* flush) {
  for (uint64_t i = 0; i < names->length; i++) {
    Str* name = as<Str>(names->items[i]);
    if (str_equal(name, vm.names.sep_name)) *sep = values[i];
    else if (str_equal(name, vm.names.end_name)) *end = values[i];
    else if (str_equal(name, vm.names.file_name)) *file = values[i];
    else if (str_equal(name, vm.names.flush_name)) *flush = values[i];
    else {
      raise_type_error("'%s' is an invalid keyword argument for print()", name);
      return false;
    }
  }
  for (Value* v : {sep, end}) {
    if (*v && is_none(*v)) *v = null_value;
    if (*v && !as_str(*v)) {
      raise_type_error("%s must be None or a string, not %T", v == sep ? "sep" : "end", *v);
      return false;
    }
  }
  if (*file && is_none(*file)) *file = null_value;
  return true;
}

Value print(const Value* arguments, uint32_t count, Tuple* names) {
  Value sep = null_value, end = null_value, target = null_value, flush = null_value;
  if (names && !print_options(names, arguments + count, &sep, &end, &target, &flush)) return null_value;
  if (!target) {
    target = sys_attribute(vm.names.stdout_name);
    if (!target) return raise_runtime_error("lost sys.stdout");
    if (is_none(target)) return none();
  }
  Output output{has_kind(target, Kind::text_io) ? as<TextIO>(target) : nullptr, target};
  if (!sep) sep = ref(vm.characters[' ']);
  if (!end) end = ref(vm.characters['\n']);
  for (uint32_t i = 0; i < count; i++) {
    if (i && !output.write(sep)) return null_value;
    Value text = to_str(arguments[i]);
    if (!text || !output.write(text)) return null_value;
  }
  if (!output.write(end)) return null_value;
  if (flush) {
    int wanted = truth(flush);
    if (wanted < 0) return null_value;
    if (wanted && !call_method(target, vm.names.flush_name, nullptr, 0)) return null_value;
  }
  return none();
}

Value breakpoint(const Value* arguments, uint32_t count, Tuple* names) {
  Value hook = sys_attribute(intern("breakpointhook"));
  if (!hook) return raise_runtime_error("lost sys.breakpointhook");
  Frame* caller = calling_frame();  // whose frame a debugger looks for
  return return_traced(caller, call_keywords_slow(caller, hook, arguments, count, names));
}

Value input(Value prompt) {
  flush_standard_output();
  Value source = sys_attribute(intern("stdin")), target = sys_attribute(vm.names.stdout_name);
  if (!source || is_none(source)) return raise_runtime_error("input(): lost sys.stdin");
  Value shown = prompt ? to_str(prompt) : null_value;
  if (prompt && !shown) return null_value;
  if (source == sys_attribute(intern("__stdin__")) && target == sys_attribute(intern("__stdout__"))) {
    std::string edited;
    bool ended;
    if (readline_wants(shown ? to_utf8(as_str(shown)) : "", &edited, &ended)) {
      if (!ended) return ref(make_str(edited));
      return has_error() ? null_value : raise_error(ExceptionKind::eof_error, "EOF when reading a line");
    }
  }
  if (shown && target && !is_none(target)) {
    if (!call_method(target, vm.names.write_name, &shown, 1)) return null_value;
    if (!call_method(target, vm.names.flush_name, nullptr, 0)) take_error();
  }
  Value line = call_method(source, vm.names.readline_name, nullptr, 0);
  if (!line) return null_value;
  Str* text = as_str(line);
  if (!text) return raise_type_error("object.readline() returned non-string");
  if (text->length == 0) return raise_error(ExceptionKind::eof_error, "EOF when reading a line");
  return char_at(text, text->length - 1) == '\n' ? ref(str_slice(text, 0, text->length - 1)) : line;
}

}  // namespace

void define_output_functions() {
  static const BuiltinDefinition functions[] = {entry("print", print), entry("input", input, 0),
                                                entry("breakpoint", breakpoint, 0, 255, builtin_needs_frame), entry("open", io_open)};
  define_builtins(functions);
}

}  // namespace python
