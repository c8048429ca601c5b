#include "jitcode/instruction.h"

#include <cstring>

#include "support/check.h"

namespace jitwright::jitcode {

namespace {

constexpr const char* names[] = {
#define PURE(name, ...) #name,
#include "layout/pure_operations.def"
#undef PURE
#define JITCODE(name, ...) #name,
#include "jitcode/opcodes.def"
#undef JITCODE
};

constexpr const char* pure_format(Opcode opcode, int arity) {
  if (opcode == Opcode::int_sign_extend || opcode == Opcode::ptr_add) return "dai";
  if (opcode == Opcode::ptr_add_item) return "daaui";
  return arity == 1 ? "da" : arity == 2 ? "daa" : "daaa";
}

constexpr const char* formats[] = {
#define PURE(name, arity, ...) pure_format(Opcode::name, arity),
#include "layout/pure_operations.def"
#undef PURE
#define JITCODE(name, format, ...) format,
#include "jitcode/opcodes.def"
#undef JITCODE
};

// Reads units one after the other; past the end it only remembers that it failed.
class Reader {
 public:
  Reader(const Function& function, Parts& out) : code_(function.code), out_(out), position_(out.pc + 1) {}

  int64_t read(char kind) {
    int64_t value = 0;
    if (kind == 'i' || kind == 'j') {
      uint32_t low = unit(), high = unit();
      uint32_t both = low | high << 16;
      value = kind == 'i' ? static_cast<int64_t>(static_cast<int32_t>(both)) : static_cast<int64_t>(both);
    } else {
      value = unit();
    }
    if (ok_) out_.parts.push_back({kind, value});
    return value;
  }
  void read_times(int64_t count, const char* kinds) {
    for (int64_t i = 0; i < count && ok_; ++i) read_all(kinds);
  }
  void read_all(const char* kinds) {
    for (; *kinds; ++kinds) read(*kinds);
  }
  bool finish() {
    out_.size = position_ - out_.pc;
    return ok_;
  }

 private:
  uint32_t unit() {
    if (position_ < code_.size()) return code_[position_++];
    ok_ = false;
    return 0;
  }

  const std::vector<uint16_t>& code_;
  Parts& out_;
  uint32_t position_;
  bool ok_ = true;
};

void read_variable(Opcode opcode, Reader& reader) {
  switch (opcode) {
    case Opcode::switch_:
      reader.read('a');
      reader.read_times(reader.read('n'), "aj");
      reader.read('j');
      break;
    case Opcode::call:
    case Opcode::call_portal:
      reader.read_all("kra");
      reader.read_times(reader.read('n'), "a");
      break;
    case Opcode::return_: reader.read_times(reader.read('n'), "a"); break;
    case Opcode::conditional_call:
      reader.read_all("kaa");
      reader.read_times(reader.read('n'), "a");
      break;
    case Opcode::merge_point:
      reader.read('u');
      reader.read_times(reader.read('n'), "m");
      break;
    default: CHECK(false, "no other instruction has a variable format");
  }
}

}  // namespace

const char* name(Opcode opcode) { return names[static_cast<unsigned>(opcode)]; }
const char* format(Opcode opcode) { return formats[static_cast<unsigned>(opcode)]; }

bool read_parts(const Function& function, uint32_t pc, Parts& out) {
  out.parts.clear();
  out.pc = pc;
  out.size = 0;
  if (pc >= function.code.size() || (function.code[pc] & 0xff) >= opcode_count) return false;
  out.opcode = static_cast<Opcode>(function.code[pc] & 0xff);
  out.type = static_cast<uint8_t>(function.code[pc] >> 8);
  Reader reader(function, out);
  const char* kinds = format(out.opcode);
  if (std::strcmp(kinds, "*") == 0)
    read_variable(out.opcode, reader);
  else
    reader.read_all(kinds);
  return reader.finish();
}

Instruction instruction_at(const Function& function, uint32_t pc) {
  Parts parts;
  CHECK(read_parts(function, pc, parts), "an instruction starts at this pc");
  return {parts.opcode, parts.type, pc, parts.size};
}

bool is_terminator(Opcode opcode) {
  return opcode == Opcode::jump || opcode == Opcode::switch_ || opcode == Opcode::return_ || opcode == Opcode::unreachable;
}

bool is_call(Opcode opcode) { return opcode == Opcode::call || opcode == Opcode::call_portal; }

bool may_guard(const Parts& instruction, const Module& module) {
  Opcode opcode = instruction.opcode;
  if (opcode == Opcode::load || opcode == Opcode::load_item) {
    auto number = static_cast<size_t>(instruction.parts.back().value);
    return number < module.access_classes.size() && module.access_classes[number].quasi_immutable;
  }
  return is_call(opcode) || opcode == Opcode::branch_false || opcode == Opcode::switch_ || opcode == Opcode::promote ||
         opcode == Opcode::merge_point;
}

const Liveness* Function::find_liveness(uint32_t pc, bool across) const {
  size_t low = 0, high = liveness.size();
  while (low < high) {
    size_t middle = (low + high) / 2;
    const Liveness& entry = liveness[middle];
    if (entry.pc < pc || (entry.pc == pc && entry.across < across))
      low = middle + 1;
    else
      high = middle;
  }
  return low < liveness.size() && liveness[low].pc == pc && liveness[low].across == across ? &liveness[low] : nullptr;
}

void Function::set_liveness(const std::vector<LiveAt>& entries) {
  liveness.clear();
  live_registers.clear();
  std::vector<size_t> starts;
  for (size_t i = 0; i < entries.size(); ++i) {
    const std::vector<uint16_t>& registers = entries[i].registers;
    if (i > 0 && registers == entries[i - 1].registers) {
      starts.push_back(starts.back());
      continue;
    }
    starts.push_back(live_registers.size());
    live_registers.push_back(static_cast<uint16_t>(registers.size()));
    live_registers.insert(live_registers.end(), registers.begin(), registers.end());
  }
  for (size_t i = 0; i < entries.size(); ++i) {
    const uint16_t* list = live_registers.data() + starts[i];
    liveness.push_back({entries[i].pc, entries[i].across, {list + 1, *list}});
  }
}

}  // namespace jitwright::jitcode
