/// The module sys.
#include <pthread.h>

#include "builtins/builtins.h"
#include "interpreter/calls.h"
#include "interpreter/frame_object.h"
#include "interpreter/import.h"
#include "interpreter/traceback.h"
#include "interpreter/tracing.h"
#include "modules/io/files.h"
#include "modules/modules.h"
#include "modules/sys.h"
#include "modules/thread/threads.h"
#include "objects/exception.h"
#include "objects/floating.h"
#include "objects/operations.h"
#include "objects/struct_sequence.h"
#include "program/options.h"

namespace python {

namespace {

int64_t recursion_limit = 1000;
double switch_interval = 0.005;
int64_t coroutine_tracking_depth;

/// What set… functions were given and get… functions give back; null: None.
struct Remembered {
  Value first_iteration, finalizer;
  List* audit_hooks;
} remembered;

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
    return raise_error(ExceptionKind::recursion_error,
                       "cannot set the recursion limit to %s at the recursion depth %s: the limit is too low", limit, vm.depth);
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
  Value own = has_kind(v, Kind::instance) ? lookup_special(v, vm.names.__sizeof__) : null_value;
  if (own && !has_kind(own, Kind::method_descriptor)) {
    bool found;
    Value size = call_special(v, vm.names.__sizeof__, nullptr, 0, &found);
    int64_t bytes;
    if (!size || !index_in_range(size, &bytes)) return null_value;
    return bytes < 0 ? raise_value_error("__sizeof__() should return >= 0") : size;
  }
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
  FrameObject* picture = picture_of_caller(calling_frame(), depth);
  return picture ? ref(picture) : raise_value_error("call stack is not deep enough");
}

Value sys_display_hook(Value v) {
  if (is_none(v)) return none();
  Value text = to_repr(v);
  if (!text) return null_value;
  dict_set_str(vm.builtins, intern("_"), v);
  Value output = sys_attribute(vm.names.stdout_name), newline = ref(vm.characters['\n']);
  if (!output) return raise_runtime_error("lost sys.stdout");
  return call_method(output, vm.names.write_name, &text, 1) && call_method(output, vm.names.write_name, &newline, 1) ? none() : null_value;
}
Value sys_exception_hook(Value, Value exception, Value) {
  flush_standard_output();
  if (is_exception(exception)) write_standard_error(format_exception(exception));
  else write_standard_error(to_utf8(text_format("TypeError: print_exception(): Exception expected for value, %T found\n", exception)));
  return none();
}
Value sys_encoding() { return ref(intern("utf-8")); }
Value sys_error_handler() { return ref(intern("surrogateescape")); }
Value sys_nothing(const Value*, uint32_t) { return none(); }
Value sys_is_finalizing() { return false_value(); }

Value sys_max_digits() { return int_value(vm.int_digits_limit); }
Value sys_set_max_digits(Value v) {
  int64_t limit;
  if (!index_in_range(v, &limit)) return null_value;
  if (limit != 0 && limit < 640) return raise_value_error("maxdigits must be 0 or larger than 640");
  vm.int_digits_limit = limit;
  return none();
}

Value sys_set_trace(Value v) {
  Frame* caller = calling_frame();
  set_trace_function(is_none(v) ? null_value : v);
  return return_traced(caller, none());
}
Value sys_get_trace() { return none_if_null(tracing.trace); }
Value sys_set_profile(Value v) {
  Frame* caller = calling_frame();
  set_profile_function(is_none(v) ? null_value : v);
  return return_traced(caller, none());
}
Value sys_get_profile() { return none_if_null(tracing.hook ? tracing.hook_owner : tracing.profile); }

Value sys_audit(const Value* arguments, uint32_t count) {
  Str* event = as_str(arguments[0]);
  if (!event) return raise_type_error("expected str for argument 'event', not %T", arguments[0]);
  List* hooks = remembered.audit_hooks;
  if (!hooks) return none();
  Value rest = ref(count > 1 ? make_tuple_of(arguments + 1, count - 1) : vm.empty_tuple);
  for (uint64_t i = 0; i < hooks->length; i++) {
    if (!call_2(list_get(hooks, i), ref(event), rest)) return null_value;
  }
  return none();
}
Value sys_add_audit_hook(Value hook) {
  if (!remembered.audit_hooks) remembered.audit_hooks = make_list();
  list_append(remembered.audit_hooks, hook);
  return none();
}

Value sys_get_switch_interval() { return float_value(switch_interval); }
Value sys_set_switch_interval(Value v) {
  double seconds;
  if (!to_double(v, &seconds)) return null_value;
  if (!(seconds > 0)) return raise_value_error("switch interval must be strictly positive");
  switch_interval = seconds;
  return none();
}

/// Objects are not counted here; the number a fresh object has in CPython.
Value sys_get_reference_count(Value) { return int_value(2); }
Value sys_get_allocated_blocks() { return int_value(0); }

Value sys_get_coroutine_tracking() { return int_value(coroutine_tracking_depth); }
Value sys_set_coroutine_tracking(Value depth) {
  int64_t n;
  if (!index_in_range(depth, &n)) return null_value;
  if (n < 0) return raise_value_error("depth must be >= 0");
  coroutine_tracking_depth = n;
  return none();
}

Value sys_get_generator_hooks() {
  static Type* type;
  static const char* const fields[] = {"firstiter", "finalizer"};
  if (!type) {
    type = make_struct_sequence_type("sys", "asyncgen_hooks", fields);
    set_member(as<Module>(loaded_module(intern("sys"))), "_asyncgen_hooks_type", ref(type));
  }
  Value values[] = {none_if_null(remembered.first_iteration), none_if_null(remembered.finalizer)};
  return make_struct_sequence(type, values);
}
Value sys_set_generator_hooks(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[2];
  if (!parse_arguments("set_asyncgen_hooks", "firstiter finalizer", 0, arguments, count, names, v)) return null_value;
  for (int i = 0; i < 2; i++) {
    if (v[i] && !is_none(v[i]) && !is_callable(v[i])) {
      return raise_type_error("callable %s expected, got %T", i ? "finalizer" : "firstiter", v[i]);
    }
  }
  if (v[0]) remembered.first_iteration = is_none(v[0]) ? null_value : v[0];
  if (v[1]) remembered.finalizer = is_none(v[1]) ? null_value : v[1];
  return none();
}

/// `module.attribute`, imported; null with an error pending.
Value imported_attribute(const std::string& module, const char* attribute) {
  Value found = import_module(module);
  return found ? get_attr(found, intern(attribute)) : null_value;
}

/// What PYTHONBREAKPOINT names, else pdb.set_trace.
Value sys_breakpoint_hook(const Value* arguments, uint32_t count, Tuple* names) {
  Frame* caller = calling_frame();
  const char* chosen = environment_option("PYTHONBREAKPOINT");
  std::string path = chosen ? chosen : "pdb.set_trace";
  if (path == "0") return none();
  size_t dot = path.rfind('.');
  if (path.empty()) path = "pdb.set_trace";
  Value hook = null_value;
  if (dot == std::string::npos) hook = imported_attribute("builtins", path.c_str());
  else if (dot > 0) hook = imported_attribute(path.substr(0, dot), path.c_str() + dot + 1);
  if (hook) return call_keywords_slow(caller, hook, arguments, count, names);
  bool unimportable = !vm.exception || error_matches(ExceptionKind::import_error) || error_matches(ExceptionKind::attribute_error) ||
                      error_matches(ExceptionKind::value_error);
  if (!unimportable) return null_value;
  vm.exception = null_value;
  return warn(ExceptionKind::runtime_warning, "Ignoring unimportable $PYTHONBREAKPOINT: \"" + path + "\"") ? none() : null_value;
}

/// The report of an error that cannot go anywhere: a finalizer's, say.
Value sys_unraisable_hook(Value report) {
  Value message = get_attr(report, intern("err_msg")), object = message ? get_attr(report, vm.names.object_name) : null_value;
  Value exception = object ? get_attr(report, intern("exc_value")) : null_value;
  if (!exception) return null_value;
  std::string text = is_str(message) ? to_utf8(as<Str>(message)) : "Exception ignored in";
  if (!is_none(object)) {
    Value shown = to_repr(object);
    if (!shown) vm.exception = null_value;
    text += ": " + (shown ? to_utf8(as_str(shown)) : "<object repr() failed>");
  } else {
    text += ":";
  }
  write_standard_error(text + "\n" + (is_none(exception) ? "" : format_exception(exception)));
  return none();
}

/// Limit: of the current thread only.
Value sys_current_frames(const Value*, uint32_t) {
  Dict* frames = make_dict();
  FrameObject* frame = picture_of(calling_frame());
  if (frame) dict_set(frames, int_value(current_thread_number()), ref(frame));
  return ref(frames);
}
Value sys_current_exceptions() {
  Dict* exceptions = make_dict();
  dict_set(exceptions, int_value(current_thread_number()), sys_exc_info());
  return ref(exceptions);
}
Value sys_call_tracing(Value function, Value arguments) {
  Tuple* tuple = as_tuple(arguments);
  if (!tuple) return raise_type_error("call_tracing() argument 2 must be tuple, not %T", arguments);
  List* list = list_from(arguments);
  return list ? call_traced(function, reinterpret_cast<const Value*>(list->items->items), static_cast<uint32_t>(list->length))
              : null_value;
}
Value sys_dlopen_flags() { return int_value(2); }

}  // namespace

