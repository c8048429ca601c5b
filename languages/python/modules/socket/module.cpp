/// The module _socket.
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <fcntl.h>

#include "modules/module_type.h"
#include "modules/socket/socket.h"
#include "objects/exception.h"

namespace python {

namespace {

Type *address_error_type, *host_error_type;

Value socket_socketpair(Value family_v, Value type_v, Value protocol_v) {
  int family = AF_UNIX, type = SOCK_STREAM, protocol = 0, pair[2];
  if ((family_v && !is_none(family_v) && !int_argument(family_v, &family)) || (type_v && !int_argument(type_v, &type)) ||
      (protocol_v && !int_argument(protocol_v, &protocol)))
    return null_value;
  if (socketpair(family, type | SOCK_CLOEXEC, protocol, pair) < 0) return raise_errno();
  Value ends[2];
  for (int i = 0; i < 2; i++) {
    Value arguments[] = {small_int_value(family), small_int_value(type), small_int_value(protocol), small_int_value(pair[i])};
    ends[i] = call(ref(builtin_type(Kind::socket)), arguments, 4);
    if (!ends[i]) return null_value;
  }
  return ref(make_pair(ends[0], ends[1]));
}
Value socket_dup(Value descriptor_v) {
  int descriptor;
  if (!int_argument(descriptor_v, &descriptor)) return null_value;
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  return copy < 0 ? raise_errno() : small_int_value(copy);
}
Value socket_close_descriptor(Value descriptor_v) {
  int descriptor;
  if (!int_argument(descriptor_v, &descriptor)) return null_value;
  return close(descriptor) < 0 && errno != ECONNRESET ? raise_errno() : none();
}
Value socket_getdefaulttimeout() { return timeout_value(standard_timeout); }
Value socket_setdefaulttimeout(Value v) { return timeout_argument(v, &standard_timeout) ? none() : null_value; }

bool length_argument(Value v, int64_t* out) {
  if (!long_argument(v, out)) return false;
  if (*out >= 0 && *out <= INT32_MAX) return true;
  raise_overflow_error("argument out of range");
  return false;
}
Value socket_cmsg_len(Value v) {
  int64_t length;
  return length_argument(v, &length) ? int_value(static_cast<int64_t>(CMSG_LEN(static_cast<size_t>(length)))) : null_value;
}
Value socket_cmsg_space(Value v) {
  int64_t length;
  return length_argument(v, &length) ? int_value(static_cast<int64_t>(CMSG_SPACE(static_cast<size_t>(length)))) : null_value;
}

}  // namespace

Value raise_address_error(int number) {
  if (number == EAI_SYSTEM) return raise_errno();
  Value error = call_2(ref(address_error_type), small_int_value(number), ref(make_str(gai_strerror(number))));
  return error ? raise_exception(error, null_value) : null_value;
}

void fill_socket(Module* module) {
  set_member(module, "error", ref(exception_type(ExceptionKind::os_error)));
  set_member(module, "timeout", ref(exception_type(ExceptionKind::timeout_error)));
  set_member(module, "gaierror", ref(module_exception(address_error_type, "socket", "gaierror", ExceptionKind::os_error)));
  set_member(module, "herror", ref(module_exception(host_error_type, "socket", "herror", ExceptionKind::os_error)));
  set_member(module, "has_ipv6", true_value());
  define_socket_type(module);
  define_name_functions(module);
  static const NamedNumber constants[] = {
#define CONSTANT(name) {#name, static_cast<int64_t>(name)},
#include "modules/socket/constants.def"
#undef CONSTANT
  };
  set_numbers(module, constants);
  static const BuiltinDefinition functions[] = {
      entry("socketpair", socket_socketpair, 0),
      entry("dup", socket_dup),
      entry("close", socket_close_descriptor),
      entry("getdefaulttimeout", socket_getdefaulttimeout),
      entry("setdefaulttimeout", socket_setdefaulttimeout),
      entry("CMSG_LEN", socket_cmsg_len),
      entry("CMSG_SPACE", socket_cmsg_space),
  };
  define(module, functions);
}

}  // namespace python
