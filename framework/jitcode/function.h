// Jitcode: what the plugin makes of each eligible function, and what the meta-interpreter runs.
//
// Invariants (checked by verify()): operands are in range; jump targets are instruction starts; each instruction that may record a
// guard has a liveness entry; register_count + constants fit 16 bits.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "layout/access_class.h"
#include "layout/call.h"

struct jw_driver;

namespace jitwright::jitcode {

enum class Opcode : uint8_t {
#define PURE(name, ...) name,
#include "layout/pure_operations.def"
#undef PURE
#define JITCODE(name, ...) name,
#include "jitcode/opcodes.def"
#undef JITCODE
};

constexpr unsigned pure_operation_count = 0
#define PURE(...) +1
#include "layout/pure_operations.def"
#undef PURE
    ;
constexpr unsigned opcode_count = pure_operation_count
#define JITCODE(...) +1
#include "jitcode/opcodes.def"
#undef JITCODE
    ;
constexpr bool is_pure(Opcode opcode) { return static_cast<unsigned>(opcode) < pure_operation_count; }

const char* name(Opcode opcode);
/// The format letters of opcodes.def ("*" alone for variable instructions).
const char* format(Opcode opcode);

/// A constant operand: value, or symbol address + value (symbol is an index into the module's symbols; -1: none).
struct Constant {
  uint64_t value = 0;
  int32_t symbol = -1;
};

/// The registers that are live at an instruction, in ascending order. `before`: values needed to execute the instruction again from its
/// start. `across` (calls only): values needed after the call returned, its result registers excluded.
struct Liveness {
  uint32_t pc = 0;
  bool across = false;
  std::vector<uint16_t> registers;
};

struct Location {
  uint32_t pc = 0;    ///< from this unit on
  uint32_t file = 0;  ///< index into the module's files
  uint32_t line = 0;
};

/// Present in a function with a merge point.
struct PortalInfo {
  uint32_t greens = 0;                   ///< lives[0, greens) are the greens
  std::vector<layout::Type> live_types;  ///< of the merge point's lives
  std::vector<std::string> live_names;   ///< for people; may be empty strings
  int32_t driver_symbol = -1;
  /// `void resume(uint64_t* buffer)`: enters the native portal at the merge point with the lives in buffer, runs it to its end,
  /// leaves the results in buffer[0], buffer[1].
  int32_t resume_symbol = -1;
  const jw_driver* driver = nullptr;          ///< resolved at load
  void (*resume)(uint64_t* buffer) = nullptr; ///< resolved at load
};

struct Module;

struct Function {
  std::string name;        ///< demangled
  int32_t symbol = -1;     ///< the native function's address
  const void* address = nullptr;  ///< resolved at load
  layout::Signature signature;    ///< parameters arrive in registers 0, 1, …
  uint32_t register_count = 0;
  uint32_t local_bytes = 0;       ///< sum of its `local` instructions, 16-byte aligned each
  bool has_loop = false;
  std::vector<uint16_t> code;
  std::vector<Constant> constants;
  std::vector<uint64_t> constant_values;  ///< resolved at load; same order
  std::vector<Liveness> liveness;         ///< sorted by (pc, across)
  std::vector<Location> locations;        ///< sorted by pc
  std::unique_ptr<PortalInfo> portal;
  const Module* module = nullptr;

  const Liveness* find_liveness(uint32_t pc, bool across) const;
  const Location* find_location(uint32_t pc) const;
};

/// The jitcode of one object file. Table indices in code are local to it; `…_ids` maps them to the process-wide tables at load.
struct Module {
  std::string source;  ///< the main source file
  std::vector<std::unique_ptr<Function>> functions;
  std::vector<std::string> symbols;   ///< names, for people and text form; addresses stand beside the image. May be left out
  size_t nameless_symbols = 0;        ///< their number where the names are left out
  std::vector<std::string> files;
  std::vector<layout::AccessClass> access_classes;
  std::vector<layout::CallDescriptor> calls;
  std::vector<int32_t> call_trampolines;  ///< symbol index for each call descriptor, -1 for none
  std::vector<layout::BoxFamily> families;
  /// box, unbox, is_box symbols for each family; -1: not defined in this module.
  struct FamilySymbols { int32_t box = -1, unbox = -1, is_box = -1; };
  std::vector<FamilySymbols> family_symbols;

  size_t symbol_count() const { return symbols.size() + nameless_symbols; }

  // Resolved at load by Library.
  std::vector<layout::AccessClassId> access_class_ids;
  std::vector<layout::CallDescriptorId> call_ids;
  std::vector<layout::BoxFamilyId> family_ids;
};

/// The first broken invariant, or empty.
std::string verify(const Function& function, const Module& module);

/// Replaces `function.liveness` by what data flow says: `before` entries at branch_false, switch_, promote, merge_point and
/// calls (the instructions that may record a guard, which verify() asks for), `across` entries at calls.
void compute_liveness(Function& function, const Module& module);
/// The first liveness entry that lacks a register which is read later, or empty.
std::string verify_liveness(const Function& function, const Module& module);

/// Text form, one instruction a line: `  12: int_add i64 r3, r1, r2`, constants as `#17` or `@symbol+8`; parse() is its inverse.
std::string print(const Module& module);
std::string print(const Function& function, const Module& module, bool with_locations = false);

/// A decoded instruction, for printing, verifying and tests; the interpreter decodes on its own.
struct Instruction {
  Opcode opcode;
  uint8_t type;
  uint32_t pc;
  uint32_t size;  ///< units
};
Instruction instruction_at(const Function& function, uint32_t pc);

}  // namespace jitwright::jitcode
