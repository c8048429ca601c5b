#include "modules/sre/tree.h"

#include <algorithm>

namespace python::sre {

namespace {

class Reader {
 public:
  Reader(const uint32_t* code, uint32_t groups) : code_(code), groups_(groups) {}

  /// Reads code[at, end) as a sequence. False if it is not well formed.
  bool read(uint32_t at, uint32_t end, Sequence* out);

 private:
  /// code[at] counts from itself to a place in (at, end].
  bool skip_to(uint32_t at, uint32_t end, uint32_t* place) const {
    if (at >= end || code_[at] == 0 || code_[at] > end - at) return false;
    *place = at + code_[at];
    return true;
  }
  bool is(uint32_t at, SreOpcode opcode) const { return code_[at] == static_cast<uint32_t>(opcode); }
  void single(uint32_t at, Sequence* out);
  bool branch(uint32_t* at, uint32_t end, Sequence* out);
  bool repeat(uint32_t* at, uint32_t end, Sequence* out);
  bool conditional(uint32_t* at, uint32_t end, Sequence* out);

  const uint32_t* code_;
  uint32_t groups_;
  uint32_t depth_ = 0;
};

void Reader::single(uint32_t at, Sequence* out) {
  Node node{.kind = is(at, SreOpcode::literal) ? NodeKind::character : NodeKind::set};
  node.value = node.kind == NodeKind::character ? code_[at + 1] : at;
  for (uint32_t c = 0; c < 256; c++) node.characters.has[c] = matches_character(code_ + at, c);
  switch (static_cast<SreOpcode>(code_[at])) {
    case SreOpcode::literal: node.characters.wide = node.value >= 256; break;
    case SreOpcode::any:
    case SreOpcode::any_all: node.all_wide = true; break;
    case SreOpcode::not_literal: (code_[at + 1] < 256 ? node.all_wide : node.some_wide) = true; break;
    case SreOpcode::category: node.some_wide = code_[at + 1] >= 10 || (code_[at + 1] & 1); break;
    case SreOpcode::in: {
      // Only literals, ranges and bitmaps of characters below 256, perhaps negated, need no question beyond.
      uint32_t word = at + 2;
      bool negated = is(word, SreOpcode::negate), narrow = true;
      if (negated) word++;
      while (narrow && !is(word, SreOpcode::failure)) {
        switch (static_cast<SreOpcode>(code_[word])) {
          case SreOpcode::literal:
            narrow = code_[word + 1] < 256;
            word += 2;
            break;
          case SreOpcode::range:
            narrow = code_[word + 2] < 256;
            word += 3;
            break;
          case SreOpcode::charset: word += 9; break;
          default: narrow = false;
        }
      }
      node.all_wide = narrow && negated;
      node.some_wide = !narrow;
      break;
    }
    default: node.some_wide = true; break;
  }
  if (node.kind == NodeKind::set) node.characters.wide = node.all_wide || node.some_wide;
  out->push_back(std::move(node));
}

// BRANCH, then for each alternative: skip to the next, code, JUMP to the end; 0.
bool Reader::branch(uint32_t* at, uint32_t end, Sequence* out) {
  Node node{.kind = NodeKind::branch};
  uint32_t place = *at + 1, after = 0;
  while (place < end && code_[place]) {
    uint32_t next, target;
    if (!skip_to(place, end, &next) || next < place + 3 || !is(next - 2, SreOpcode::jump)) return false;
    if (!skip_to(next - 1, end, &target) || (after && target != after)) return false;
    after = target;
    node.parts.emplace_back();
    if (!read(place + 1, next - 2, &node.parts.back())) return false;
    place = next;
  }
  if (place >= end || (after && after != place + 1)) return false;
  *at = place + 1;
  out->push_back(std::move(node));
  return true;
}

bool Reader::repeat(uint32_t* at, uint32_t end, Sequence* out) {
  SreOpcode opcode = static_cast<SreOpcode>(code_[*at]);
  uint32_t place = *at + 1, next;
  if (end - place < 3 || !skip_to(place, end, &next) || next < place + 3) return false;
  Node node{.kind = NodeKind::repeat};
  node.minimum = code_[place + 1];
  node.maximum = code_[place + 2];
  if (node.minimum > node.maximum) return false;
  uint32_t body_end = next;
  if (opcode == SreOpcode::repeat || opcode == SreOpcode::possessive_repeat) {
    if (next >= end) return false;
    if (opcode == SreOpcode::possessive_repeat && is(next, SreOpcode::success))
      node.greed = Greed::possessive;
    else if (opcode == SreOpcode::repeat && is(next, SreOpcode::min_until))
      node.greed = Greed::lazy;
    else if (opcode != SreOpcode::repeat || !is(next, SreOpcode::max_until))
      return false;
    next++;
  } else {
    if (next == place + 3 || !is(next - 1, SreOpcode::success)) return false;
    body_end = next - 1;
    if (opcode == SreOpcode::min_repeat_one) node.greed = Greed::lazy;
    if (opcode == SreOpcode::possessive_repeat_one) node.greed = Greed::possessive;
  }
  node.parts.emplace_back();
  if (!read(place + 3, body_end, &node.parts[0])) return false;
  *at = next;
  out->push_back(std::move(node));
  return true;
}

// GROUPREF_EXISTS group skip yes [JUMP skip no]
bool Reader::conditional(uint32_t* at, uint32_t end, Sequence* out) {
  uint32_t place = *at + 1;
  if (end - place < 2 || code_[place] >= groups_) return false;
  Node node{.kind = NodeKind::conditional};
  node.value = code_[place];
  place++;
  // The skip counts from the word before it.
  if (code_[place] < 2 || code_[place] - 1 > end - place) return false;
  uint32_t yes_end = place + code_[place] - 1, after = yes_end;
  node.parts.resize(2);
  bool read_both = false;
  if (yes_end >= place + 3 && is(yes_end - 2, SreOpcode::jump) && code_[yes_end - 1] > 1 &&
      code_[yes_end - 1] <= end - yes_end + 1) {
    after = yes_end - 1 + code_[yes_end - 1];
    uint32_t depth = depth_;
    read_both = read(place + 1, yes_end - 2, &node.parts[0]) && read(yes_end, after, &node.parts[1]);
    depth_ = depth;
  }
  if (!read_both) {  // what looked like a JUMP may have been the end of the last instruction
    after = yes_end;
    node.parts[0].clear();
    node.parts[1].clear();
    if (!read(place + 1, yes_end, &node.parts[0])) return false;
  }
  *at = after;
  out->push_back(std::move(node));
  return true;
}

bool Reader::read(uint32_t at, uint32_t end, Sequence* out) {
  if (depth_ > 2000) return false;
  depth_++;
  while (at < end) {
    SreOpcode opcode = static_cast<SreOpcode>(code_[at]);
    uint32_t next;
    switch (opcode) {
      case SreOpcode::any:
      case SreOpcode::any_all:
        single(at, out);
        at++;
        break;
      case SreOpcode::category:
        if (at + 1 >= end || code_[at + 1] >= category_count) return false;
        [[fallthrough]];
      case SreOpcode::literal:
      case SreOpcode::not_literal:
      case SreOpcode::literal_ignore:
      case SreOpcode::not_literal_ignore:
      case SreOpcode::literal_uni_ignore:
      case SreOpcode::not_literal_uni_ignore:
      case SreOpcode::literal_loc_ignore:
      case SreOpcode::not_literal_loc_ignore:
        if (at + 1 >= end) return false;
        single(at, out);
        at += 2;
        break;
      case SreOpcode::in:
      case SreOpcode::in_ignore:
      case SreOpcode::in_uni_ignore:
      case SreOpcode::in_loc_ignore:
        if (!skip_to(at + 1, end, &next) || set_length(code_ + at + 2, next - at - 2) == 0) return false;
        single(at, out);
        at = next;
        break;
      case SreOpcode::at:
        if (at + 1 >= end || code_[at + 1] >= at_count) return false;
        out->push_back({.kind = NodeKind::at, .value = code_[at + 1]});
        at += 2;
        break;
      case SreOpcode::mark:
        if (at + 1 >= end || code_[at + 1] >= groups_ * 2) return false;
        out->push_back({.kind = NodeKind::mark, .value = code_[at + 1]});
        at += 2;
        break;
      case SreOpcode::failure:
        out->push_back({.kind = NodeKind::fail});
        at++;
        break;
      case SreOpcode::branch:
        if (!branch(&at, end, out)) return false;
        break;
      case SreOpcode::repeat:
      case SreOpcode::repeat_one:
      case SreOpcode::min_repeat_one:
      case SreOpcode::possessive_repeat:
      case SreOpcode::possessive_repeat_one:
        if (!repeat(&at, end, out)) return false;
        break;
      case SreOpcode::assert_:
      case SreOpcode::assert_not: {
        if (end - at < 4 || !skip_to(at + 1, end, &next) || next < at + 4 || !is(next - 1, SreOpcode::success)) return false;
        Node node{.kind = NodeKind::look, .negated = opcode == SreOpcode::assert_not, .value = code_[at + 2]};
        node.parts.emplace_back();
        if (!read(at + 3, next - 1, &node.parts[0])) return false;
        out->push_back(std::move(node));
        at = next;
        break;
      }
      case SreOpcode::atomic_group: {
        if (!skip_to(at + 1, end, &next) || next < at + 3 || !is(next - 1, SreOpcode::success)) return false;
        Node node{.kind = NodeKind::atomic};
        node.parts.emplace_back();
        if (!read(at + 2, next - 1, &node.parts[0])) return false;
        out->push_back(std::move(node));
        at = next;
        break;
      }
      case SreOpcode::groupref:
      case SreOpcode::groupref_ignore:
      case SreOpcode::groupref_loc_ignore:
      case SreOpcode::groupref_uni_ignore: {
        if (at + 1 >= end || code_[at + 1] >= groups_) return false;
        Fold fold = opcode == SreOpcode::groupref              ? Fold::none
                    : opcode == SreOpcode::groupref_ignore     ? Fold::ascii
                    : opcode == SreOpcode::groupref_loc_ignore ? Fold::locale
                                                               : Fold::unicode;
        out->push_back({.kind = NodeKind::backref, .fold = fold, .value = code_[at + 1]});
        at += 2;
        break;
      }
      case SreOpcode::groupref_exists:
        if (!conditional(&at, end, out)) return false;
        break;
      default: return false;
    }
  }
  depth_--;
  return at == end;
}

uint64_t shortest(const Node& node) {
  switch (node.kind) {
    case NodeKind::character:
    case NodeKind::set: return 1;
    case NodeKind::branch:
    case NodeKind::conditional: {
      uint64_t least = ~uint64_t{0};
      for (const Sequence& part : node.parts) least = std::min(least, shortest(part));
      return node.parts.empty() ? 0 : least;
    }
    case NodeKind::repeat: return std::min(node.minimum * shortest(node.parts[0]), uint64_t{1} << 31);
    case NodeKind::atomic: return shortest(node.parts[0]);
    default: return 0;
  }
}

}  // namespace

bool read_tree(const uint32_t* code, uint32_t count, uint32_t groups, Sequence* out) {
  uint32_t at = 0;
  constexpr uint32_t info = static_cast<uint32_t>(SreOpcode::info);
  if (count >= 5 && code[0] == info) {
    if (code[1] == 0 || code[1] > count - 1) return false;
    at = 1 + code[1];
  }
  if (at >= count || code[count - 1] != static_cast<uint32_t>(SreOpcode::success)) return false;
  return Reader(code, groups).read(at, count - 1, out);
}

First first_of(const Node& node) {
  First result;
  switch (node.kind) {
    case NodeKind::character:
    case NodeKind::set: return node.characters;
    case NodeKind::branch:
    case NodeKind::conditional:
      for (const Sequence& part : node.parts) {
        First first = first_of(part);
        result.add(first);
        result.empty |= first.empty;
      }
      return result;
    case NodeKind::repeat:
      if (node.maximum > 0) result = first_of(node.parts[0]);
      result.empty |= node.minimum == 0;
      return result;
    case NodeKind::atomic: return first_of(node.parts[0]);
    case NodeKind::backref:
      result.has.set();
      result.wide = result.empty = true;
      return result;
    case NodeKind::fail: return result;
    default: result.empty = true; return result;
  }
}

First first_of(const Sequence& nodes) {
  First result;
  result.empty = true;
  for (const Node& node : nodes) {
    First first = first_of(node);
    result.add(first);
    if (!first.empty) {
      result.empty = false;
      break;
    }
  }
  return result;
}

uint64_t shortest(const Sequence& nodes) {
  uint64_t sum = 0;
  for (const Node& node : nodes) sum = std::min(sum + shortest(node), uint64_t{1} << 31);
  return sum;
}

}  // namespace python::sre
