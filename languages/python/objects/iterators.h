/// Owns the layouts of the builtin iterators. next() (operations.h) advances them.
#pragma once

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

namespace python {

struct ListIterator : Object {
  uint64_t index;                // of the next item; a reverse one counts down and holds index + 1
  jitwright::Field<List*> list;  // null once exhausted
};
struct TupleIterator : Object {
  uint64_t index;
  JW_IMMUTABLE jitwright::Field<Tuple*> tuple;
};
struct RangeIterator : Object {
  int64_t current;  // equals stop once exhausted
  JW_IMMUTABLE int64_t stop;  // current + step * what remains, modulo 2^64
  JW_IMMUTABLE int64_t step;

  int64_t remaining() const { return static_cast<int64_t>(static_cast<uint64_t>(stop) - static_cast<uint64_t>(current)) / step; }
};
struct LongRangeIterator : Object {
  ValueField current, remaining;
  JW_IMMUTABLE ValueField step;
};
struct StrIterator : Object {
  uint64_t index;
  JW_IMMUTABLE jitwright::Field<Str*> str;
};
struct BytesIterator : Object {
  uint64_t index;
  JW_IMMUTABLE ValueField source;  // bytes or bytearray
};
struct DictIterator : Object {
  uint64_t position;        // of the next entry; a reverse one counts down and holds position + 1
  uint32_t expected_count;  // to notice changes
  uint32_t remaining;
  jitwright::Field<Dict*> dict;  // null once exhausted
};
struct SetIterator : Object {
  uint64_t position;
  uint32_t expected_count;
  uint32_t remaining;
  jitwright::Field<HashTable*> set;
};
struct SequenceIterator : Object {
  int64_t index;
  ValueField sequence;  // null once exhausted
};
struct CallableIterator : Object {
  ValueField callable, sentinel;  // null once exhausted
};
struct Enumerate : Object {
  JW_IMMUTABLE ValueField iterator;
  ValueField index;  // int
};
struct Zip : Object {
  uint32_t strict;
  JW_IMMUTABLE jitwright::Field<Tuple*> iterators;
};
struct MapIterator : Object {
  JW_IMMUTABLE ValueField callable;
  JW_IMMUTABLE jitwright::Field<Tuple*> iterators;
};
struct Filter : Object {
  JW_IMMUTABLE ValueField predicate;  // None: truth
  JW_IMMUTABLE ValueField iterator;
};
struct Reversed : Object {
  int64_t index;  // of the next item; -1 once exhausted
  ValueField sequence;
};

Value make_list_iterator(List* list);
Value make_dict_iterator(Kind kind, Dict* dict);
Value make_set_iterator(HashTable* set);
Value make_reversed(Value sequence);

/// The next of every iterator kind that next() does not advance inline; null: exhausted, or an error is pending.
Value next_general(Value iterator);

}  // namespace python
