/// Owns a regular expression as a tree, read back from the code list that CPython's re._compiler makes of it.
#pragma once

#include <bitset>
#include <cstdint>
#include <vector>

#include "modules/sre/characters.h"

namespace python::sre {

/// The characters a piece of an expression can start with.
struct First {
  std::bitset<256> has;
  bool wide = false;   // perhaps characters from 256 on
  bool empty = false;  // it can match without taking a character

  void add(const First& other) {
    has |= other.has;
    wide |= other.wide;
  }
  bool overlaps(const First& other) const { return (has & other.has).any() || (wide && other.wide); }
};

enum class NodeKind : uint8_t {
  character,    // value
  set,          // one character of the set at code[value], whose instruction it is
  at,           // value: At
  mark,         // value: slot
  branch,       // parts: alternatives
  repeat,       // parts[0], minimum to maximum times
  look,         // parts[0] from `value` characters back matches, or, if `negated`, does not
  atomic,       // parts[0], never reconsidered
  backref,      // the text of group `value`, compared by `fold`
  conditional,  // parts[0] if group `value` matched, else parts[1]
  fail,
};

enum class Greed : uint8_t { greedy, lazy, possessive };

inline constexpr uint32_t no_maximum = 0xFFFF'FFFF;

struct Node;
using Sequence = std::vector<Node>;

struct Node {
  NodeKind kind;
  Greed greed = Greed::greedy;
  Fold fold = Fold::none;
  bool negated = false;
  uint32_t value = 0, minimum = 0, maximum = 0;
  std::vector<Sequence> parts;
  First characters;        // of character and set
  bool all_wide = false;   // of set: every character from 256 on
  bool some_wide = false;  // of set: some of them; ask the code
};

/// Reads `count` words of code for `groups` groups. False if the code is not well formed.
bool read_tree(const uint32_t* code, uint32_t count, uint32_t groups, Sequence* out);

/// What `nodes` can start with; `empty` if all of it can match nothing.
First first_of(const Sequence& nodes);
First first_of(const Node& node);
/// The fewest characters it can match.
uint64_t shortest(const Sequence& nodes);

}  // namespace python::sre
