/// Owns the callables of _functools that calls know by kind: partial and lru_cache.
#pragma once

#include "objects/dict.h"
#include "objects/object.h"
#include "objects/tuple.h"

namespace python {

struct Frame;  // interpreter/

struct Partial : Object {
  ValueField callable;
  jitwright::Field<Tuple*> arguments;
  jitwright::Field<Dict*> keywords;  // never null
  jitwright::Field<Dict*> dict;      // made on demand
};

/// Kept results of a bounded cache form a ring through `root`, the least recently used one first.
struct LruLink : Object {
  jitwright::Field<LruLink*> previous, following;
  ValueField key, value;
  uint64_t hash;  // of the key
};
struct LruCache : Object {
  JW_IMMUTABLE ValueField callable;
  JW_IMMUTABLE int64_t maximum;  // negative: unbounded
  JW_IMMUTABLE uint32_t typed;
  int64_t hits, misses;
  jitwright::Field<Dict*> results;  // key to value, or to LruLink if bounded
  JW_IMMUTABLE jitwright::Field<LruLink*> root;
  JW_IMMUTABLE ValueField info_type;
  jitwright::Field<Dict*> dict;  // made on demand
};

/// What comparing with `<` makes of a comparison function.
struct ComparisonKey : Object {
  JW_IMMUTABLE ValueField comparison;
  ValueField object;  // null in what cmp_to_key itself returned
};

Value call_partial(Frame* frame, Partial* partial, const Value* arguments, uint32_t count, Tuple* names);
Value call_lru_cache(Frame* frame, LruCache* cache, const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python
