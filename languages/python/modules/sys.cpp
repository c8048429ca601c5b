/// The module sys.
#include <cstdlib>
#include <limits>
#include <unistd.h>

#include "builtins/builtins.h"
#include "interpreter/calls.h"
#include "interpreter/frame_object.h"
#include "interpreter/traceback.h"
#include "modules/file.h"
#include "modules/modules.h"
#include "objects/exception.h"
#include "objects/floating.h"
#include "objects/operations.h"

namespace python {

namespace {

int64_t recursion_limit = 1000;
List* arguments_list;
List* path_list;

Value sys_exit(Value status) {
  Value exception = make_exception(exception_type(ExceptionKind::system_exit), status ? make_tuple_1(status) : vm.empty_tuple);
  set_slot(as<Instance>(exception), vm.names.code_name, status ? status : none());
  raise_exception(exception, null_value);
  return null_value;
}

Value sys_get_recursion_limit() { return int_value(recursion_limit); }
Value sys_set_recursion_limit(Value v) {
  int64_t limit;
  if (!index_in_range(v, &limit)) return null_value;
  if (limit < 1) return raise_value_error("recursion limit must be greater or equal than 1");
  if (limit <= vm.depth) {
    return raise_error(ExceptionKind::recursion_error, "cannot set the recursion limit to %s at the recursion depth %s: the limit is too low",
                       limit, vm.depth);
  }
  recursion_limit = limit;
  set_depth_limit(limit < maximum_depth ? limit : maximum_depth);
  return none();
}

Value sys_intern(Value v) {
  if (!is_str(v)) return raise_type_error("intern() argument must be str, not %T", v);
  return ref(intern(as<Str>(v)));
}

Value sys_get_size(Value v, Value) {
  if (!is_ref(v)) return int_value(is_float(v) ? 24 : 28);
  uint32_t units = object_of(v)->gc & 0xFFFFFF;
  int64_t bytes = int64_t{units} * 16;
  if (has_kind(v, Kind::list)) bytes += static_cast<int64_t>(as<List>(v)->items->capacity * 8);
  if (HashTable* table = has_kind(v, Kind::dict) || has_kind(v, Kind::set) ? as<HashTable>(v) : nullptr) {
    if (table->entries.get()) bytes += static_cast<int64_t>(table->entries->capacity * 24);
  }
  return int_value(bytes ? bytes : 16);
}

Value sys_exc_info() {
  Tuple* info = make_tuple(3);
  for (int i = 0; i < 3; i++) info->items[i] = none();
  if (vm.handled) {
    info->items[0] = ref(type_of(vm.handled));
    info->items[1] = vm.handled;
    info->items[2] = none_if_null(exception_field(vm.handled, exception_traceback));
  }
  return ref(info);
}
Value sys_exception() { return none_if_null(vm.handled); }

Value sys_get_frame(const Value* arguments, uint32_t count) {
  int64_t depth = 0;
  if (count && !clamped_index(arguments[0], &depth)) return null_value;
  Frame* frame = calling_frame();
  while (frame && depth > 0) {
    frame = frame->caller;
    depth--;
  }
  if (!frame) return raise_value_error("call stack is not deep enough");
  return ref(picture_of(frame));
}

Value sys_display_hook(Value v) {
  if (is_none(v)) return none();
  Value text = to_repr(v);
  if (!text) return null_value;
  dict_set_str(vm.builtins, intern("_"), v);
  return file_write_value(standard_streams.output, text) && file_write(standard_streams.output, "\n") ? none() : null_value;
}
Value sys_exception_hook(Value, Value exception, Value) {
  flush_standard_output();
  write_standard_error(format_exception(exception));
  return none();
}
Value sys_encoding() { return ref(intern("utf-8")); }
Value sys_nothing(const Value*, uint32_t) { return none(); }
Value sys_is_finalizing() { return false_value(); }
Value sys_max_digits() { return int_value(4300); }

template <int index>
Value version_field(Value self) {
  Value tuple = native_part(self, Kind::tuple);
  return tuple ? as<Tuple>(tuple)->items[index].get() : none();
}
Value version_repr(Value self) {
  return ref(text_format("sys.version_info(major=%S, minor=%S, micro=%S, releaselevel=%R, serial=%S)", version_field<0>(self),
                         version_field<1>(self), version_field<2>(self), version_field<3>(self), version_field<4>(self)));
}

Value property_of(Fixed1 getter) {
  Property* property = make<Property>(Kind::property);
  property->getter = make_builtin(entry("getter", getter));
  property->setter = none();
  property->deleter = none();
  property->doc = none();
  return ref(property);
}

/// A tuple with named fields.
Value version_info() {
  Dict* dict = make_dict();
  dict_set_str(dict, intern("major"), property_of(version_field<0>));
  dict_set_str(dict, intern("minor"), property_of(version_field<1>));
  dict_set_str(dict, intern("micro"), property_of(version_field<2>));
  dict_set_str(dict, intern("releaselevel"), property_of(version_field<3>));
  dict_set_str(dict, intern("serial"), property_of(version_field<4>));
  dict_set_str(dict, vm.names.__module__, ref(intern("sys")));
  Value cls = make_class(vm.type_type, intern("version_info"), make_tuple_1(ref(builtin_type(Kind::tuple))), dict, nullptr, nullptr);
  if (!cls) return null_value;
  static const BuiltinDefinition methods[] = {entry("__repr__", version_repr, 1, nullptr, builtin_raw_self)};
  define(as<Type>(cls), methods);
  Value fields[] = {int_value(3), int_value(11), int_value(2), ref(intern("final")), int_value(0)};
  Tuple* values = make_tuple_of(fields, 5);
  return call_1(cls, ref(values));
}

void set_namespace_member(Value space, const char* name, Value value) { dict_set_str(as<NamespaceObject>(space)->dict, intern(name), value); }

}  // namespace

void set_arguments(int count, char** arguments, std::string_view first, std::string_view path_0) {
  arguments_list = make_list(static_cast<uint64_t>(count) + 1);
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        tracer.visit(arguments_list);
        tracer.visit(path_list);
      },
      &arguments_list);
  list_append(arguments_list, ref(make_str(first)));
  for (int i = 0; i < count; i++) list_append(arguments_list, ref(make_str(arguments[i])));
  path_list = make_list(4);
  list_append(path_list, ref(make_str(path_0)));
  if (const char* extra = getenv("PYTHONPATH")) {
    std::string_view text = extra;
    while (!text.empty()) {
      size_t colon = text.find(':');
      std::string_view part = text.substr(0, colon);
      if (!part.empty()) list_append(path_list, ref(make_str(part)));
      text = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    }
  }
  list_append(path_list, ref(make_str("/usr/lib/python3.11")));
}

