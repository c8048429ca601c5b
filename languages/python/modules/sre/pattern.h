/// Owns the types re.Pattern, re.Match and the scanner.
#pragma once

#include "modules/sre/matcher.h"
#include "objects/object.h"

namespace python {
struct Tuple;
struct Dict;
struct Module;
}  // namespace python

namespace python::sre {

struct Pattern : Object {
  JW_IMMUTABLE jitwright::Field<Bytes*> program;  // searches and matches
  jitwright::Field<Bytes*> whole;                 // for fullmatch; null until needed
  JW_IMMUTABLE ValueField pattern;                // str, bytes or None
  JW_IMMUTABLE jitwright::Field<Dict*> group_index;
  JW_IMMUTABLE jitwright::Field<Tuple*> group_names;  // None for those without
  JW_IMMUTABLE uint32_t flags, groups;
};

/// Marks: start and end of the whole match, then of each group; -1: no part of the match.
struct Match : Object {
  JW_IMMUTABLE jitwright::Field<Pattern*> pattern;
  JW_IMMUTABLE ValueField string;
  JW_IMMUTABLE int64_t position, end;  // pos and endpos
  JW_IMMUTABLE int32_t last_index;     // -1: none
  JW_IMMUTABLE uint32_t groups;
  JW_IMMUTABLE int64_t marks[];
};

/// What finditer and scanner() step through.
struct Scanner : Object {
  JW_IMMUTABLE jitwright::Field<Pattern*> pattern;
  JW_IMMUTABLE ValueField string;
  JW_IMMUTABLE int64_t position, end;
  int64_t next;  // where to go on; beyond `end`: exhausted
  uint32_t must_advance;
};

/// A string or bytes-like object, for a pattern of the same sort. False with TypeError.
bool open_subject(const Pattern* pattern, Value string, Subject* out);
/// string[start:end] as str or bytes.
Value slice_subject(Value string, int64_t start, int64_t end);
/// The match that is in `matcher`.
Value make_match(Pattern* pattern, Value string, int64_t position, int64_t end);
/// Text of group `index` of `match`; `missing` if it is no part of it.
Value match_group(const Match* match, uint64_t index, Value missing);
/// What `template_` (as re._parser.parse_template makes it) gives for the match: null with an error pending.
Value expand_template(Value template_, const Match* match);

Value make_pattern(Value pattern, uint32_t flags, Value code, uint32_t groups, Value group_index, Value group_names);

/// What the iterator of finditer gives next: null at the end, or with an error pending.
JW_DONT_LOOK_INSIDE Value next_match(Scanner* scanner);

void define_pattern_type();
void define_match_type();

}  // namespace python::sre