void fill_sys(Module* module) {
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Value v : {remembered.first_iteration, remembered.finalizer}) visit(tracer, v);
        tracer.visit(remembered.audit_hooks);
      },
      &remembered);
  static const BuiltinDefinition functions[] = {
      entry("exit", sys_exit, 0),
      entry("getrecursionlimit", sys_get_recursion_limit),
      entry("setrecursionlimit", sys_set_recursion_limit),
      entry("intern", sys_intern),
      entry("getsizeof", sys_get_size, 1, "object default"),
      entry("exc_info", sys_exc_info),
      entry("exception", sys_exception),
      entry("_getframe", sys_get_frame, 0, 1, builtin_needs_frame),
      entry("displayhook", sys_display_hook),
      entry("__displayhook__", sys_display_hook),
      entry("excepthook", sys_exception_hook),
      entry("__excepthook__", sys_exception_hook),
      entry("unraisablehook", sys_unraisable_hook),
      entry("__unraisablehook__", sys_unraisable_hook),
      entry("breakpointhook", sys_breakpoint_hook, 0, 255, builtin_needs_frame),
      entry("__breakpointhook__", sys_breakpoint_hook, 0, 255, builtin_needs_frame),
      entry("getdefaultencoding", sys_encoding),
      entry("getfilesystemencoding", sys_encoding),
      entry("getfilesystemencodeerrors", sys_error_handler),
      entry("settrace", sys_set_trace, 1, nullptr, builtin_needs_frame),
      entry("gettrace", sys_get_trace),
      entry("setprofile", sys_set_profile, 1, nullptr, builtin_needs_frame),
      entry("getprofile", sys_get_profile),
      entry("call_tracing", sys_call_tracing),
      entry("audit", sys_audit, 1),
      entry("addaudithook", sys_add_audit_hook, 1, "hook"),
      entry("is_finalizing", sys_is_finalizing),
      entry("get_int_max_str_digits", sys_max_digits),
      entry("set_int_max_str_digits", sys_set_max_digits, 1, "maxdigits"),
      entry("getswitchinterval", sys_get_switch_interval),
      entry("setswitchinterval", sys_set_switch_interval),
      entry("getrefcount", sys_get_reference_count),
      entry("getallocatedblocks", sys_get_allocated_blocks),
      entry("get_coroutine_origin_tracking_depth", sys_get_coroutine_tracking),
      entry("set_coroutine_origin_tracking_depth", sys_set_coroutine_tracking, 1, "depth"),
      entry("get_asyncgen_hooks", sys_get_generator_hooks),
      entry("set_asyncgen_hooks", sys_set_generator_hooks),
      entry("_current_frames", sys_current_frames, 0, 0, builtin_needs_frame),
      entry("_current_exceptions", sys_current_exceptions),
      entry("_clear_type_cache", sys_nothing),
      entry("_debugmallocstats", sys_nothing),
      entry("getdlopenflags", sys_dlopen_flags),
      entry("setdlopenflags", sys_nothing),
  };
  define(module, functions);
  fill_sys_values(module);
}

}  // namespace python
