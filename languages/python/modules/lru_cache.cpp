/// lru_cache: a hit is a look-up and, in a bounded cache, a move within a ring; both without a loop, so that traces see them.
#include "interpreter/calls.h"
#include "modules/functools.h"
#include "modules/module_type.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

/// Stands between positional and keyword arguments in a key.
Value keyword_mark() { return ref(builtin_type(Kind::lru_cache)); }

JW_DONT_LOOK_INSIDE Value make_key(LruCache* cache, const Value* arguments, uint32_t count, Tuple* names) {
  List* parts = make_list(count + 1);
  for (uint32_t i = 0; i < count; i++) list_append(parts, arguments[i]);
  uint64_t keywords = names ? names->length : 0;
  if (keywords) list_append(parts, keyword_mark());
  for (uint64_t i = 0; i < keywords; i++) {
    list_append(parts, names->items[i]);
    list_append(parts, arguments[count + i]);
  }
  if (cache->typed) {
    for (uint64_t i = 0; i < count + keywords; i++) list_append(parts, ref(type_of(arguments[i])));
  }
  return ref(tuple_from(ref(parts)));
}

/// A single int or str is its own key; else a tuple, which a trace need not build to hash it.
JW_UNROLL_SAFE Value key_of(LruCache* cache, const Value* arguments, uint32_t count, Tuple* names) {
  constexpr uint32_t most_unrolled = 8;
  if (names || cache->typed || count == 0 || count > most_unrolled) return make_key(cache, arguments, count, names);
  if (count == 1) {
    Value argument = arguments[0];
    if (is_small_int(argument)) return argument;
    if (has_kind(argument, Kind::str)) return argument;
  }
  Tuple* key = make_tuple(count);
  for (uint32_t i = 0; i < count; i++) key->items[i].initialise(arguments[i]);
  return ref(key);
}

/// The value kept under the key, as it is in the table; null if there is none, or with an error pending.
Value find_result(Dict* results, Value key, uint64_t hash) {
  bool is_simple = is_small_int(key) || is_str(key);
  int64_t position = is_simple ? find_key(results, key) : find_with_hash(results, key, hash);
  return position >= 0 ? entry_value(results, results->entries->items[position]) : null_value;
}

/// Takes a link out of the ring and puts it before the root: the most recently used.
void make_most_recent(LruLink* root, LruLink* link) {
  LruLink *previous = link->previous, *following = link->following;
  previous->following = following;
  following->previous = previous;
  LruLink* last = root->previous;
  last->following = link;
  link->previous = last;
  link->following = root;
  root->previous = link;
}

/// Keeps a new result; the least recently used one goes if there is no room.
JW_DONT_LOOK_INSIDE bool keep_bounded(LruCache* cache, Value key, uint64_t hash, Value value) {
  Dict* results = cache->results;
  Value known = find_result(results, key, hash);
  if (known || has_error()) return !has_error();  // a call within the call was faster
  LruLink* root = cache->root;
  LruLink* link;
  if (results->count < cache->maximum) {
    link = make<LruLink>(Kind::lru_link);
    LruLink* last = root->previous;
    link->previous.initialise(last);
    link->following.initialise(root);
    last->following = link;
    root->previous = link;
  } else {
    link = root->following;
    int64_t position = find_generic(results, link->key, link->hash);
    if (position == -2) return false;
    if (position >= 0) dict_delete_at(results, static_cast<uint64_t>(position));
    make_most_recent(root, link);
  }
  link->key = key;
  link->hash = hash;
  link->value = value;
  return dict_set_with_hash(results, key, hash, ref(link));
}

JW_UNROLL_SAFE Value call_wrapped(Frame* frame, LruCache* cache, const Value* arguments, uint32_t count, Tuple* names) {
  Value callable = cache->callable;
  if (has_kind(callable, Kind::function)) {
    if (!names) return call(callable, arguments, count);
  }
  return call_keywords_slow(frame, callable, arguments, count, names);
}

void empty_ring(LruLink* root) {
  root->previous = root;
  root->following = root;
}

