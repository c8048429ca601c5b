#include "interpreter/fold_generator.h"

#include <cstdio>

#include "interpreter/frame.h"
#include "interpreter/generator.h"
#include "objects/operations.h"
#include "objects/set.h"

namespace python {

namespace {

void describe(const uint64_t* greens, char* text, size_t size) {
  static const char* const names[] = {"sum", "any", "all", "min", "max", "list", "set"};
  const Code* code = reinterpret_cast<const Code*>(greens[1]);
  snprintf(text, size, "%s of %s:%d %s", names[greens[0]], to_utf8(code->filename).c_str(), code->first_line, to_utf8(code->qualname).c_str());
}

[[maybe_unused]] jitwright::Driver driver{"fold", describe};

/// `code` is the generator's: each has loops of its own.
Value run_fold(Fold fold, Code* code, Generator* generator, Value accumulator) {
  JW_CAN_ENTER_JIT(driver, fold, code);
  for (;;) {
    JW_MERGE_POINT(driver, fold, code);
    Value item = generator_send(generator, none());
    if (!item) return has_error() ? null_value : accumulator;
    switch (fold) {
      case Fold::sum: {
        accumulator = add(accumulator, item);
        if (!accumulator) return null_value;
        break;
      }
      case Fold::any:
      case Fold::all: {
        int value = truth(item);
        if (value < 0) return null_value;
        if (value == (fold == Fold::any)) return boolean(value != 0);
        break;
      }
      case Fold::least:
      case Fold::greatest: {
        int wins = !accumulator ? 1 : fold == Fold::least ? less_truth(item, accumulator) : greater_truth(item, accumulator);
        if (wins < 0) return null_value;
        if (wins) accumulator = item;
        break;
      }
      case Fold::append: list_append(as<List>(accumulator), item); break;
      case Fold::add:
        if (!set_add(as<Set>(accumulator), item)) return null_value;
        break;
    }
    JW_CAN_ENTER_JIT(driver, fold, code);
  }
}

}  // namespace

Value fold_generator(Fold fold, Value generator, Value accumulator) {
  Code* code = frame_of(as<Generator>(generator))->code;
  return code ? run_fold(fold, code, as<Generator>(generator), accumulator) : accumulator;  // a finished one has no code
}

}  // namespace python
