/// From the tree of a regular expression to its program. Choices that can never matter are not made: a repeat of single
/// characters keeps them when what follows starts with none of them, and alternatives are chosen by the next character where
/// that decides.
#include <algorithm>
#include <map>
#include <string>

#include "modules/sre/program.h"

namespace python::sre {

namespace {

constexpr uint32_t most_chains = 24, most_instructions = 10'000'000;

/// What comes after a piece.
struct Follow {
  First first;
  bool accepts = false;  // the match succeeds whatever comes
};

class Compiler {
 public:
  Compiler(const uint32_t* code, uint32_t groups, bool whole) : code_(code), whole_(whole), slots_(groups * 2) {}

  void compile(const Sequence& nodes);
  Bytes* finish(const uint32_t* code, uint32_t count, uint32_t groups, const Sequence& nodes);
  bool too_long() const { return instructions_.size() > most_instructions; }

 private:
  uint32_t here() const { return static_cast<uint32_t>(instructions_.size()); }
  uint32_t emit(Operation operation, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0, uint32_t d = 0, uint32_t e = 0) {
    instructions_.push_back({operation, a, b, c, d, e});
    return here() - 1;
  }
  void sequence(const Sequence& nodes, const Follow& follow);
  void node(const Node& node, const Follow& follow);
  void run(const Node& repeat, const Node& body, const Follow& follow);
  void repeat(const Node& node, const Follow& follow);
  void possessive(const Node& node, const Follow& follow);
  void look(const Node& node, const Follow& follow);
  /// Alternatives: bodies that follow elsewhere. Emits the choice; `patch(k)` later says where alternative k is.
  uint32_t choose(const std::vector<First>& alternatives);
  void place(uint32_t choice, uint32_t alternative);
  void branch(const Node& node, const Follow& follow);
  uint32_t registers(uint32_t count) {
    slots_ += count;
    return slots_ - count;
  }
  uint32_t set_of(const Node& node);
  uint32_t set_of(const First& first);
  void scan(const Sequence& nodes, Program* program);

  const uint32_t* code_;
  bool whole_;
  uint32_t slots_;
  bool has_backrefs_ = false;
  bool leading_ = true;  // nothing was taken yet, and this is not inside anything
  std::vector<Instruction> instructions_;
  std::vector<CharacterSet> sets_;
  std::vector<Dispatch> tables_;
  std::vector<uint32_t> characters_;

