/// Owns the opcode enumeration and what is known of each opcode. Everything here is made from opcodes.def.
#pragma once

#include <cstdint>
#include <string_view>

#include <jitwright/jit.h>

namespace python {

enum class Opcode : uint16_t {
#define OPCODE(name, a, b, c, d, meaning) name,
#include "bytecode/opcodes.def"
#undef OPCODE
};

inline constexpr int opcode_count = 0
#define OPCODE(name, a, b, c, d, meaning) +1
#include "bytecode/opcodes.def"
#undef OPCODE
    ;

/// Kinds of an instruction's operands a, b, c, d: the letters of opcodes.def.
struct OpcodeInfo {
  std::string_view name;
  char operands[4];
  std::string_view meaning;
};

const OpcodeInfo& opcode_info(Opcode opcode);

/// One instruction. Value operands: register if >= 0, constant ~x if negative.
struct Instruction {
  JW_IMMUTABLE Opcode op;
  JW_IMMUTABLE uint16_t d;
  JW_IMMUTABLE int32_t a, b, c;
};
static_assert(sizeof(Instruction) == 16);

}  // namespace python
