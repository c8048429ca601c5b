// The meaning of each pure operation on constant operands: one place for recorder, blackhole, optimiser and reference backend.
#pragma once

#include <cstdint>

#include "trace/trace.h"

namespace jitwright::trace {

/// Operands and result are register images (integers zero-extended, floats as bits). Division by zero and the like give any value.
uint64_t evaluate(Opcode opcode, Type type, uint64_t a, uint64_t b, uint64_t c, int64_t immediate, uint16_t scale);

/// False where evaluation on these operands is undefined (division by zero, shift too far), so that it must not be folded.
bool may_evaluate(Opcode opcode, Type type, uint64_t a, uint64_t b);

}  // namespace jitwright::trace