  struct Choice {
    std::vector<std::pair<uint32_t, int>> jumps;  // instruction, operand
    std::vector<uint32_t> alternatives;           // for each jump
    int32_t table = -1;
    std::vector<uint32_t> chain_starts;
  };
  std::vector<Choice> choices_;
};

bool is_single(const Node& node) { return node.kind == NodeKind::character || node.kind == NodeKind::set; }

bool uses_backrefs(const Sequence& nodes) {
  for (const Node& node : nodes) {
    if (node.kind == NodeKind::backref || node.kind == NodeKind::conditional) return true;
    for (const Sequence& part : node.parts) {
      if (uses_backrefs(part)) return true;
    }
  }
  return false;
}

Follow before(const First& first, const Follow& follow) {
  Follow result{first, false};
  if (first.empty) {
    result.first.add(follow.first);
    result.first.empty = follow.first.empty;
  }
  return result;
}

uint32_t Compiler::set_of(const Node& node) {
  CharacterSet set{};
  uint32_t missing = 0;
  set.except = -1;
  for (uint32_t c = 0; c < 256; c++) {
    set.has[c] = node.characters.has[c];
    if (!set.has[c]) {
      missing++;
      set.except = static_cast<int32_t>(c);
    }
  }
  if (missing != 1) set.except = -1;
  if (node.kind == NodeKind::character) {
    set.wide = node.value < 256 ? Wide::none : Wide::one;
    set.value = node.value;
  } else {
    set.wide = node.all_wide ? Wide::all : node.some_wide ? Wide::ask : Wide::none;
    // Until the block is laid out: the index of the word in the code.
    set.code = reinterpret_cast<const uint32_t*>(uint64_t{node.value});
  }
  sets_.push_back(set);
  return static_cast<uint32_t>(sets_.size() - 1);
}

uint32_t Compiler::set_of(const First& first) {
  CharacterSet set{};
  set.except = -1;
  for (uint32_t c = 0; c < 256; c++) set.has[c] = first.has[c];
  set.wide = first.wide ? Wide::all : Wide::none;
  sets_.push_back(set);
  return static_cast<uint32_t>(sets_.size() - 1);
}

// REPEAT_ONE and its like: a repeat of one set.
void Compiler::run(const Node& repeat, const Node& body, const Follow& follow) {
  uint32_t set = set_of(body);
  bool leads = leading_ && !has_backrefs_ && repeat.maximum == no_maximum && repeat.greed != Greed::lazy;
  const First& next = follow.first;
  bool decided = !next.overlaps(body.characters) && !follow.accepts;
  // Without a character after it the rest cannot match where a character was given back.
  bool kept = repeat.greed == Greed::possessive || (repeat.greed == Greed::greedy && (decided || follow.accepts));
  if (kept) {
    emit(Operation::run, set, repeat.minimum, repeat.maximum, 0, leads);
    return;
  }
  uint32_t wanted = follow.accepts || next.empty ? 0 : set_of(next) + 1;
  Operation operation = repeat.greed == Greed::greedy ? Operation::run_greedy : Operation::run_lazy;
  emit(operation, set, repeat.minimum, repeat.maximum, wanted, leads);
  emit(operation == Operation::run_greedy ? Operation::run_greedy_again : Operation::run_lazy_again, set, repeat.minimum,
       repeat.maximum, wanted);
}

uint32_t Compiler::choose(const std::vector<First>& alternatives) {
  uint32_t index = static_cast<uint32_t>(choices_.size());
  choices_.emplace_back();
  Choice choice;
  uint32_t count = static_cast<uint32_t>(alternatives.size());
  auto chain = [&](const std::vector<uint32_t>& members) {
    uint32_t start = here();
    if (members.empty()) emit(Operation::fail);
    for (size_t i = 0; i < members.size(); i++) {
      uint32_t at = i + 1 < members.size() ? emit(Operation::attempt, 0, here() + 1) : emit(Operation::jump);
      choice.jumps.push_back({at, 0});
      choice.alternatives.push_back(members[i]);
    }
    return start;
  };
  std::map<std::vector<uint32_t>, std::vector<uint32_t>> by_members;  // alternatives possible -> next characters
  for (uint32_t c = 0; c < 258; c++) {
    std::vector<uint32_t> members;
    for (uint32_t k = 0; k < count; k++) {
      const First& first = alternatives[k];
      if (c < 256 ? first.has[c] : c == 256 ? first.wide : first.empty) members.push_back(k);
    }
    by_members[members].push_back(c);
  }
  if (by_members.size() == 1 || by_members.size() > most_chains) {
    std::vector<uint32_t> all(count);
    for (uint32_t k = 0; k < count; k++) all[k] = k;
    chain(all);
  } else {
    choice.table = static_cast<int32_t>(tables_.size());
    tables_.emplace_back();
    emit(Operation::dispatch, static_cast<uint32_t>(choice.table));
    for (auto& [members, next] : by_members) {
      uint32_t start = chain(members);
      for (uint32_t c : next) tables_[static_cast<size_t>(choice.table)].target[c] = start;
    }
  }
  choices_[index] = std::move(choice);
  return index;
}

void Compiler::place(uint32_t index, uint32_t alternative) {
  const Choice& choice = choices_[index];
  for (size_t i = 0; i < choice.jumps.size(); i++) {
    if (choice.alternatives[i] == alternative) instructions_[choice.jumps[i].first].a = here();
  }
}

First with_follow(const First& first, const Follow& follow) {
  First result = before(first, follow).first;
  if (first.empty && follow.accepts) {
    result.has.set();
    result.wide = result.empty = true;
  }
  return result;
}

void Compiler::branch(const Node& node, const Follow& follow) {
  std::vector<First> firsts;
  for (const Sequence& part : node.parts) firsts.push_back(with_follow(first_of(part), follow));
  uint32_t choice = choose(firsts);
  std::vector<uint32_t> ends;
  for (uint32_t k = 0; k < node.parts.size(); k++) {
    place(choice, k);
    sequence(node.parts[k], follow);
    if (k + 1 < node.parts.size()) ends.push_back(emit(Operation::jump));
  }
  for (uint32_t end : ends) instructions_[end].a = here();
}

void Compiler::possessive(const Node& node, const Follow&) {
  uint32_t slot = registers(3);
  emit(Operation::counted_begin, slot);
  uint32_t loop = emit(Operation::counted_possessive, slot, node.minimum, node.maximum);
  Follow anything;
  anything.first.has.set();
  anything.first.wide = anything.first.empty = true;
  sequence(node.parts[0], anything);
  emit(Operation::keep, slot + 2);
  emit(Operation::loop, loop);
  instructions_[loop].d = here();
}

void Compiler::repeat(const Node& node, const Follow& follow) {
  const Sequence& body = node.parts[0];
  if (node.maximum == 0) return;
  if (body.size() == 1 && is_single(body[0])) return run(node, body[0], follow);
  leading_ = false;
  if (node.greed == Greed::possessive) return possessive(node, follow);
  First first = first_of(body), rest = with_follow(First{{}, false, true}, follow);
  bool lazy = node.greed == Greed::lazy;
  if (node.minimum == 0 && node.maximum == 1) {
    First taken = with_follow(first, follow);
    uint32_t choice = choose(lazy ? std::vector<First>{rest, taken} : std::vector<First>{taken, rest});
    place(choice, lazy);
    sequence(body, follow);
    place(choice, !lazy);
    return;
  }
  Follow again = follow;  // after a round: another one, or the rest
  again.accepts = false;
  again.first = rest;
  again.first.add(first);
  if (node.minimum <= 1 && node.maximum == no_maximum && !first.empty) {
    uint32_t into = node.minimum ? emit(Operation::jump) : 0;
    uint32_t loop = here();
    uint32_t choice = choose(lazy ? std::vector<First>{rest, first} : std::vector<First>{first, rest});
    place(choice, lazy);
    if (node.minimum) instructions_[into].a = here();
    sequence(body, again);
    emit(Operation::loop, loop);
    place(choice, !lazy);
    return;
  }
  uint32_t slot = registers(2);
  emit(Operation::counted_begin, slot);
  uint32_t loop = emit(lazy ? Operation::counted_lazy : Operation::counted_greedy, slot, node.minimum, node.maximum);
  if (lazy) emit(Operation::counted_lazy_again, slot, node.minimum, node.maximum);
  sequence(body, again);
  emit(Operation::loop, loop);
  instructions_[loop].d = here();
}

void Compiler::look(const Node& node, const Follow&) {
  uint32_t slot = registers(2);
  uint32_t begin = emit(Operation::look, slot, node.value, 0, node.negated);
  Follow end;
  end.accepts = true;
  end.first.has.set();
  end.first.wide = end.first.empty = true;
  sequence(node.parts[0], end);
  emit(Operation::look_end, slot, 0, 0, node.negated);
  instructions_[begin].c = here();
}

void Compiler::node(const Node& node, const Follow& follow) {
  switch (node.kind) {
    case NodeKind::character: emit(Operation::character, node.value); break;
    case NodeKind::set:
      if (code_[node.value] == static_cast<uint32_t>(SreOpcode::any_all))
        emit(Operation::any);
      else
        emit(Operation::set, set_of(node));
      break;
    case NodeKind::at: emit(Operation::at, node.value); break;
    case NodeKind::mark: emit(Operation::mark, node.value); return;
    case NodeKind::branch:
      leading_ = false;
      branch(node, follow);
      break;
    case NodeKind::repeat: repeat(node, follow); break;
    case NodeKind::look:
      leading_ = false;
      look(node, follow);
      break;
    case NodeKind::atomic: {
      leading_ = false;
      uint32_t slot = registers(1);
      emit(Operation::enter, slot);
      Follow end;
      end.accepts = true;
      end.first.has.set();
      end.first.wide = end.first.empty = true;
      sequence(node.parts[0], end);
      emit(Operation::keep, slot);
      break;
    }
    case NodeKind::backref: emit(Operation::backref, node.value, static_cast<uint32_t>(node.fold)); break;
    case NodeKind::conditional: {
      leading_ = false;
      uint32_t test = emit(Operation::if_group, node.value);
      sequence(node.parts[0], follow);
      uint32_t end = emit(Operation::jump);
      instructions_[test].b = here();
      sequence(node.parts[1], follow);
      instructions_[end].a = here();
      break;
    }
    case NodeKind::fail: emit(Operation::fail); break;
  }
  leading_ = false;
}

bool is_end(At at) { return at == At::end || at == At::end_line || at == At::end_string; }
/// What can be next where the end was asked for.
First end_of(const Node& node) {
  First result;
  result.empty = true;
  result.has['\n'] = node.value != static_cast<uint32_t>(At::end_string);
  return result;
}

void Compiler::sequence(const Sequence& nodes, const Follow& follow) {
  size_t count = nodes.size();
  std::vector<Follow> follows(count + 1);
  follows[count] = follow;
  for (size_t i = count; i-- > 0;) {
    if (nodes[i].kind == NodeKind::mark)
      follows[i] = follows[i + 1];
    else if (nodes[i].kind == NodeKind::at && is_end(static_cast<At>(nodes[i].value)))
      follows[i].first = end_of(nodes[i]);
    else
      follows[i] = before(first_of(nodes[i]), follows[i + 1]);
  }
  for (size_t i = 0; i < count; i++) {
    size_t end = i;
    while (end < count && nodes[end].kind == NodeKind::character) end++;
    if (end - i >= 2) {
      uint32_t start = static_cast<uint32_t>(characters_.size());
      for (size_t k = i; k < end; k++) characters_.push_back(nodes[k].value);
      emit(Operation::text, start, static_cast<uint32_t>(end - i));
      leading_ = false;
      i = end - 1;
    } else {
      node(nodes[i], follows[i + 1]);
    }
  }
}

void Compiler::compile(const Sequence& nodes) {
  has_backrefs_ = uses_backrefs(nodes);
  emit(Operation::search);
  Follow end;
  end.first.empty = true;
  if (!whole_) {
    end.accepts = true;
    end.first.has.set();
    end.first.wide = true;
  }
  sequence(nodes, end);
  emit(whole_ ? Operation::succeed_at_end : Operation::succeed);
}

/// The characters every match starts with.
void leading_text(const Sequence& nodes, std::vector<uint32_t>* out) {
  for (const Node& node : nodes) {
    if (node.kind == NodeKind::mark) continue;
    if (node.kind != NodeKind::character) break;
    out->push_back(node.value);
  }
}

void Compiler::scan(const Sequence& nodes, Program* program) {
  std::vector<uint32_t> text;
  leading_text(nodes, &text);
  First first = first_of(nodes);
  for (uint32_t c : text) program->scan_wide |= c >= 256;
  if (!nodes.empty() && nodes[0].kind == NodeKind::at &&
      (nodes[0].value == static_cast<uint32_t>(At::beginning) || nodes[0].value == static_cast<uint32_t>(At::beginning_string))) {
    program->scan = Scan::beginning;
  } else if (!text.empty()) {
    program->scan = text.size() == 1 ? Scan::character : Scan::text;
    program->scan_value = text.size() == 1 ? text[0] : static_cast<uint32_t>(characters_.size());
    program->scan_count = static_cast<uint32_t>(text.size());
    if (text.size() > 1) characters_.insert(characters_.end(), text.begin(), text.end());
  } else if (!first.empty && !(first.has.all() && first.wide)) {
    program->scan = Scan::set;
    program->scan_value = set_of(first);
  } else {
    program->scan = Scan::everywhere;
  }
}

Bytes* Compiler::finish(const uint32_t* code, uint32_t count, uint32_t groups, const Sequence& nodes) {
  Program program{};
  scan(nodes, &program);
  // The largest alignment first.
  size_t sets = sizeof(Program), instructions = sets + sets_.size() * sizeof(CharacterSet),
         words = instructions + instructions_.size() * sizeof(Instruction), characters = words + count * sizeof(uint32_t),
         tables = characters + characters_.size() * sizeof(uint32_t), narrow = tables + tables_.size() * sizeof(Dispatch),
         size = narrow + characters_.size();
  std::string blank(size, '\0');
  Bytes* block = make_bytes(blank);
  uint8_t* base = block->data;
  auto copy = [&](size_t at, const auto& items) {
    if (!items.empty()) memcpy(base + at, items.data(), items.size() * sizeof(items[0]));
  };
  memcpy(base + words, code, count * sizeof(uint32_t));
  program.sets = reinterpret_cast<CharacterSet*>(base + sets);
  program.instructions = reinterpret_cast<Instruction*>(base + instructions);
  program.code = reinterpret_cast<uint32_t*>(base + words);
  program.characters = reinterpret_cast<uint32_t*>(base + characters);
  program.tables = reinterpret_cast<Dispatch*>(base + tables);
  program.narrow_characters = base + narrow;
  program.instruction_count = here();
  program.code_count = count;
  program.mark_count = groups * 2;
  program.slot_count = slots_;
  program.shortest = shortest(nodes);
  memcpy(base, &program, sizeof program);
  for (CharacterSet& set : sets_) {
    if (set.wide == Wide::ask)
      set.code = program.code + reinterpret_cast<uint64_t>(set.code);
    else
      set.code = nullptr;
  }
  copy(sets, sets_);
  copy(instructions, instructions_);
  copy(characters, characters_);
  copy(tables, tables_);
  for (size_t i = 0; i < characters_.size(); i++) base[narrow + i] = static_cast<uint8_t>(characters_[i]);
  return block;
}

}  // namespace

Bytes* make_program(const uint32_t* code, uint32_t count, uint32_t groups, bool whole) {
  Sequence nodes;
  if (!read_tree(code, count, groups, &nodes)) return nullptr;
  Compiler compiler(code, groups, whole);
  compiler.compile(nodes);
  return compiler.too_long() ? nullptr : compiler.finish(code, count, groups, nodes);
}

const char* operation_name(Operation operation) {
  static const char* const names[] = {
#define INSTRUCTION(name, operands, meaning) #name,
#include "modules/sre/instructions.def"
#undef INSTRUCTION
  };
  return names[static_cast<uint32_t>(operation)];
}

}  // namespace python::sre
