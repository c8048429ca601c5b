/// The module _lsprof, on which cProfile is built: counts calls and takes the time in them.
#include <memory>
#include <unordered_map>
#include <vector>

#include "interpreter/calls.h"
#include "interpreter/tracing.h"
#include "objects/death.h"
#include "modules/modules.h"
#include "modules/thread/threads.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/list.h"
#include "objects/operations.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

using Time = int64_t;

struct Counts {
  int64_t calls = 0, recursive_calls = 0, depth = 0;
  Time total = 0, own = 0;
};
struct ProfileEntry : Counts {
  Value code;  // a Code, or the text that stands for a function in C++
  std::unordered_map<ProfileEntry*, Counts> callees;
};
struct RunningCall {
  ProfileEntry* entry;
  Time start, in_callees;
};

/// A Profiler's state outside the heap; what it refers to is in the object's list of keys.
struct Profile {
  std::unordered_map<uint64_t, std::unique_ptr<ProfileEntry>> entries;  // by the function's address
  std::vector<RunningCall> running;
  double unit = 0;  // seconds for each tick of the program's own timer; 0: they are floats
  bool subcalls = true, builtins = true;
};

enum ProfilerField : uint32_t { profile_resource, profile_timer, profile_keys, profiler_field_count };

Type *profiler_type, *entry_type, *subentry_type;

Profile* profile_of(NativeObject* profiler) { return static_cast<Profile*>(as<Resource>(profiler->fields[profile_resource])->data); }

/// Nanoseconds, or ticks of the program's timer. An error of that is reported and counts as no time.
Time now(NativeObject* profiler) {
  Value timer = profiler->fields[profile_timer];
  if (is_none(timer)) return monotonic_nanoseconds();
  tracing.callbacks++;
  tracing_changed();
  Value ticks = call_0(timer);
  double seconds = 0;
  int64_t count = 0;
  bool counted = profile_of(profiler)->unit > 0;
  if (ticks && !(counted ? index_in_range(ticks, &count) : to_double(ticks, &seconds))) ticks = null_value;
  if (!ticks) report_unraisable(timer);
  tracing.callbacks--;
  tracing_changed();
  return counted ? count : static_cast<Time>(seconds * 1e9);
}

double in_seconds(const Profile* profile, Time time) { return static_cast<double>(time) * (profile->unit > 0 ? profile->unit : 1e-9); }

/// What stands for a function in C++: its repr, but with the module's name for functions of modules.
Value text_of(Value callee) {
  if (has_kind(callee, Kind::bound_builtin_method)) callee = as<BoundMethod>(callee)->function;
  if (has_kind(callee, Kind::method_descriptor)) return to_repr(callee);
  BuiltinFunction* function = as<BuiltinFunction>(callee);
  Value module = function->module;
  if (module && is_str(module)) return ref(text_format("<built-in method %s.%s>", as<Str>(module), function->name));
  return ref(text_format("<built-in method %s>", function->name));
}

ProfileEntry* entry_of(NativeObject* profiler, Value key) {
  Profile* profile = profile_of(profiler);
  auto found = profile->entries.find(key.bits);
  if (found != profile->entries.end()) return found->second.get();
  Value code = has_kind(key, Kind::code) ? key : text_of(key);
  if (!code) {
    vm.exception = null_value;
    code = ref(make_str("?"));
  }
  list_append(as<List>(profiler->fields[profile_keys]), key);
  list_append(as<List>(profiler->fields[profile_keys]), code);
  std::unique_ptr<ProfileEntry>& entry = profile->entries[key.bits];
  entry = std::make_unique<ProfileEntry>();
  entry->code = code;
  return entry.get();
}

void enter(NativeObject* profiler, Value key) {
  Profile* profile = profile_of(profiler);
  ProfileEntry* entry = entry_of(profiler, key);
  if (profile->subcalls && !profile->running.empty()) profile->running.back().entry->callees[entry].depth++;
  entry->depth++;
  profile->running.push_back({entry, now(profiler), 0});
}

void count(Counts& counts, Time total, Time own) {
  if (--counts.depth == 0) counts.total += total;
  else counts.recursive_calls++;
  counts.own += own;
  counts.calls++;
}

void leave(NativeObject* profiler) {
  Profile* profile = profile_of(profiler);
  if (profile->running.empty()) return;
  Time end = now(profiler);
  if (profile->running.empty()) return;
  RunningCall call = profile->running.back();
  profile->running.pop_back();
  Time total = end - call.start, own = total - call.in_callees;
  count(*call.entry, total, own);
  if (profile->running.empty()) return;
  profile->running.back().in_callees += total;
  if (!profile->subcalls) return;
  auto callee = profile->running.back().entry->callees.find(call.entry);
  if (callee != profile->running.back().entry->callees.end()) count(callee->second, total, own);
}

