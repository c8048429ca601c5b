/// The module _bisect: places in sorted sequences.
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

/// The place of `item` in sequence[low:high]: behind all that are equal (`right`), or before them. -1 with an error pending.
int64_t find_place(Value sequence, Value item, Value low_value, Value high_value, Value key, bool right) {
  int64_t low = 0, high = -1;
  if (low_value && !index_in_range(low_value, &low)) return -1;
  if (low < 0) {
    raise_value_error("lo must be non-negative");
    return -1;
  }
  if (high_value && !is_none(high_value)) {
    if (!index_in_range(high_value, &high)) return -1;
  } else {
    high = length(sequence);
    if (high < 0) return -1;
  }
  if (key && is_none(key)) key = null_value;
  while (low < high) {
    int64_t middle = static_cast<int64_t>((static_cast<uint64_t>(low) + static_cast<uint64_t>(high)) / 2);
    Value other = get_item(sequence, int_value(middle));
    if (other && key) other = call_1(key, other);
    if (!other) return -1;
    int less = right ? less_truth(item, other) : less_truth(other, item);
    if (less < 0) return -1;
    if (right == (less != 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

template <bool right>
Value bisect(Value sequence, Value item, Value low, Value high, Value key) {
  int64_t place = find_place(sequence, item, low, high, key, right);
  return place < 0 ? null_value : int_value(place);
}

template <bool right>
Value insort(Value sequence, Value item, Value low, Value high, Value key) {
  Value compared = key && !is_none(key) ? call_1(key, item) : item;
  if (!compared) return null_value;
  int64_t place = find_place(sequence, compared, low, high, key, right);
  if (place < 0) return null_value;
  if (is_list(sequence)) {
    uint64_t count = as<List>(sequence)->length;
    list_insert(as<List>(sequence), static_cast<uint64_t>(place) < count ? static_cast<uint64_t>(place) : count, item);
    return none();
  }
  Value arguments[] = {int_value(place), item};
  return call_method(sequence, intern("insert"), arguments, 2) ? none() : null_value;
}

}  // namespace

void fill_bisect(Module* module) {
  static constexpr const char* parameters = "a x lo hi * key";
  static const BuiltinDefinition functions[] = {
      entry("bisect_left", bisect<false>, 2, parameters), entry("bisect_right", bisect<true>, 2, parameters),
      entry("insort_left", insort<false>, 2, parameters),
      entry("insort_right", insort<true>, 2, parameters)};
  define(module, functions);
}

/// _typing: what typing takes from C.
void fill_typing(Module* module) {
  static const BuiltinDefinition functions[] = {entry("_idfunc", +[](Value v) { return v; })};
  define(module, functions);
}

}  // namespace python
