// Proofs by Z3 that two traces mean the same, for all inputs: the same guards hold, and then the results are equal.
//
// Only integers: inputs, pure operations on i32, i64 and ptr, guards, assumptions, finish. What an operation requires of its operands (shift counts, divisors)
// is taken for granted as the recorded trace has it.
#pragma once

#include <string>

#include "trace/trace.h"

namespace jitwright::optimizer::testing {

enum class Verdict { proved, refuted, unknown };

struct Proof {
  Verdict verdict = Verdict::unknown;
  std::string counterexample;
};

Proof prove_equal(const trace::Trace& recorded, const trace::Trace& optimised, unsigned milliseconds);

}  // namespace jitwright::optimizer::testing
