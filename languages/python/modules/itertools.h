/// Owns the layouts of the iterators of itertools. `next` of each is next_of_itertool: without a loop wherever the common step has
/// none, so that traces go through it.
#pragma once

#include "objects/list.h"
#include "objects/object.h"
#include "objects/tuple.h"

namespace python {

struct Chain : Object {
  ValueField sources;  // iterator of iterables; null once exhausted
  ValueField current;  // iterator of the one at hand; null: none yet
};
struct Count : Object {
  ValueField current;
  JW_IMMUTABLE ValueField step;
};
struct Cycle : Object {
  uint64_t index;       // of the next saved item, in later rounds
  uint32_t complete;    // what `iterator` gives is not saved any more
  ValueField iterator;  // null after the first round
  jitwright::Field<List*> saved;
};
struct Repeat : Object {
  int64_t remaining;  // negative: endless
  JW_IMMUTABLE ValueField item;
};
struct IteratorSlice : Object {
  int64_t position;   // of the iterator
  int64_t following;  // position of the next item to give
  int64_t stop;       // negative: none
  JW_IMMUTABLE int64_t step;
  ValueField iterator;  // null once exhausted
};
/// starmap, takewhile, dropwhile, filterfalse.
struct CallingIterator : Object {
  uint32_t state;  // takewhile: 1 once stopped; dropwhile: 1 once started
  JW_IMMUTABLE ValueField callable, iterator;
};
struct Compress : Object {
  JW_IMMUTABLE ValueField data, selectors;
};
struct Accumulate : Object {
  JW_IMMUTABLE ValueField iterator;
  JW_IMMUTABLE ValueField callable;  // null or None: addition
  ValueField total;                  // null: nothing given yet
  ValueField initial;                // given first; null: none
};
struct Pairwise : Object {
  ValueField iterator;  // null once exhausted
  ValueField previous;  // null before the first
};
struct ZipLongest : Object {
  uint64_t active;                    // iterators that are not exhausted
  jitwright::Field<List*> iterators;  // None where exhausted
  ValueField filler;
};
/// product, permutations, combinations: the next row follows from the indices of the last.
struct Combinatoric : Object {
  uint64_t size;                            // of a row
  uint32_t started, stopped;
  JW_IMMUTABLE jitwright::Field<Tuple*> pools;  // of product: tuples; else the items
  jitwright::Field<List*> indices;          // small ints; for permutations as many as items
  jitwright::Field<List*> cycles;           // for permutations; else null
};
struct GroupBy : Object {
  ValueField iterator, key_function;               // key_function null or None: the item itself
  ValueField target_key, current_key, current_value;  // null: none yet
  ValueField group;                                // the last group handed out, which alone may go on
};
struct Grouper : Object {
  JW_IMMUTABLE jitwright::Field<GroupBy*> parent;
  JW_IMMUTABLE ValueField target_key;
};
struct TeeLink : Object {
  uint32_t fetching;                   // the item is being asked for
  ValueField item;                     // null: not fetched yet
  jitwright::Field<TeeLink*> following;  // null as long as item is
  JW_IMMUTABLE ValueField iterator;
};
struct Tee : Object {
  jitwright::Field<TeeLink*> link;  // holds the next item
};

inline bool is_itertool(Kind kind) { return kind >= Kind::chain && kind <= Kind::tee; }

/// The next item of an iterator of kind chain to tee; null: exhausted, or an error is pending.
Value next_of_itertool(Value iterator);

}  // namespace python
