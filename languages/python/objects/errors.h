/// Owns how C++ code raises guest errors: the raise functions set vm.exception and return the null value.
/// Formats: each %s takes the next argument as text, by its C++ type: const char*, Str*, Type* (its name), int64_t, double;
/// %T takes a Value and gives the name of its type, %R its repr, %S its str; %% is a percent sign.
#pragma once

#include <string_view>

#include "objects/vm.h"

namespace python {

struct FormatArgument {
  enum class Tag : uint32_t { text, str, type, integer, floating, value } tag;
  union {
    const char* text;
    Str* str;
    Type* type;
    int64_t integer;
    double floating;
    Value value;
  };
  FormatArgument(const char* x) : tag(Tag::text), text(x) {}
  FormatArgument(Str* x) : tag(Tag::str), str(x) {}
  FormatArgument(Type* x) : tag(Tag::type), type(x) {}
  FormatArgument(int64_t x) : tag(Tag::integer), integer(x) {}
  FormatArgument(int x) : tag(Tag::integer), integer(x) {}
  FormatArgument(uint32_t x) : tag(Tag::integer), integer(x) {}
  FormatArgument(uint64_t x) : tag(Tag::integer), integer(static_cast<int64_t>(x)) {}
  FormatArgument(double x) : tag(Tag::floating), floating(x) {}
  FormatArgument(Value x) : tag(Tag::value), value(x) {}
};

/// A str made by the rules above.
Str* format_text(const char* format, const FormatArgument* arguments, uint32_t count);
Value raise_formatted(ExceptionKind kind, const char* format, const FormatArgument* arguments, uint32_t count);

/// A str made by the rules above, as text_format("'%s' is %T", name, value).
template <class... A>
Str* text_format(const char* format, A... arguments) {
  if constexpr (sizeof...(A) == 0) {
    return format_text(format, nullptr, 0);
  } else {
    FormatArgument list[] = {FormatArgument(arguments)...};
    return format_text(format, list, sizeof...(A));
  }
}

template <class... A>
JW_DONT_LOOK_INSIDE [[gnu::noinline, gnu::cold]] Value raise_error(ExceptionKind kind, const char* format, A... arguments) {
  if constexpr (sizeof...(A) == 0) {
    return raise_formatted(kind, format, nullptr, 0);
  } else {
    FormatArgument list[] = {FormatArgument(arguments)...};
    return raise_formatted(kind, format, list, sizeof...(A));
  }
}

template <class... A>
Value raise_type_error(const char* format, A... arguments) {
  return raise_error(ExceptionKind::type_error, format, arguments...);
}
template <class... A>
Value raise_value_error(const char* format, A... arguments) {
  return raise_error(ExceptionKind::value_error, format, arguments...);
}
template <class... A>
Value raise_index_error(const char* format, A... arguments) {
  return raise_error(ExceptionKind::index_error, format, arguments...);
}
template <class... A>
Value raise_overflow_error(const char* format, A... arguments) {
  return raise_error(ExceptionKind::overflow_error, format, arguments...);
}
template <class... A>
Value raise_runtime_error(const char* format, A... arguments) {
  return raise_error(ExceptionKind::runtime_error, format, arguments...);
}
template <class... A>
Value raise_attribute_error(const char* format, A... arguments) {
  return raise_error(ExceptionKind::attribute_error, format, arguments...);
}
Value raise_key_error(Value key);
Value raise_memory_error();
/// For requests whose size the program decides: true if so many bytes fit into the heap; else MemoryError is pending. What is small is
/// always granted: beyond the limit, MemoryError is then raised at the next backward jump or call.
bool has_room_for_many(uint64_t bytes);
inline bool has_room_for(uint64_t bytes) { return bytes < 1 << 20 || has_room_for_many(bytes); }
/// Asks for a KeyboardInterrupt or MemoryError at the next call or backward jump; safe in a signal handler. The limit on depth is
/// lowered so that calls need no test of their own.
void request_interrupt(InterruptReason reason = interrupted_by_signal);
/// True, with the error pending, if a signal or the heap's limit asks for one. For loops that run no Python code and may be long.
bool deliver_interrupt();
/// Around a step of C++ that may come back to itself through guest data: false with RecursionError, `where` ("" or " in comparison")
/// at the end of its message; then it must not be left.
bool enter_recursion(const char* where);
inline void leave_recursion() { vm.depth--; }
inline bool interrupted() { return vm.interrupted && deliver_interrupt(); }
Value raise_zero_division(const char* message);
Value raise_stop_iteration(Value value);
/// OSError or the subclass for `number`, with strerror and file name (null: none).
Value raise_os_error(int number, Value filename);
/// The class that OSError(number, ...) makes.
ExceptionKind os_error_kind(int number);
/// Raises an exception object as it is, or an instance made by calling a class.
Value raise_value(Value exception);

inline bool has_error() { return bool(vm.exception); }
/// True if the error on its way is of that class.
bool error_matches(ExceptionKind kind);
/// Takes the error away and returns it.
inline Value take_error() {
  Value exception = vm.exception;
  vm.exception = null_value;
  return exception;
}
/// error_matches, and if so the error is dropped.
bool clear_error(ExceptionKind kind);

/// warnings.warn(): false if the program made an error of it.
bool warn(ExceptionKind category, std::string_view message);

}  // namespace python
