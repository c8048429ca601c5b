/// Owns the machine that runs matching programs: one at a time, since no guest code runs during a match. Its state is at a
/// constant address, so that traces reach it directly.
/// Invariants: positions are indexes of characters; a slot of -1 is not set. choices[0, height) are what to go back to;
/// trail entries say which slots to restore on the way. Slots are noted in the trail only while there is a choice; otherwise
/// `dirty` is set and the next start forgets them all.
#pragma once

#include "modules/sre/program.h"

namespace python::sre {

struct Choice {
  uint32_t pc;
  uint32_t trail;  // its height when the choice was made
  int64_t position;
  int64_t bound;  // of the run_*_again instructions: the lowest or highest position
};
struct TrailEntry {
  uint32_t slot;
  int32_t last_index;
  int64_t value;
};
struct Choices {
  Choice items[1];
};
struct Trail {
  TrailEntry items[1];
};
struct Slots {
  int64_t items[1];
};

/// What is searched: characters of 1, 2 or 4 bytes.
struct Subject {
  const void* characters;
  int64_t length;
  uint32_t width;
};

struct Collector;

struct Matcher {
  const void* text;
  int64_t end;         // nothing is read from here on
  int64_t start;       // of the match being tried
  int64_t next_start;  // where to try next
  int64_t match_end;
  uint32_t searching;     // 1: try later starts too
  uint32_t must_advance;  // 1: an empty match at `start` does not count
  uint32_t dirty;
  int32_t last_index;  // the group that ended last, or -1
  Choices* choices;
  Trail* trail;
  Slots* slots;
  uint64_t choice_capacity, trail_capacity, slot_capacity;
  Collector* collector;  // of all matches; null: stop at the first
};
extern Matcher matcher;

enum class Outcome : int64_t { none = 0, found = 1, error = -1 };

enum class Mode : uint32_t { search, match };

/// Runs `program` on `subject` from `position`, up to `end`. Found: the match is in `matcher`. Error: a guest error is pending.
Outcome run_program(const Program* program, const Subject& subject, int64_t position, int64_t end, Mode mode, bool must_advance,
                    Collector* collector = nullptr);

/// Called with each match when there is a collector: where to search on, or -1 to stop.
int64_t collect_match(Collector* collector, int64_t match_end);

}  // namespace python::sre
