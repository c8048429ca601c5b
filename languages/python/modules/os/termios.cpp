/// The module termios.
#include <sys/ioctl.h>
#include <termios.h>
#include <cerrno>

#include "modules/module_type.h"
#include "modules/os/arguments.h"
#include "objects/bytes.h"
#include "objects/exception.h"

namespace python {

namespace {

Type* error_type;

Value raise_termios() {
  int number = errno;
  Value error = call_2(ref(error_type), small_int_value(number), ref(make_str(strerror(number))));
  return error ? raise_exception(error, null_value) : null_value;
}

/// [iflag, oflag, cflag, lflag, ispeed, ospeed, [characters]]
Value termios_tcgetattr(Value file) {
  termios mode;
  int descriptor = descriptor_argument(file);
  if (has_error()) return null_value;
  if (tcgetattr(descriptor, &mode) < 0) return raise_termios();
  List *result = make_list(), *characters = make_list();
  for (size_t i = 0; i < NCCS; i++) {
    // Without lines these two are numbers.
    bool number = !(mode.c_lflag & ICANON) && (i == VMIN || i == VTIME);
    list_append(characters, number ? small_int_value(mode.c_cc[i]) : ref(make_bytes(&mode.c_cc[i], 1)));
  }
  for (tcflag_t flags : {mode.c_iflag, mode.c_oflag, mode.c_cflag, mode.c_lflag, cfgetispeed(&mode), cfgetospeed(&mode)})
    list_append(result, int_value(flags));
  list_append(result, ref(characters));
  return ref(result);
}
Value termios_tcsetattr(Value file, Value when_v, Value attributes_v) {
  int when, numbers[6], descriptor = descriptor_argument(file);
  if (has_error() || !int_argument(when_v, &when)) return null_value;
  List* attributes = has_kind(attributes_v, Kind::list) ? as<List>(attributes_v) : nullptr;
  if (!attributes || attributes->length != 7) return raise_type_error("tcsetattr, arg 3: must be 7 element list");
  termios mode;
  if (tcgetattr(descriptor, &mode) < 0) return raise_termios();
  for (uint64_t i = 0; i < 6; i++) {
    int64_t wide;
    if (!long_argument(list_get(attributes, i), &wide)) return null_value;
    numbers[i] = static_cast<int>(wide);
  }
  Value last = list_get(attributes, 6);
  List* characters = has_kind(last, Kind::list) ? as<List>(last) : nullptr;
  if (!characters || characters->length != NCCS) return raise_type_error("tcsetattr: attributes[6] must be %s element list", int64_t{NCCS});
  mode.c_iflag = static_cast<tcflag_t>(numbers[0]);
  mode.c_oflag = static_cast<tcflag_t>(numbers[1]);
  mode.c_cflag = static_cast<tcflag_t>(numbers[2]);
  mode.c_lflag = static_cast<tcflag_t>(numbers[3]);
  for (uint64_t i = 0; i < NCCS; i++) {
    Value v = list_get(characters, i);
    std::string_view bytes;
    int number;
    if (bytes_view(v, &bytes) && bytes.size() == 1)
      mode.c_cc[i] = static_cast<cc_t>(bytes[0]);
    else if (as_exact_int(v) && int_argument(v, &number))
      mode.c_cc[i] = static_cast<cc_t>(number);
    else
      return raise_type_error("tcsetattr: elements of attributes must be characters or integers");
  }
  if (cfsetispeed(&mode, static_cast<speed_t>(numbers[4])) < 0 || cfsetospeed(&mode, static_cast<speed_t>(numbers[5])) < 0)
    return raise_termios();
  return tcsetattr(descriptor, when, &mode) < 0 ? raise_termios() : none();
}
template <int (*function)(int, int)>
Value with_number(Value file, Value number_v) {
  int number, descriptor = descriptor_argument(file);
  if (has_error() || !int_argument(number_v, &number)) return null_value;
  return function(descriptor, number) < 0 ? raise_termios() : none();
}
Value termios_tcdrain(Value file) {
  int descriptor = descriptor_argument(file);
  if (has_error()) return null_value;
  return retry([&] { return tcdrain(descriptor); }) < 0 ? (has_error() ? null_value : raise_termios()) : none();
}
Value termios_tcgetwinsize(Value file) {
  winsize size;
  int descriptor = descriptor_argument(file);
  if (has_error()) return null_value;
  if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return raise_termios();
  return ref(make_pair(small_int_value(size.ws_row), small_int_value(size.ws_col)));
}

}  // namespace

void fill_termios(Module* module) {
  set_member(module, "error", ref(module_exception(error_type, "termios", "error", ExceptionKind::exception)));
  static const NamedNumber constants[] = {
#define CONSTANT(name) {#name, static_cast<int64_t>(name)},
#include "modules/os/termios_constants.def"
#undef CONSTANT
  };
  set_numbers(module, constants);
  static const BuiltinDefinition functions[] = {
      entry("tcgetattr", termios_tcgetattr),
      entry("tcsetattr", termios_tcsetattr),
      entry("tcsendbreak", with_number<tcsendbreak>),
      entry("tcflush", with_number<tcflush>),
      entry("tcflow", with_number<tcflow>),
      entry("tcdrain", termios_tcdrain),
      entry("tcgetwinsize", termios_tcgetwinsize),
  };
  define(module, functions);
}

}  // namespace python