void fill_sys(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("exit", sys_exit, 0),
      entry("getrecursionlimit", sys_get_recursion_limit),
      entry("setrecursionlimit", sys_set_recursion_limit),
      entry("intern", sys_intern),
      entry("getsizeof", sys_get_size, 1),
      entry("exc_info", sys_exc_info),
      entry("exception", sys_exception),
      entry("_getframe", sys_get_frame, 0, 1, builtin_needs_frame),
      entry("displayhook", sys_display_hook),
      entry("excepthook", sys_exception_hook),
      entry("getdefaultencoding", sys_encoding),
      entry("getfilesystemencoding", sys_encoding),
      entry("settrace", sys_nothing),
      entry("gettrace", sys_nothing),
      entry("setprofile", sys_nothing),
      entry("getprofile", sys_nothing),
      entry("audit", sys_nothing),
      entry("is_finalizing", sys_is_finalizing),
      entry("get_int_max_str_digits", sys_max_digits),
  };
  define(module, functions);
  if (arguments_list) set_member(module, "argv", ref(arguments_list));
  if (path_list) set_member(module, "path", ref(path_list));
  set_member(module, "modules", ref(vm.modules));
  set_member(module, "stdin", ref(standard_streams.input));
  set_member(module, "stdout", ref(standard_streams.output));
  set_member(module, "stderr", ref(standard_streams.error));
  set_member(module, "__stdin__", ref(standard_streams.input));
  set_member(module, "__stdout__", ref(standard_streams.output));
  set_member(module, "__stderr__", ref(standard_streams.error));
  set_member(module, "maxsize", int_value(std::numeric_limits<int64_t>::max()));
  set_member(module, "maxunicode", int_value(0x10FFFF));
  set_member(module, "byteorder", ref(intern("little")));
  set_member(module, "platform", ref(intern("linux")));
  set_member(module, "version", ref(intern("3.11.2 (Jitwright) [Clang]")));
  set_member(module, "version_info", version_info());
  set_member(module, "hexversion", int_value(0x030b02f0));
  set_member(module, "api_version", int_value(1013));
  set_member(module, "copyright", vm.empty_str ? ref(vm.empty_str) : none());
  char executable[4096];
  ssize_t length = readlink("/proc/self/exe", executable, sizeof executable);
  set_member(module, "executable", ref(make_str({executable, static_cast<size_t>(length < 0 ? 0 : length)})));
  for (const char* name : {"prefix", "base_prefix", "exec_prefix", "base_exec_prefix"}) set_member(module, name, ref(intern("/usr")));
  set_member(module, "dont_write_bytecode", true_value());
  set_member(module, "builtin_module_names", ref(native_module_names()));
  for (const char* name : {"meta_path", "path_hooks", "warnoptions", "orig_argv"}) set_member(module, name, ref(make_list()));
  set_member(module, "path_importer_cache", ref(make_dict()));
  Value implementation = make_simple_namespace();
  set_namespace_member(implementation, "name", ref(intern("jwpython")));
  set_namespace_member(implementation, "version", dict_get_str(module->dict, intern("version_info")));
  set_namespace_member(implementation, "cache_tag", none());
  set_namespace_member(implementation, "hexversion", int_value(0x030b02f0));
  set_member(module, "implementation", implementation);
  Value float_info = make_simple_namespace();
  set_namespace_member(float_info, "max", float_value(std::numeric_limits<double>::max()));
  set_namespace_member(float_info, "min", float_value(std::numeric_limits<double>::min()));
  set_namespace_member(float_info, "epsilon", float_value(std::numeric_limits<double>::epsilon()));
  set_namespace_member(float_info, "dig", int_value(15));
  set_namespace_member(float_info, "mant_dig", int_value(53));
  set_namespace_member(float_info, "max_exp", int_value(1024));
  set_namespace_member(float_info, "min_exp", int_value(-1021));
  set_namespace_member(float_info, "max_10_exp", int_value(308));
  set_namespace_member(float_info, "min_10_exp", int_value(-307));
  set_namespace_member(float_info, "radix", int_value(2));
  set_namespace_member(float_info, "rounds", int_value(1));
  set_member(module, "float_info", float_info);
  Value hash_info = make_simple_namespace();
  set_namespace_member(hash_info, "width", int_value(64));
  set_namespace_member(hash_info, "modulus", int_value((int64_t{1} << 61) - 1));
  set_namespace_member(hash_info, "inf", int_value(314159));
  set_namespace_member(hash_info, "nan", int_value(0));
  set_namespace_member(hash_info, "imag", int_value(1000003));
  set_member(module, "hash_info", hash_info);
  Value flags = make_simple_namespace();
  for (const char* name : {"debug", "inspect", "interactive", "optimize", "dont_write_bytecode", "no_user_site", "no_site", "ignore_environment",
                           "verbose", "bytes_warning", "quiet", "isolated", "dev_mode", "utf8_mode", "safe_path"}) {
    set_namespace_member(flags, name, int_value(0));
  }
  set_member(module, "flags", flags);
}

}  // namespace python
