/// The module gc: collections on demand, and a look at the objects there are. Collections happen by themselves whatever
/// disable() and set_threshold() say: these only remember.
#include <vector>

#include "interpreter/frame.h"
#include "modules/modules.h"
#include "objects/death.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

bool enabled = true;
int64_t debug_flags = 0;
int64_t thresholds[3] = {700, 10, 10};
int64_t collections = 0, collected = 0;

jitwright::Heap& heap() { return jitwright::Heap::current(); }

// ---- collecting ----

/// Calls what is in gc.callbacks.
void call_callbacks(const char* phase, int64_t generation, uint64_t count) {
  Value module = dict_get_str(vm.modules, intern("gc"));
  Value callbacks = module ? find_attr(module, intern("callbacks")) : null_value;
  if (!callbacks || !is_list(callbacks) || as<List>(callbacks)->length == 0) return;
  Dict* info = make_dict();
  dict_set_str(info, intern("generation"), int_value(generation));
  dict_set_str(info, intern("collected"), int_value(static_cast<int64_t>(count)));
  dict_set_str(info, intern("uncollectable"), small_int_value(0));
  List* all = list_from(callbacks);
  for (uint64_t i = 0; i < all->length; i++) {
    if (!call_2(list_get(all, i), ref(intern(phase)), ref(info))) report_unraisable(list_get(all, i));
  }
}

Value collect(Value generation_value) {
  int64_t generation = 2;
  if (generation_value && !index_in_range(generation_value, &generation)) return null_value;
  if (generation < 0 || generation > 2) return raise_value_error("invalid generation");
  if (calling_frame()) drop_dead_registers(calling_frame());
  call_callbacks("start", generation, 0);
  heap().collect();
  uint64_t count = run_deaths();
  if (count) {  // what only the dead kept alive
    heap().collect();
    count += run_deaths();
  }
  collections++;
  collected += static_cast<int64_t>(count);
  call_callbacks("stop", generation, count);
  return int_value(static_cast<int64_t>(count));
}

Value enable() {
  enabled = true;
  return none();
}
Value disable() {
  enabled = false;
  return none();
}
Value is_enabled() { return boolean(enabled); }
Value set_debug(Value flags) { return index_in_range(flags, &debug_flags) ? none() : null_value; }
Value get_debug() { return int_value(debug_flags); }
Value set_threshold(Value a, Value b, Value c) {
  Value given[] = {a, b, c};
  for (int i = 0; i < 3; i++) {
    if (given[i] && !index_in_range(given[i], &thresholds[i])) return null_value;
  }
  return none();
}
Value triple(int64_t a, int64_t b, int64_t c) {
  Value values[] = {int_value(a), int_value(b), int_value(c)};
  return ref(make_tuple_of(values, 3));
}
Value get_threshold() { return triple(thresholds[0], thresholds[1], thresholds[2]); }
Value get_count() { return triple(0, 0, 0); }
Value get_stats() {
  jitwright::HeapStats stats = heap().stats();
  int64_t counts[] = {static_cast<int64_t>(stats.minor_collections), 0,
                      static_cast<int64_t>(stats.collections - stats.minor_collections)};
  List* list = make_list(3);
  for (int generation = 0; generation < 3; generation++) {
    Dict* dict = make_dict();
    dict_set_str(dict, intern("collections"), int_value(counts[generation]));
    dict_set_str(dict, intern("collected"), int_value(generation == 2 ? collected : 0));
    dict_set_str(dict, intern("uncollectable"), small_int_value(0));
    list_append(list, ref(dict));
  }
  return ref(list);
}
Value do_nothing() { return none(); }
Value zero() { return small_int_value(0); }

// ---- looking at objects ----

/// Kinds that the program never sees.
bool is_internal(Kind kind) { return vm.types[static_cast<uint32_t>(kind)] == vm.object_type && kind != Kind::instance; }

/// Kinds without references to objects of the program.
bool is_atomic(Kind kind) {
  switch (kind) {
    case Kind::none:
    case Kind::boolean:
    case Kind::ellipsis:
    case Kind::not_implemented:
    case Kind::integer:
    case Kind::complex:
    case Kind::str:
    case Kind::bytes:
    case Kind::bytearray:
    case Kind::range: return true;
    default: return false;
  }
}
/// As CPython's collector sees it: a dict or tuple of atomic things is not tracked.
bool is_tracked_object(Object* object) {
  Kind kind = kind_of(object);
  auto plain = [](Value v) { return !v || !is_ref(v) || is_atomic(kind_of(object_of(v))); };
  if (kind == Kind::dict) {
    Dict* dict = reinterpret_cast<Dict*>(object);
    for (int64_t i = next_entry(dict, 0); i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
      if (!plain(dict->entries->items[i].key) || !plain(entry_value(dict, dict->entries->items[i]))) return true;
    }
    return false;
  }
  if (kind == Kind::tuple) {
    Tuple* tuple = reinterpret_cast<Tuple*>(object);
    for (uint64_t i = 0; i < tuple->length; i++) {
      if (!plain(tuple->items[i])) return true;
    }
    return false;
  }
  if (kind == Kind::instance) return type_of(ref(object)) != vm.object_type;
  return !is_atomic(kind) && !is_internal(kind);
}
Value is_tracked(Value v) { return boolean(is_ref(v) && is_tracked_object(object_of(v))); }
Value is_finalized(Value) { return false_value(); }

