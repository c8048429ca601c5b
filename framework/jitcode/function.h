// Jitcode: what the plugin makes of each eligible function, and what the meta-interpreter runs.
//
// Invariants (checked by verify()): operands are in range; jump targets are instruction starts; each instruction that may record a
// guard has a liveness entry; register_count + constants fit 16 bits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
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
  std::span<const uint16_t> registers;  ///< in Function::live_registers
};

/// The same, to make a function's liveness of.
struct LiveAt {
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
  std::vector<uint16_t> live_registers;   ///< equal lists of neighbours stand here once, each behind its length
  std::vector<Location> locations;        ///< sorted by pc
  std::span<const uint8_t> coded_locations;  ///< instead, of a function that Library loaded: in the image
  std::unique_ptr<PortalInfo> portal;
  const Module* module = nullptr;

  void set_liveness(const std::vector<LiveAt>& entries);
  const Liveness* find_liveness(uint32_t pc, bool across) const;
  std::optional<Location> find_location(uint32_t pc) const;
};

class Library;

/// The jitcode of one object file. Table indices in code are local to it; Library maps them to the process-wide tables.
struct Module {
  std::string source;  ///< the main source file
  std::vector<std::unique_ptr<Function>> functions;
  std::vector<std::string> symbols;   ///< names, for people and text form; addresses stand beside the image
  std::vector<std::string> files;
  std::vector<layout::AccessClass> access_classes;
  std::vector<layout::CallDescriptor> calls;
  std::vector<int32_t> call_trampolines;  ///< symbol index for each call descriptor, -1 for none
  std::vector<layout::BoxFamily> families;
  /// box, unbox, is_box symbols for each family; -1: not defined in this module.
  struct FamilySymbols { int32_t box = -1, unbox = -1, is_box = -1; };
  std::vector<FamilySymbols> family_symbols;


  // In a module that Library loaded. What it reads of its image for each table entry when that is first used is not above.
  struct Loaded {
    static constexpr uint32_t not_read = 0xffffffff;
    const Library* library = nullptr;
    uint32_t number = 0;
    std::vector<uint32_t> access_classes, calls;  ///< process-wide ids
    std::vector<uint8_t> access_class_flags;      ///< AccessClassFlag
    std::vector<layout::BoxFamilyId> family_ids;
  };
  mutable Loaded loaded;

  enum AccessClassFlag : uint8_t { element = 1, immutable = 2, quasi_immutable = 4, virtualizable = 8 };
  static uint8_t flags(const layout::AccessClass& access) {
    return static_cast<uint8_t>((access.element ? element : 0) | (access.immutable ? immutable : 0) |
                                (access.quasi_immutable ? quasi_immutable : 0) | (access.virtualizable ? virtualizable : 0));
  }
  bool is_immutable(uint32_t access_class) const { return loaded.access_class_flags[access_class] & immutable; }
  bool is_quasi_immutable(uint32_t access_class) const { return loaded.access_class_flags[access_class] & quasi_immutable; }
  layout::AccessClassId access_class_id(uint32_t access_class) const {
    uint32_t id = loaded.access_classes[access_class];
    return id != Loaded::not_read ? layout::AccessClassId{id} : read_access_class(access_class);
  }
  layout::CallDescriptorId call_id(uint32_t call) const {
    uint32_t id = loaded.calls[call];
    return id != Loaded::not_read ? layout::CallDescriptorId{id} : read_call(call);
  }
  layout::BoxFamilyId family_id(uint32_t family) const { return loaded.family_ids[family]; }
  std::string file(uint32_t number) const;  ///< that locations name

 private:
  layout::AccessClassId read_access_class(uint32_t access_class) const;
  layout::CallDescriptorId read_call(uint32_t call) const;
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
