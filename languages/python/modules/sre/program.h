/// Owns the form in which regular expressions run: instructions with explicit choices, and the character sets they use.
/// Invariants: a program is one immutable block of memory, the content of a Bytes object; its pointers lead into the block.
#pragma once

#include "modules/sre/tree.h"
#include "objects/bytes.h"

namespace python::sre {

enum class Operation : uint32_t {
#define INSTRUCTION(name, operands, meaning) name,
#include "modules/sre/instructions.def"
#undef INSTRUCTION
};
const char* operation_name(Operation operation);

struct Instruction {
  JW_IMMUTABLE Operation operation;
  JW_IMMUTABLE uint32_t a, b, c, d, e;
};

/// What is in a set from 256 on.
enum class Wide : uint32_t { none, all, one, ask };

struct CharacterSet {
  JW_IMMUTABLE uint8_t has[256];
  JW_IMMUTABLE Wide wide;
  JW_IMMUTABLE int32_t except;        // the one character below 256 that is not in the set, if that is all it lacks; or -1
  JW_IMMUTABLE uint32_t value;        // of `one`
  JW_IMMUTABLE const uint32_t* code;  // of `ask`: the instruction for matches_character
};

/// pc by the next character; [256] for characters beyond, [257] at the end.
struct Dispatch {
  JW_IMMUTABLE uint32_t target[258];
};

/// How a search finds places to start at.
enum class Scan : uint32_t { everywhere, beginning, character, text, set };

struct Program {
  JW_IMMUTABLE const Instruction* instructions;
  JW_IMMUTABLE const CharacterSet* sets;
  JW_IMMUTABLE const Dispatch* tables;
  JW_IMMUTABLE const uint32_t* characters;        // of `text` instructions
  JW_IMMUTABLE const uint8_t* narrow_characters;  // the same as bytes; not used where one does not fit
  JW_IMMUTABLE const uint32_t* code;
  JW_IMMUTABLE uint32_t instruction_count, code_count;
  JW_IMMUTABLE uint32_t mark_count, slot_count;  // slots: marks, then registers
  JW_IMMUTABLE uint64_t shortest;                // characters of the shortest match
  JW_IMMUTABLE Scan scan;
  JW_IMMUTABLE uint32_t scan_value, scan_count;  // character; first of `characters` and number; or set
  JW_IMMUTABLE uint32_t scan_wide;               // 1: a character of the scan is beyond 255
};

/// The pc of the first instruction after `search`.
inline constexpr uint32_t match_pc = 1;

/// Makes the program of a code list: null if the code is not well formed. `whole`: matches must reach the end.
Bytes* make_program(const uint32_t* code, uint32_t count, uint32_t groups, bool whole);
inline const Program* program_of(const Bytes* block) { return reinterpret_cast<const Program*>(block->data); }

}  // namespace python::sre