Value make_lru_cache(Value callable, Value maximum, Value typed, Value info_type) {
  if (!is_callable(callable)) return raise_type_error("the first argument must be callable");
  int64_t limit = -1;
  if (!is_none(maximum)) {
    if (!as_exact_int(maximum) && !lookup_special(maximum, vm.names.__index__)) {
      return raise_type_error("maxsize should be integer or None");
    }
    if (!index_in_range(maximum, &limit, "Python int too large to convert to C ssize_t")) return null_value;
    if (limit < 0) limit = 0;
  }
  int is_typed = truth(typed);
  if (is_typed < 0) return null_value;
  LruLink* root = make<LruLink>(Kind::lru_link);
  empty_ring(root);
  Dict* results = make_dict();
  LruCache* cache = make<LruCache>(Kind::lru_cache);
  cache->callable.initialise(callable);
  cache->maximum = limit;
  cache->typed = static_cast<uint32_t>(is_typed);
  cache->results.initialise(results);
  cache->root.initialise(root);
  cache->info_type.initialise(info_type);
  return ref(cache);
}
Value construct_lru_cache(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[4];
  if (!parse_arguments("lru_cache", "user_function maxsize typed cache_info_type", 4, arguments, count, names, given)) return null_value;
  return make_lru_cache(given[0], given[1], given[2], given[3]);
}

Value lru_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_lru_cache(nullptr, as<LruCache>(arguments[0]), arguments + 1, count - 1, names);
}
Value cache_info(Value self) {
  LruCache* cache = as<LruCache>(self);
  Value fields[] = {int_value(cache->hits), int_value(cache->misses), cache->maximum < 0 ? none() : int_value(cache->maximum),
                    small_int_value(cache->results->count)};
  return call(cache->info_type, fields, 4);
}
Value cache_clear(Value self) {
  LruCache* cache = as<LruCache>(self);
  cache->hits = cache->misses = 0;
  table_clear(cache->results);
  empty_ring(cache->root);
  return none();
}
Value lru_get(Value self, Value object, Value) { return is_none(object) ? self : make_bound_method(self, object); }
Value lru_reduce(Value self) { return get_attr(self, vm.names.__qualname__); }
Value lru_copy(Value self) { return self; }
Value lru_deepcopy(Value self, Value) { return self; }
Value get_dict(Value self) {
  LruCache* cache = as<LruCache>(self);
  if (!cache->dict.get()) cache->dict = make_dict();
  return ref(cache->dict.get());
}

}  // namespace

Value call_lru_cache(Frame* frame, LruCache* cache, const Value* arguments, uint32_t count, Tuple* names) {
  if (cache->maximum == 0) {
    cache->misses++;
    return call_wrapped(frame, cache, arguments, count, names);
  }
  Value key = key_of(cache, arguments, count, names);
  if (!key) return null_value;
  int64_t signed_hash = hash(key);  // once, as a caller with a slow or counting __hash__ would notice
  if (signed_hash == -1 && has_error()) return null_value;
  uint64_t key_hash = static_cast<uint64_t>(signed_hash);
  Dict* results = cache->results;
  Value known = find_result(results, key, key_hash);
  bool bounded = cache->maximum > 0;
  if (known) {
    cache->hits++;
    if (!bounded) return known;
    LruLink* link = as<LruLink>(known);
    LruLink* root = cache->root;
    if (root->previous.get() != link) make_most_recent(root, link);
    return present(link->value);
  }
  if (has_error()) return null_value;
  cache->misses++;
  Value value = call_wrapped(frame, cache, arguments, count, names);
  if (!value) return null_value;
  bool kept = bounded ? keep_bounded(cache, key, key_hash, value) : dict_set_with_hash(cache->results, key, key_hash, value);
  if (!kept) return null_value;
  return value;
}

void fill_lru_cache(Module* module) {
  static const BuiltinDefinition methods[] = {
      entry("__call__", lru_call, 1), entry("cache_info", cache_info), entry("cache_clear", cache_clear), entry("__get__", lru_get, 2),
      entry("__reduce__", lru_reduce), entry("__copy__", lru_copy), entry("__deepcopy__", lru_deepcopy)};
  static const GetSetDefinition attributes[] = {{"__dict__", get_dict, nullptr, true}};
  complete_type(module, Kind::lru_cache, construct_lru_cache, type_is_base, methods, attributes);
}

}  // namespace python
