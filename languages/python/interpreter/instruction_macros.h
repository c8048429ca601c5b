/// The words in which the cases of the interpreter's switch are written (instruction_cases.h).
#pragma once

#include "interpreter/generator.h"
#include "interpreter/steps.h"

#define R(x) frame->registers[x]
#define V(x) operand(frame, code, x)
#define NAME_AT(x) name_at(code, x)
#define TARGET(x) (code->instructions + (x))
#define NEXT \
  {          \
    pc++;    \
    continue; \
  }
// R[a] = expression, an error if that is null.
#define RESULT(expression)                  \
  {                                         \
    Value result = (expression);            \
    if (!result) [[unlikely]] goto error;   \
    R(pc->a) = result;                      \
    NEXT                                    \
  }
#define CHECK_TRUE(expression)              \
  {                                         \
    if (!(expression)) [[unlikely]] goto error; \
    NEXT                                    \
  }
// Jump on a truth of 1, 0 or -1.
#define JUMP_WHEN(expression, wanted, target)    \
  {                                              \
    int truth_value = (expression);              \
    if (truth_value < 0) [[unlikely]] goto error; \
    if (truth_value == (wanted)) {               \
      pc = TARGET(target);                       \
      continue;                                  \
    }                                            \
    NEXT                                         \
  }
#define TRUTH(expression)                     \
  {                                           \
    int truth_value = (expression);           \
    if (truth_value < 0) [[unlikely]] goto error; \
    R(pc->a) = boolean(truth_value != 0);     \
    NEXT                                      \
  }