/// What an object's trace function reports, with what internal objects in between refer to.
class Finder : public jitwright::Tracer {
 public:
  Finder() { visitor_ = [](jitwright::Tracer& self, const void* object) { static_cast<Finder&>(self).found(object); }; }
  ~Finder() = default;
  /// The objects of the program that `object` refers to.
  const std::vector<Object*>& references(Object* object) {
    direct_.clear();
    pending_.assign(1, object);
    seen_ = 0;
    while (seen_ < pending_.size()) {
      Object* from = pending_[seen_++];
      if (kind_of(from) == Kind::free) continue;
      if (auto trace = heap().kind(from->kind).trace) trace(from, *this);
    }
    return direct_;
  }

 private:
  void found(const void* address) {
    Object* object = static_cast<Object*>(const_cast<void*>(address));
    if (!object) return;
    Kind kind = kind_of(object);
    if (kind == Kind::hidden_map || kind == Kind::attribute_site) return;
    if (!is_internal(kind)) {
      direct_.push_back(object);
      return;
    }
    for (Object* known : pending_) {
      if (known == object) return;
    }
    pending_.push_back(object);
  }
  std::vector<Object*> direct_, pending_;
  size_t seen_ = 0;
};

Value list_of(const std::vector<Object*>& objects) {
  jitwright::Heap::Pause pause;  // the vector is not looked at
  List* list = make_list(objects.size());
  for (Object* object : objects) list_append(list, ref(object));
  return ref(list);
}

std::vector<Object*> all_objects() {
  std::vector<Object*> objects;
  heap().for_each(
      [](void* object, size_t, void* context) {
        Object* candidate = static_cast<Object*>(object);
        if (kind_of(candidate) == Kind::free || !is_tracked_object(candidate)) return;
        static_cast<std::vector<Object*>*>(context)->push_back(candidate);
      },
      &objects);
  return objects;
}

Value get_objects(Value generation) {
  heap().collect();
  jitwright::Heap::Pause pause;
  return list_of(all_objects());
}
Value get_referents(const Value* arguments, uint32_t count) {
  Finder finder;
  std::vector<Object*> all;
  for (uint32_t i = 0; i < count; i++) {
    if (!is_ref(arguments[i])) continue;
    const std::vector<Object*>& some = finder.references(object_of(arguments[i]));
    all.insert(all.end(), some.begin(), some.end());
  }
  return list_of(all);
}
Value get_referrers(const Value* arguments, uint32_t count) {
  heap().collect();
  jitwright::Heap::Pause pause;
  Finder finder;
  std::vector<Object*> hits;
  for (Object* object : all_objects()) {
    bool hit = false;
    for (Object* referent : finder.references(object)) {
      for (uint32_t i = 0; i < count && !hit; i++) hit = ref(referent) == arguments[i];
    }
    if (hit) hits.push_back(object);
  }
  return list_of(hits);
}

}  // namespace

void fill_gc(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("collect", collect, 0, "generation", builtin_needs_frame), entry("enable", enable), entry("disable", disable), entry("isenabled", is_enabled),
      entry("set_debug", set_debug), entry("get_debug", get_debug), entry("set_threshold", set_threshold, 1),
      entry("get_threshold", get_threshold), entry("get_count", get_count), entry("get_stats", get_stats),
      entry("freeze", do_nothing), entry("unfreeze", do_nothing), entry("get_freeze_count", zero), entry("is_tracked", is_tracked),
      entry("is_finalized", is_finalized), entry("get_objects", get_objects, 0, "generation"),
      entry("get_referents", get_referents), entry("get_referrers", get_referrers)};
  define(module, functions);
  static constexpr struct {
    const char* name;
    int64_t value;
  } flags[] = {{"DEBUG_STATS", 1}, {"DEBUG_COLLECTABLE", 2}, {"DEBUG_UNCOLLECTABLE", 4}, {"DEBUG_SAVEALL", 32}, {"DEBUG_LEAK", 38}};
  for (const auto& flag : flags) set_member(module, flag.name, small_int_value(flag.value));
  set_member(module, "garbage", ref(make_list()));
  set_member(module, "callbacks", ref(make_list()));
}

}  // namespace python
