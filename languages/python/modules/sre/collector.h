/// Owns what happens to all matches of a search in one go: findall, split, and sub with a text or a template.
#pragma once

#include "modules/sre/pattern.h"
#include "objects/str.h"

namespace python {
struct List;
}

namespace python::sre {

enum class Collect : uint32_t { findall, split, replace, expand };

/// Lives on the native stack while a search runs: its values are safe there.
struct Collector {
  Collect kind;
  Pattern* pattern;
  Value string;
  Subject subject;
  List* list;             // what findall and split give; pieces that replace and expand join
  Value replacement;      // text, or what re._parser.parse_template gives
  int64_t last;           // end of the match before
  int64_t count, most;    // matches so far; 0: no limit
  int64_t position, end;  // of the search, for the matches that expand makes
};

/// All matches, or the first `most`. Then appends what is left, but for findall. False with an error pending.
bool collect_all(Collector* collector);

}  // namespace python::sre
