/// Raising guest errors from C++ and the message formats.
#include "objects/errors.h"

#include <cerrno>
#include <cstring>

#include "objects/exception.h"
#include "objects/floating.h"
#include "objects/operations.h"

namespace python {

Str* format_text(const char* format, const FormatArgument* arguments, uint32_t count) {
  StrBuilder builder;
  uint32_t used = 0;
  for (const char* p = format; *p;) {
    if (*p != '%') {
      const char* end = std::strchr(p, '%');
      size_t length = end ? static_cast<size_t>(end - p) : std::strlen(p);
      builder.append_utf8({p, length});
      p += length;
      continue;
    }
    char code = p[1];
    p += 2;
    if (code == '%') {
      builder.append('%');
      continue;
    }
    if (used >= count) continue;
    const FormatArgument& argument = arguments[used++];
    switch (argument.tag) {
      case FormatArgument::Tag::text: builder.append_utf8(argument.text); break;
      case FormatArgument::Tag::str: builder.append(argument.str); break;
      case FormatArgument::Tag::type: builder.append_utf8(type_name(argument.type)); break;
      case FormatArgument::Tag::integer: builder.append_ascii(std::to_string(argument.integer)); break;
      case FormatArgument::Tag::floating: builder.append_ascii(float_repr(argument.floating)); break;
      case FormatArgument::Tag::value: {
        if (code == 'T') {
          builder.append_utf8(type_name_of(argument.value));
          break;
        }
        // A message must come out whatever __repr__ does.
        Value pending = vm.exception;
        vm.exception = null_value;
        Value text = code == 'R' ? to_repr(argument.value) : to_str(argument.value);
        vm.exception = pending;
        if (text)
          builder.append(as_str(text));
        else
          builder.append_ascii("<unprintable object>");
        break;
      }
    }
  }
  return builder.finish();
}

namespace {

/// Makes `exception` the error on its way; what is being handled becomes its context.
Value set_error(Value exception) {
  Value context = vm.handled;
  if (context && !is_none(context) && context != exception) {
    // The exception may be in the context's own chain: cut it there, so that chains never form a ring.
    // A program may have made a ring without it: a second pointer at half the speed is met there.
    Value slow = context;
    bool step_slow = false;
    for (Value link = context; is_exception(link); step_slow = !step_slow) {
      Value next = exception_field(link, exception_context);
      if (next == exception) {
        set_exception_field(link, exception_context, none());
        break;
      }
      if (step_slow) slow = exception_field(slow, exception_context);
      if (!next || next == slow) break;
      link = next;
    }
    set_exception_field(exception, exception_context, context);
  }
  vm.exception = exception;
  return null_value;
}

}  // namespace

Value raise_formatted(ExceptionKind kind, const char* format, const FormatArgument* arguments, uint32_t count) {
  Str* message = format_text(format, arguments, count);
  return set_error(make_exception(kind, message));
}

Value raise_key_error(Value key) {
  return set_error(make_exception(exception_type(ExceptionKind::key_error), make_tuple_1(key)));
}

bool has_room_for_many(uint64_t bytes) {
  if (jitwright::Heap::current().has_room(bytes)) return true;
  raise_memory_error();
  return false;
}

Value raise_memory_error() { return set_error(make_exception(exception_type(ExceptionKind::memory_error), vm.empty_tuple)); }

Value raise_zero_division(const char* message) { return raise_error(ExceptionKind::zero_division_error, message); }

Value raise_stop_iteration(Value value) {
  Tuple* args = value && !is_none(value) ? make_tuple_1(value) : vm.empty_tuple;
  return set_error(make_exception(exception_type(ExceptionKind::stop_iteration), args));
}

ExceptionKind os_error_kind(int number) {
  switch (number) {
    case ENOENT: return ExceptionKind::file_not_found_error;
    case EEXIST: return ExceptionKind::file_exists_error;
    case EACCES:
    case EPERM: return ExceptionKind::permission_error;
    case EISDIR: return ExceptionKind::is_a_directory_error;
    case ENOTDIR: return ExceptionKind::not_a_directory_error;
    case EINTR: return ExceptionKind::interrupted_error;
    case EAGAIN:
    case EALREADY:
    case EINPROGRESS: return ExceptionKind::blocking_io_error;
    case EPIPE: return ExceptionKind::broken_pipe_error;
    case ECHILD: return ExceptionKind::child_process_error;
    case ESRCH: return ExceptionKind::process_lookup_error;
    case ETIMEDOUT: return ExceptionKind::timeout_error;
    case ECONNREFUSED: return ExceptionKind::connection_refused_error;
    case ECONNRESET: return ExceptionKind::connection_reset_error;
    case ECONNABORTED: return ExceptionKind::connection_aborted_error;
    default: return ExceptionKind::os_error;
  }
}

Value raise_os_error(int number, Value filename) {
  ExceptionKind kind = os_error_kind(number);
  Value text = ref(make_str(std::strerror(number)));
  Tuple* args;
  if (filename) {
    args = make_tuple(3);
    args->items[2] = filename;
  } else {
    args = make_tuple(2);
  }
  args->items[0] = small_int_value(number);
  args->items[1] = text;
  return set_error(make_exception(exception_type(kind), args));
}

Value raise_value(Value exception) {
  if (is_exception_class(exception)) {
    exception = call_0(exception);
    if (!exception) return null_value;
  }
  if (!is_exception(exception)) return raise_type_error("exceptions must derive from BaseException");
  return set_error(exception);
}

Value raise_exception(Value value, Value cause) {
  if (is_exception_class(value)) {
    Type* type = as<Type>(value);
    value = call_0(value);
    if (!value) return null_value;
    if (!is_exception(value)) {
      return raise_type_error("calling %R should have returned an instance of BaseException, not %R", ref(type),
                              ref(type_of(value)));
    }
  } else if (!is_exception(value)) {
    return raise_type_error("exceptions must derive from BaseException");
  }
  if (cause) {
    if (is_exception_class(cause)) {
      cause = call_0(cause);
      if (!cause) return null_value;
    }
    if (!is_none(cause) && !is_exception(cause)) return raise_type_error("exception causes must derive from BaseException");
    set_exception_field(value, exception_cause, cause);
    set_exception_field(value, exception_suppress_context, true_value());
  }
  return set_error(value);
}

bool error_matches(ExceptionKind kind) { return vm.exception && is_instance(vm.exception, exception_type(kind)); }

bool clear_error(ExceptionKind kind) {
  if (!error_matches(kind)) return false;
  vm.exception = null_value;
  return true;
}

}  // namespace python
