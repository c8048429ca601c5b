#include "objects/element.h"

#include <cmath>
#include <cstring>

#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

uint32_t element_size(char code) {
  switch (code) {
    case 'b':
    case 'B':
    case 'c':
    case '?': return 1;
    case 'h':
    case 'H': return 2;
    case 'i':
    case 'I':
    case 'f':
    case 'u': return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'P':
    case 'd': return 8;
    default: return 0;
  }
}

namespace {

template <class T>
T read(const uint8_t* from) {
  T x;
  std::memcpy(&x, from, sizeof x);
  return x;
}
Value float_of_machine(double x) { return float_value(std::isnan(x) ? std::copysign(__builtin_nan(""), x) : x); }

bool is_signed_code(char code) { return code >= 'a' || code == '?'; }

}  // namespace

Value load_element(char code, const uint8_t* from) {
  switch (code) {
    case 'b': return small_int_value(read<int8_t>(from));
    case 'B': return small_int_value(read<uint8_t>(from));
    case 'c': return ref(make_bytes(from, 1));
    case '?': return boolean(*from != 0);
    case 'h': return small_int_value(read<int16_t>(from));
    case 'H': return small_int_value(read<uint16_t>(from));
    case 'i': return small_int_value(read<int32_t>(from));
    case 'I': return small_int_value(read<uint32_t>(from));
    case 'f': return float_of_machine(read<float>(from));
    case 'd': return float_of_machine(read<double>(from));
    case 'l':
    case 'q':
    case 'n': return int_value(read<int64_t>(from));
    default: return int_value_unsigned(read<uint64_t>(from));
  }
}

ElementStore store_element(char code, Value v, uint8_t* to) {
  if (code == 'd' || code == 'f') {
    double x;
    if (is_float(v)) {
      x = float_of(v);
    } else if (!to_double(v, &x)) {
      return clear_error(ExceptionKind::type_error) ? ElementStore::wrong_type : ElementStore::error;
    }
    float narrow = static_cast<float>(x);
    if (code == 'd')
      std::memcpy(to, &x, 8);
    else
      std::memcpy(to, &narrow, 4);
    return ElementStore::stored;
  }
  if (code == '?') {
    int truth_value = truth(v);
    if (truth_value < 0) return ElementStore::error;
    *to = static_cast<uint8_t>(truth_value);
    return ElementStore::stored;
  }
  if (code == 'c') {
    Value native = native_part(v, Kind::bytes);
    if (!native) return ElementStore::wrong_type;
    if (as<Bytes>(native)->length != 1) return ElementStore::too_large;
    *to = as<Bytes>(native)->data[0];
    return ElementStore::stored;
  }
  Value exact = is_small_int(v) ? v : as_exact_int(v);
  if (!exact) {
    if (!lookup_special(v, vm.names.__index__)) return ElementStore::wrong_type;
    exact = index_of(v);
    if (!exact) return ElementStore::error;
  }
  uint32_t bits = element_size(code) * 8;
  bool with_sign = is_signed_code(code);
  int64_t x;
  if (is_int64(exact)) {
    x = int64_of(exact);
    if (!with_sign && x < 0) return ElementStore::too_small;
    if (bits < 64) {
      int64_t top = int64_t{1} << (with_sign ? bits - 1 : bits);
      if (x >= top) return ElementStore::too_large;
      if (with_sign && x < -top) return ElementStore::too_small;
    }
  } else {
    Integer* big = as<Integer>(exact);
    if (big->limb_count < 0) return ElementStore::too_small;
    if (with_sign || bits < 64 || big->limb_count != 1) return ElementStore::too_large;
    x = static_cast<int64_t>(big->limbs[0]);
  }
  std::memcpy(to, &x, bits / 8);
  return ElementStore::stored;
}

}  // namespace python
