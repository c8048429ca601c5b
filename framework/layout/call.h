// How calls look to a trace: signature and effects.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "layout/types.h"

namespace jitwright::layout {

/// A parameter or result as the C calling convention sees it. s8 and s16 are sign-extended by the caller, i8 and i16 zero-extended;
/// narrow results have undefined upper bits and are made canonical (zero-extended) after the call.
enum class AbiType : uint8_t { none, i1, i8, i16, i32, i64, f32, f64, s8, s16, ptr };

constexpr Type abi_register_types[] = {Type::none, Type::i32, Type::i32, Type::i32, Type::i32, Type::i64,
                                       Type::f32,  Type::f64, Type::i32, Type::i32, Type::ptr};
constexpr Type register_type(AbiType type) { return abi_register_types[static_cast<int>(type)]; }
constexpr std::string_view abi_type_names[] = {"none", "i1", "i8", "i16", "i32", "i64", "f32", "f64", "s8", "s16", "ptr"};
constexpr std::string_view name(AbiType type) { return abi_type_names[static_cast<int>(type)]; }

struct Signature {
  std::vector<AbiType> parameters;
  AbiType result = AbiType::none;
  AbiType second_result = AbiType::none;  ///< structs returned in two registers
};

/// What a call may do, from hints and from what LLVM can infer.
enum class CallEffect : uint8_t {
  any,         ///< reads and writes memory
  readonly,    ///< reads memory
  none,        ///< touches no memory a trace can see
  elidable,    ///< none or stable reads; same arguments, same result
  allocator,   ///< fresh zeroed memory; last argument is the size
  deallocator, ///< ends the life of its last argument
  loop_invariant  ///< as elidable while a loop runs: equal calls merge and leave the loop, but nothing folds
};
constexpr std::string_view call_effect_names[] = {"any", "readonly", "none", "elidable", "allocator", "deallocator", "loop_invariant"};

/// Equal calls give equal results, as long as the trace is not left, and no call is needed for its effect.
constexpr bool is_repeatable(CallEffect effect) { return effect == CallEffect::elidable || effect == CallEffect::loop_invariant; }

/// Shared by all calls of one callee (or of one call site of an indirect call). In jitcode and traces the callee's address is the first operand.
struct CallDescriptor {
  std::string name;  ///< for people; empty for indirect calls
  Signature signature;
  CallEffect effect = CallEffect::any;
  bool look_inside = true;  ///< false: JW_DONT_LOOK_INSIDE
  /// Emitted by the plugin, one for each signature: `trampoline(function, arguments, results)`, all 64-bit words. Null where no native call is needed.
  void (*trampoline)(const void* function, const uint64_t* arguments, uint64_t* results) = nullptr;
};

enum class CallDescriptorId : uint32_t {};

/// Values that are boxed and unboxed by author-given pure functions (JW_BOX, JW_UNBOX, JW_IS_BOX).
struct BoxFamily {
  std::string name;
  Type payload = Type::none;      ///< i64 or f64
  const void* box = nullptr;      ///< uint64_t (payload)
  const void* unbox = nullptr;    ///< payload (uint64_t)
  const void* is_box = nullptr;   ///< bool (uint64_t)
};

enum class BoxFamilyId : uint32_t {};

}  // namespace jitwright::layout
