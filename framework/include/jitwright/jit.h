// The hints an interpreter author writes. Compiles as C11 and as C++20.
//
// With the Jitwright clang plugin (JITWRIGHT_PLUGIN is defined by jitwright_add_interpreter) field and function hints become
// annotations and statement hints become calls to marker functions; the plugin lowers all of them away, so that native code is
// what the compiler would have made without them. Without the plugin every hint is nothing, or the identity.
//
// Each hint is documented under four heads: meaning; promise; if false; in the trace.
#ifndef JITWRIGHT_JIT_H
#define JITWRIGHT_JIT_H

#include <stdint.h>

#include <jitwright/driver.h>

#ifdef __cplusplus
#define JW_NOEXCEPT noexcept
#define JW_EXTERN_C_BEGIN extern "C" {
#define JW_EXTERN_C_END }
#else
#define JW_NOEXCEPT __attribute__((nothrow))
#define JW_EXTERN_C_BEGIN
#define JW_EXTERN_C_END
#endif

#ifdef JITWRIGHT_PLUGIN
#define JW_ANNOTATE(text) __attribute__((annotate(text)))
#else
#define JW_ANNOTATE(text)
#endif

// ---- Fields ---------------------------------------------------------------------------------------------------------------
// Field hints stand before the declaration: `JW_IMMUTABLE const Type* type;`, `JW_IMMUTABLE uint8_t ops[];`.

/// Meaning: the field (or each element of the array) never changes once the object is visible to a trace.
/// Promise: no store after construction. If false: traces use the old value. In the trace: a load from a constant object folds.
#define JW_IMMUTABLE JW_ANNOTATE("jw.immutable")

/// Meaning: the field (or each element of the array) changes rarely. Promise: it is stored to by its name (`object->field = x`), not through
/// a pointer or reference; the plugin warns where its address is passed on. If false: traces use the old value. In the trace: a load
/// from a constant object folds and costs nothing; a store stops the traces that relied on the field. What was stored to again and again is loaded.
#define JW_QUASI_IMMUTABLE JW_ANNOTATE("jw.quasi_immutable")

/// Meaning: the field (scalar or array) belongs to a guest frame and lives in registers inside a trace.
/// Promise: while a trace runs, nobody but the trace stores to it, and the trace does so by the field itself or one memory copy;
/// functions called from a trace may read it. If false: the trace keeps its own value. In the trace: loads and stores vanish; dirty fields are written before opaque calls and at exits.
#define JW_VIRTUALIZABLE JW_ANNOTATE("jw.virtualizable")

// ---- Functions ------------------------------------------------------------------------------------------------------------

/// Meaning: same arguments, same result, no effect that matters. Promise: as said, and no exception. If false: stale results.
/// In the trace: folds on constants; equal calls merge; an unused call vanishes.
#define JW_ELIDABLE JW_ANNOTATE("jw.elidable")

/// Meaning: same arguments, same result for as long as a guest loop runs. Promise: as said, no effect that matters, and no exception. If false: results of
/// an earlier iteration. In the trace: one call before the loop; never folded.
#define JW_LOOP_INVARIANT JW_ANNOTATE("jw.loop_invariant")

/// Meaning: never inlined into a trace. In the trace: always a call.
#define JW_DONT_LOOK_INSIDE JW_ANNOTATE("jw.dont_look_inside")

/// Meaning: inline although the function has a loop. Promise: the loop's trip count is small and usually the same.
/// If false: long traces. In the trace: the loop is unrolled.
#define JW_UNROLL_SAFE JW_ANNOTATE("jw.unroll_safe")

/// Meaning: returns fresh memory; the LAST argument is the size in bytes. Promise: the memory is zeroed, 8-byte aligned, known to
/// nobody else, never null, and the call may be left out. In the trace: the object is removed when it does not escape.
#define JW_ALLOCATOR JW_ANNOTATE("jw.allocator")

/// Meaning: ends the life of an object that a JW_ALLOCATOR made (only argument, or the last one). Promise: no access afterwards, and
/// the function itself does not read the object (a size it needs is an argument). If false: it reads what was never stored.
/// In the trace: vanishes together with the allocation when the object never escaped.
#define JW_DEALLOCATOR JW_ANNOTATE("jw.deallocator")

/// Meaning: reads memory but writes none that a trace can see. If false: stale loads. In the trace: known fields survive the call.
#define JW_READONLY JW_ANNOTATE("jw.readonly")

/// Meaning: neither reads nor writes memory that a trace can see. In the trace: delayed stores stay delayed across the call.
#define JW_NO_HEAP_EFFECT JW_ANNOTATE("jw.no_heap_effect")