void on_event(void* context, TraceEvent event, Code* code, Value callee) {
  NativeObject* profiler = static_cast<NativeObject*>(context);
  bool builtins = profile_of(profiler)->builtins;
  switch (event) {
    case TraceEvent::call: return enter(profiler, ref(code));
    case TraceEvent::leave: return leave(profiler);
    case TraceEvent::native_call:
      if (builtins) enter(profiler, callee);
      return;
    case TraceEvent::native_return:
    case TraceEvent::native_error:
      if (builtins) leave(profiler);
      return;
    default: return;
  }
}

/// Profiler(timer=None, timeunit=0.0, subcalls=True, builtins=True)
bool set_up(NativeObject* profiler, const Value* arguments, uint32_t count, Tuple* names) {
  Value v[4];
  if (!parse_arguments("Profiler", "timer timeunit subcalls builtins", 0, arguments, count, names, v)) return false;
  Profile* profile = profile_of(profiler);
  if (v[1] && !to_double(v[1], &profile->unit)) return false;
  for (int i = 2; i < 4; i++) {
    int wanted = v[i] ? truth(v[i]) : 1;
    if (wanted < 0) return false;
    (i == 2 ? profile->subcalls : profile->builtins) = wanted;
  }
  profiler->fields[profile_timer] = v[0] ? v[0] : none();
  return true;
}
Value construct_profiler(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  NativeObject* profiler = make_native(profiler_type, profiler_field_count);
  profiler->fields[profile_resource] = make_resource(new Profile, [](void* data) { delete static_cast<Profile*>(data); });
  profiler->fields[profile_timer] = none();
  profiler->fields[profile_keys] = ref(make_list());
  return set_up(profiler, arguments, count, names) ? ref(profiler) : null_value;
}
Value profiler_init(const Value* arguments, uint32_t count, Tuple* names) {
  return set_up(as<NativeObject>(arguments[0]), arguments + 1, count - 1, names) ? none() : null_value;
}

Value profiler_enable(const Value* arguments, uint32_t count, Tuple* names) {
  Frame* caller = calling_frame();
  Value v[2];
  if (!parse_arguments("enable", "subcalls builtins", 0, arguments + 1, count - 1, names, v)) return null_value;
  NativeObject* profiler = as<NativeObject>(native_part(arguments[0], Kind::native));
  Profile* profile = profile_of(profiler);
  for (int i = 0; i < 2; i++) {
    if (!v[i]) continue;
    int wanted = truth(v[i]);
    if (wanted < 0) return null_value;
    (i == 0 ? profile->subcalls : profile->builtins) = wanted;
  }
  set_profile_hook(on_event, profiler, arguments[0]);
  return return_traced(caller, none());
}
/// Calls that are still running end now.
Value profiler_disable(Value self) {
  NativeObject* profiler = as<NativeObject>(self);
  set_profile_function(null_value);
  while (!profile_of(profiler)->running.empty()) leave(profiler);
  return none();
}
Value profiler_clear(Value self) {
  NativeObject* profiler = as<NativeObject>(self);
  profile_of(profiler)->running.clear();
  profile_of(profiler)->entries.clear();
  profiler->fields[profile_keys] = ref(make_list());
  return none();
}

Value describe(Type* type, const Profile* profile, Value code, const Counts& counts, Value callees) {
  Value values[] = {code, int_value(counts.calls), int_value(counts.recursive_calls), float_value(in_seconds(profile, counts.total)),
                    float_value(in_seconds(profile, counts.own)), callees};
  return make_struct_sequence(type, values);
}
Value profiler_statistics(Value self) {
  if (!profiler_disable(self)) return null_value;
  const Profile* profile = profile_of(as<NativeObject>(self));
  List* list = make_list();
  for (const auto& [key, entry] : profile->entries) {
    if (entry->calls == 0) continue;
    List* callees = nullptr;
    for (const auto& [callee, counts] : entry->callees) {
      if (counts.calls == 0) continue;
      if (!callees) callees = make_list();
      list_append(callees, describe(subentry_type, profile, callee->code, counts, null_value));
    }
    list_append(list, describe(entry_type, profile, entry->code, *entry, callees ? ref(callees) : none()));
  }
  return ref(list);
}

}  // namespace

void fill_lsprof(Module* module) {
  profiler_type = make_module_type(module, "Profiler", Kind::native, type_is_base, construct_profiler);
  static const BuiltinDefinition methods[] = {
      entry("__init__", profiler_init, 1),
      entry("enable", profiler_enable, 1, 255, builtin_needs_frame | builtin_raw_self),
      entry("disable", profiler_disable),
      entry("clear", profiler_clear),
      entry("getstats", profiler_statistics),
  };
  define(profiler_type, methods);
  static const char* const fields[] = {"code", "callcount", "reccallcount", "totaltime", "inlinetime", "calls"};
  entry_type = make_struct_sequence_type("_lsprof", "profiler_entry", fields);
  subentry_type = make_struct_sequence_type("_lsprof", "profiler_subentry", fields, 5, 5);
  set_member(module, "profiler_entry", ref(entry_type));
  set_member(module, "profiler_subentry", ref(subentry_type));
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Type* type : {profiler_type, entry_type, subentry_type}) tracer.visit(type);
      },
      &profiler_type);
}

}  // namespace python
