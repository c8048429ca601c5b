#include "metainterp/native_call.h"

#include <bit>

#include "support/check.h"

namespace jitwright::metainterp {

namespace {

using layout::AbiType;
using layout::Type;

/// As the calling convention wants a canonical word.
uint64_t extend_argument(AbiType type, uint64_t word) {
  if (type == AbiType::s8) return static_cast<uint32_t>(static_cast<int8_t>(word));
  if (type == AbiType::s16) return static_cast<uint32_t>(static_cast<int16_t>(word));
  return word;
}

uint64_t canonical_result(AbiType type, uint64_t word) {
  switch (type) {
    case AbiType::i1: return word & 1;
    case AbiType::i8:
    case AbiType::s8: return word & 0xff;
    case AbiType::i16:
    case AbiType::s16: return word & 0xffff;
    case AbiType::i32:
    case AbiType::f32: return word & 0xffffffff;
    default: return word;
  }
}

bool is_float(AbiType type) { return layout::is_float(layout::register_type(type)); }

struct TwoWords {
  uint64_t first, second;
};
struct WordAndFloat {
  uint64_t first;
  double second;
};
struct FloatAndWord {
  double first;
  uint64_t second;
};
struct TwoFloats {
  double first, second;
};

// Every argument register of the convention is filled, whatever the callee takes: integers and floats are numbered apart, and the
// seventh and eighth integer go to the stack. So one function type serves all signatures of that size.
template <class Result>
Result call_as(uint64_t function, const uint64_t* i, const double* f) {
  using Function = Result (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, double, double, double, double, double,
                              double, double, double, uint64_t, uint64_t);
  return reinterpret_cast<Function>(function)(i[0], i[1], i[2], i[3], i[4], i[5], f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7],
                                              i[6], i[7]);
}

CallResults call_without_trampoline(const layout::Signature& signature, uint64_t function, const uint64_t* arguments) {
  uint64_t integers[8] = {};
  double floats[8] = {};
  unsigned integer_count = 0, float_count = 0;
  for (size_t i = 0; i < signature.parameters.size(); ++i) {
    AbiType type = signature.parameters[i];
    unsigned& count = is_float(type) ? float_count : integer_count;
    CHECK(count < 8, "a call without trampoline has at most 8 integer and 8 float arguments");
    if (is_float(type))
      floats[count++] = std::bit_cast<double>(arguments[i]);
    else
      integers[count++] = extend_argument(type, arguments[i]);
  }
  bool first = is_float(signature.result), second = is_float(signature.second_result);
  if (first && second) {
    auto r = call_as<TwoFloats>(function, integers, floats);
    return {std::bit_cast<uint64_t>(r.first), std::bit_cast<uint64_t>(r.second)};
  }
  if (first) {
    auto r = call_as<FloatAndWord>(function, integers, floats);
    return {std::bit_cast<uint64_t>(r.first), r.second};
  }
  if (second) {
    auto r = call_as<WordAndFloat>(function, integers, floats);
    return {r.first, std::bit_cast<uint64_t>(r.second)};
  }
  auto r = call_as<TwoWords>(function, integers, floats);
  return {r.first, r.second};
}

}  // namespace

CallResults call_native(const layout::CallDescriptor& descriptor, uint64_t function, const uint64_t* arguments) {
  const layout::Signature& signature = descriptor.signature;
  // The callee may come back to the recorder, and the table of descriptors may move meanwhile.
  const layout::AbiType first = signature.result, second = signature.second_result;
  CallResults results;
  if (descriptor.trampoline) {
    uint64_t words[2] = {0, 0};
    descriptor.trampoline(reinterpret_cast<const void*>(function), arguments, words);
    results = {words[0], words[1]};
  } else {
    results = call_without_trampoline(signature, function, arguments);
  }
  return {canonical_result(first, results.first), canonical_result(second, results.second)};
}

uint64_t call_box(const layout::BoxFamily& family, uint64_t payload) {
  CHECK(family.box, "the box function is known");
  if (family.payload == Type::f64) {
    return reinterpret_cast<uint64_t (*)(double)>(const_cast<void*>(family.box))(std::bit_cast<double>(payload));
  }
  return reinterpret_cast<uint64_t (*)(uint64_t)>(const_cast<void*>(family.box))(payload);
}

uint64_t call_unbox(const layout::BoxFamily& family, uint64_t value) {
  CHECK(family.unbox, "the unbox function is known");
  void* function = const_cast<void*>(family.unbox);
  if (family.payload == Type::f64) return std::bit_cast<uint64_t>(reinterpret_cast<double (*)(uint64_t)>(function)(value));
  return reinterpret_cast<uint64_t (*)(uint64_t)>(function)(value);
}

uint64_t call_is_box(const layout::BoxFamily& family, uint64_t value) {
  CHECK(family.is_box, "the is_box function is known");
  return reinterpret_cast<uint64_t (*)(uint64_t)>(const_cast<void*>(family.is_box))(value) & 1;
}

}  // namespace jitwright::metainterp