/// Meaning: the family's box: `box(x)` packs a payload (int64_t or double) into a 64-bit value; JW_UNBOX is its inverse and
/// JW_IS_BOX tells whether a value belongs to the family. Promise: unbox(box(x)) == x, is_box(box(x)), a value belongs to one
/// family at most, a pointer from a JW_ALLOCATOR belongs to none; boxes have no identity; the three functions are pure and
/// straight-line. If false: wrong values. In the trace: values stay unboxed in loops; a box that only guards need is made when
/// one fails.
#define JW_BOX(family) JW_ANNOTATE("jw.box:" family)
#define JW_UNBOX(family) JW_ANNOTATE("jw.unbox:" family)
#define JW_IS_BOX(family) JW_ANNOTATE("jw.is_box:" family)

// ---- Statements -----------------------------------------------------------------------------------------------------------

JW_EXTERN_C_BEGIN
/* Markers the plugin removes. Never called at run time. */
void jw_marker_merge_point(const struct jw_driver* driver, ...) JW_NOEXCEPT;
void jw_marker_can_enter_jit(const struct jw_driver* driver, ...) JW_NOEXCEPT;
int64_t jw_marker_promote(int64_t bits) JW_NOEXCEPT;
int jw_marker_is_constant(int64_t bits) JW_NOEXCEPT;
int jw_marker_is_virtual(int64_t bits) JW_NOEXCEPT;
int jw_marker_in_jit(void) JW_NOEXCEPT;
int jw_marker_observed(int condition) JW_NOEXCEPT;
void jw_marker_assert_green(int64_t bits) JW_NOEXCEPT;
void jw_marker_assume(int condition) JW_NOEXCEPT;
void jw_marker_assume_idle(const void* object) JW_NOEXCEPT;
void jw_marker_record_exact(int64_t bits, int64_t exact) JW_NOEXCEPT;
void jw_marker_look_inside_iff(int condition) JW_NOEXCEPT;
void jw_marker_conditional_call(int condition, void* function, ...) JW_NOEXCEPT;
JW_EXTERN_C_END

#ifdef JITWRIGHT_PLUGIN

/// Meaning: the head of the dispatch loop of a portal. The arguments after the driver are the greens: the guest position.
/// Every other live local is found by the plugin and carried as a red. One for each function. In the trace: greens are constants.
#define JW_MERGE_POINT(driver, ...) jw_marker_merge_point(&(driver), __VA_ARGS__)

/// Meaning: a guest loop closes here, or a guest function starts; control must reach the merge point next.
#define JW_CAN_ENTER_JIT(driver, ...) jw_marker_can_enter_jit(&(driver), __VA_ARGS__)

/// Meaning: first statement of a function: inline it only if the condition holds when the call is traced, else call it.
#define JW_LOOK_INSIDE_IFF(condition) jw_marker_look_inside_iff(!!(condition))

#else

#define JW_MERGE_POINT(driver, ...) ((void)0)
#define JW_CAN_ENTER_JIT(driver, ...) ((void)0)
#define JW_LOOK_INSIDE_IFF(condition) ((void)0)

#endif

// C spellings of the expressions below; integers and pointers only.
#ifdef JITWRIGHT_PLUGIN
#define JW_PROMOTE(x) ((__typeof__(x))jw_marker_promote((int64_t)(x)))
#define JW_IS_CONSTANT(x) jw_marker_is_constant((int64_t)(x))
#define JW_IS_VIRTUAL(x) jw_marker_is_virtual((int64_t)(x))
#define JW_IN_JIT() jw_marker_in_jit()
#define JW_OBSERVED(condition) jw_marker_observed(!!(condition))
#define JW_ASSERT_GREEN(x) jw_marker_assert_green((int64_t)(x))
#define JW_ASSUME(condition) jw_marker_assume(!!(condition))
#define JW_ASSUME_IDLE(object) jw_marker_assume_idle(object)
#define JW_RECORD_EXACT(x, value) jw_marker_record_exact((int64_t)(x), (int64_t)(value))
#define JW_CONDITIONAL_CALL(condition, function, ...)                                                                            \
  jw_marker_conditional_call(!!(condition), (void*)(function)__VA_OPT__(, ) __VA_ARGS__)
#else
#define JW_PROMOTE(x) (x)
#define JW_IS_CONSTANT(x) 0
#define JW_IS_VIRTUAL(x) 0
#define JW_IN_JIT() 0
#define JW_OBSERVED(condition) ((void)(condition), 0)
#define JW_ASSERT_GREEN(x) ((void)(x))
#define JW_ASSUME(condition) ((void)0)
#define JW_ASSUME_IDLE(object) ((void)0)
#define JW_RECORD_EXACT(x, value) ((void)0)
#define JW_CONDITIONAL_CALL(condition, function, ...) ((condition) ? (void)(function)(__VA_ARGS__) : (void)0)
#endif

#ifdef __cplusplus
#include <type_traits>

namespace jitwright {

namespace detail {
/// Keeps a parameter out of the deduction of T.
template <class T>
struct Identity {
  using type = T;
};
}  // namespace detail

#ifdef JITWRIGHT_PLUGIN
namespace detail {
template <class T>
[[gnu::always_inline]] inline int64_t to_bits(T x) noexcept {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8, "hints take trivially copyable values of at most 8 bytes");
  if constexpr (std::is_pointer_v<T>) return reinterpret_cast<int64_t>(x);
  else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) return static_cast<int64_t>(x);
  else if constexpr (sizeof(T) == 8) return __builtin_bit_cast(int64_t, x);
  else {
    static_assert(sizeof(T) == 4, "hints take scalars, or structs of 4 or 8 bytes");
    return __builtin_bit_cast(uint32_t, x);
  }
}
template <class T>
[[gnu::always_inline]] inline T from_bits(int64_t bits) noexcept {
  if constexpr (std::is_pointer_v<T>) return reinterpret_cast<T>(bits);
  else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) return static_cast<T>(bits);
  else if constexpr (sizeof(T) == 8) return __builtin_bit_cast(T, bits);
  else return __builtin_bit_cast(T, static_cast<uint32_t>(bits));
}
}  // namespace detail

/// Meaning: x is worth a specialisation: from here on it is a constant of the trace. In the trace: one guard_value.
template <class T>
[[gnu::always_inline]] inline T promote(T x) noexcept {
  return detail::from_bits<T>(jw_marker_promote(detail::to_bits(x)));
}
/// True where the tracer knows x as a constant; false in native code.
template <class T>
[[gnu::always_inline]] inline bool is_constant(T x) noexcept {
  return jw_marker_is_constant(detail::to_bits(x)) != 0;
}
/// True where x was allocated in this trace and has not escaped; false in native code.
template <class T>
[[gnu::always_inline]] inline bool is_virtual(T x) noexcept {
  return jw_marker_is_virtual(detail::to_bits(x)) != 0;
}
/// True while a trace is recorded or runs; false in native code.
[[gnu::always_inline]] inline bool in_jit() noexcept { return jw_marker_in_jit() != 0; }
/// Meaning: what the condition is while this is traced; false in native code. Promise: it only chooses between ways that do the same. If false: wrong code. In
/// the trace: a constant without a guard, for deciding what is worth a promotion.
[[gnu::always_inline]] inline bool observed(bool condition) noexcept { return jw_marker_observed(condition) != 0; }
/// Ends recording with the abort reason not_green, naming file and line, if x is not a constant here.
template <class T>
[[gnu::always_inline]] inline void assert_green(T x) noexcept {
  jw_marker_assert_green(detail::to_bits(x));
}
/// Meaning: knowledge handed to the optimiser. Promise: the condition holds. If false: wrong code.
[[gnu::always_inline]] inline void assume(bool condition) noexcept { jw_marker_assume(condition); }
/// Meaning: x equals value, which the tracer may know as a constant (a type that a lookup just found, say). Promise: it does. If false: wrong code. In the
/// trace: x is a constant from there on, without a guard; nothing where value is no constant.
template <class T>
[[gnu::always_inline]] inline void record_exact(T x, typename detail::Identity<T>::type value) noexcept {
  jw_marker_record_exact(detail::to_bits(x), detail::to_bits(value));
}
/// Meaning: a suspended activation's object (a generator's frame) is about to be worked on again. Promise: no activation of a portal in
/// progress works on `object`. In the trace: stores into it leave what is known of their frames alone.
[[gnu::always_inline]] inline void assume_idle(const void* object) noexcept { jw_marker_assume_idle(object); }
/// Meaning: `if (condition) function(arguments…)` for a rare call. Arguments are integers and pointers, the result is dropped.
/// In the trace: one conditional call, no guard, no bridge.
template <class... P, class... A>
[[gnu::always_inline]] inline void conditional_call(bool condition, void (*function)(P...), A... arguments) noexcept {
  jw_marker_conditional_call(condition, reinterpret_cast<void*>(function), detail::to_bits(static_cast<P>(arguments))...);
}
#else
template <class T>
[[gnu::always_inline]] inline T promote(T x) noexcept { return x; }
template <class T>
[[gnu::always_inline]] inline constexpr bool is_constant(T) noexcept { return false; }
template <class T>
[[gnu::always_inline]] inline constexpr bool is_virtual(T) noexcept { return false; }
[[gnu::always_inline]] inline constexpr bool in_jit() noexcept { return false; }
[[gnu::always_inline]] inline constexpr bool observed(bool) noexcept { return false; }
template <class T>
[[gnu::always_inline]] inline void assert_green(T) noexcept {}
[[gnu::always_inline]] inline void assume(bool) noexcept {}
[[gnu::always_inline]] inline void assume_idle(const void*) noexcept {}
template <class T>
[[gnu::always_inline]] inline void record_exact(T, typename detail::Identity<T>::type) noexcept {}
template <class... P, class... A>
[[gnu::always_inline]] inline void conditional_call(bool condition, void (*function)(P...), A... arguments) noexcept {
  if (condition) function(arguments...);
}
#endif

}  // namespace jitwright

namespace jw = jitwright;
#endif  // __cplusplus

#endif  // JITWRIGHT_JIT_H
