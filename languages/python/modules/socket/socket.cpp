/// Objects of the class socket. A call that may wait asks poll first when there is a timeout or another thread could run.
#include "modules/socket/socket.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <cerrno>
#include <cmath>
#include <vector>

#include "modules/os/polling.h"
#include "modules/thread/threads.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/floating.h"

namespace python {

int64_t standard_timeout = -1;

void finalize_socket(void* object) {
  Socket* socket = static_cast<Socket*>(object);
  if (socket->descriptor >= 0) close(socket->descriptor);
  socket->descriptor = -1;
}

bool timeout_argument(Value v, int64_t* out) {
  *out = -1;
  if (is_none(v)) return true;
  double seconds;
  if (!to_double(v, &seconds)) return false;
  if (std::isnan(seconds)) {
    raise_value_error("Invalid value NaN (not a number)");
    return false;
  }
  if (seconds < 0) {
    raise_value_error("Timeout value out of range");
    return false;
  }
  if (seconds > 9e9) {
    raise_overflow_error("timestamp too large to convert to C _PyTime_t");
    return false;
  }
  *out = static_cast<int64_t>(std::ceil(seconds * 1e9));
  return true;
}
Value timeout_value(int64_t timeout) { return timeout < 0 ? none() : float_value(static_cast<double>(timeout) / 1e9); }

namespace {

enum class Direction : short { reading = POLLIN, writing = POLLOUT };

Socket* self_of(Value v) { return as<Socket>(native_part(v, Kind::socket)); }

bool set_mode(int descriptor, int64_t timeout) {
  int on = timeout >= 0;
  if (ioctl(descriptor, FIONBIO, &on) == 0) return true;
  raise_errno();
  return false;
}

/// Runs `call(flags)` until it neither is interrupted nor would have to wait; -1 with an error pending.
template <class Call>
ssize_t transfer(Socket* socket, Direction direction, Call call) {
  int64_t deadline = socket->timeout > 0 ? monotonic_nanoseconds() + socket->timeout : -1;
  for (;;) {
    bool shared = socket->timeout < 0 && other_threads_can_run();
    bool waits = socket->timeout > 0 || shared;
    if (waits && socket->descriptor >= 0) {
      std::vector<pollfd> set{{socket->descriptor, static_cast<short>(direction), 0}};
      int ready = poll_until(set, deadline);
      if (ready < 0) return -1;
      if (ready == 0) {
        raise_error(ExceptionKind::timeout_error, "timed out");
        return -1;
      }
    }
    ssize_t result = call(shared ? MSG_DONTWAIT : 0);
    if (result >= 0) return result;
    if (errno == EINTR) {
      if (interrupted()) return -1;
    } else if (!waits || errno != EAGAIN) {
      raise_errno();
      return -1;
    }
  }
}

bool flags_argument(Value v, int* out) {
  *out = 0;
  return !v || int_argument(v, out);
}

// ---- making and closing ----

Value socket_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[4];
  if (!parse_arguments("socket", "family type proto fileno", 0, arguments + 1, count - 1, names, given)) return null_value;
  Socket* socket = self_of(arguments[0]);
  int family = -1, type = -1, protocol = -1, descriptor = -1;
  if ((given[0] && !int_argument(given[0], &family)) || (given[1] && !int_argument(given[1], &type)) ||
      (given[2] && !int_argument(given[2], &protocol)))
    return null_value;
  if (given[3] && !is_none(given[3])) {
    if (is_float(given[3])) return raise_type_error("integer argument expected, got float");
    if (!int_argument(given[3], &descriptor)) return null_value;
    if (descriptor < 0) return raise_value_error("negative file descriptor");
    SocketAddress address;
    address.length = sizeof address.storage;
    if (getsockname(descriptor, address.get(), &address.length) < 0) {
      if (family == -1 || errno == EBADF || errno == ENOTSOCK) return raise_errno();
    } else if (family == -1) {
      family = address.storage.ss_family;
    }
    socklen_t size = sizeof(int);
    if (type == -1 && getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) < 0) return raise_errno();
    if (protocol == -1 && getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) < 0) return raise_errno();
  } else {
    if (family == -1) family = AF_INET;
    if (type == -1) type = SOCK_STREAM;
    if (protocol == -1) protocol = 0;
    descriptor = ::socket(family, type | SOCK_CLOEXEC, protocol);
    if (descriptor < 0 && errno == EMFILE) {
      // Sockets nobody refers to any more may hold the descriptors.
      jitwright::Heap::current().collect();
      descriptor = ::socket(family, type | SOCK_CLOEXEC, protocol);
    }
    if (descriptor < 0) return raise_errno();
  }
  if (socket->descriptor >= 0) close(socket->descriptor);
  socket->descriptor = descriptor;
  socket->family = family;
  socket->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
  socket->protocol = protocol;
  socket->timeout = type & SOCK_NONBLOCK ? 0 : standard_timeout;
  if (socket->timeout >= 0 && !set_mode(descriptor, socket->timeout)) return null_value;
  return none();
}
Value construct_socket(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Socket* socket = jitwright::make_finalizable<Socket>(static_cast<jitwright::KindId>(Kind::socket));
  socket->descriptor = -1;
  socket->timeout = -1;
  if (count == 0 && !names) return ref(socket);
  List* extended = make_list();
  list_append(extended, ref(socket));
  for (uint32_t i = 0; i < count + (names ? names->length : 0); i++) list_append(extended, arguments[i]);
  return socket_init(reinterpret_cast<const Value*>(extended->items->items), count + 1, names) ? ref(socket) : null_value;
}
Value socket_close(Value self) {
  Socket* socket = self_of(self);
  int descriptor = socket->descriptor;
  socket->descriptor = -1;
  // The descriptor is gone whatever close says of it.
  if (descriptor >= 0 && close(descriptor) < 0 && errno != ECONNRESET && errno != EINTR) return raise_errno();
  return none();
}
Value socket_detach(Value self) {
  Socket* socket = self_of(self);
  int descriptor = socket->descriptor;
  socket->descriptor = -1;
  return small_int_value(descriptor);
}
Value socket_fileno(Value self) { return small_int_value(self_of(self)->descriptor); }

// ---- connections ----

Value socket_bind(Value self, Value address_v) {
  Socket* socket = self_of(self);
  SocketAddress address;
  if (!address_argument("bind", socket->family, address_v, &address)) return null_value;
  return bind(socket->descriptor, address.get(), address.length) < 0 ? raise_errno() : none();
}
Value socket_listen(Value self, Value backlog_v) {
  int backlog = SOMAXCONN < 128 ? SOMAXCONN : 128;
  if (backlog_v && !int_argument(backlog_v, &backlog)) return null_value;
  return listen(self_of(self)->descriptor, backlog < 0 ? 0 : backlog) < 0 ? raise_errno() : none();
}
Value socket_accept(Value self) {
  Socket* socket = self_of(self);
  SocketAddress address;
  ssize_t descriptor = transfer(socket, Direction::reading, [&](int) -> ssize_t {
    address.length = sizeof address.storage;
    return accept4(socket->descriptor, address.get(), &address.length, SOCK_CLOEXEC);
  });
  return descriptor < 0 ? null_value : ref(make_pair(int_value(descriptor), address_value(address)));
}

/// 0, or the number of the error; -1 with an error pending.
int connect_to(Value self, const char* function, Value address_v) {
  Socket* socket = self_of(self);
  SocketAddress address;
  if (!address_argument(function, socket->family, address_v, &address)) return -1;
  bool shared = socket->timeout < 0 && socket->descriptor >= 0 && other_threads_can_run();
  if (shared && !set_mode(socket->descriptor, 0)) return -1;
  int error = connect(socket->descriptor, address.get(), address.length) < 0 ? errno : 0;
  bool in_progress = error == EINTR || (error == EINPROGRESS && socket->timeout != 0);
  if (in_progress) {
    std::vector<pollfd> set{{socket->descriptor, POLLOUT, 0}};
    int ready = poll_until(set, socket->timeout > 0 ? monotonic_nanoseconds() + socket->timeout : -1);
    socklen_t size = sizeof error;
    if (ready < 0)
      error = -1;
    else if (ready == 0)
      error = EAGAIN;
    else if (getsockopt(socket->descriptor, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
      error = errno;
  }
  if (shared) set_mode(socket->descriptor, -1);
  return error;
}
Value socket_connect(Value self, Value address) {
  int error = connect_to(self, "connect", address);
  if (error < 0) return null_value;
  if (error == EAGAIN && self_of(self)->timeout > 0) return raise_error(ExceptionKind::timeout_error, "timed out");
  return error ? raise_os_error(error, null_value) : none();
}
Value socket_connect_ex(Value self, Value address) {
  int error = connect_to(self, "connect_ex", address);
  return error < 0 ? null_value : small_int_value(error);
}
Value socket_shutdown(Value self, Value how_v) {
  int how;
  if (!int_argument(how_v, &how)) return null_value;
  return shutdown(self_of(self)->descriptor, how) < 0 ? raise_errno() : none();
}
Value socket_getsockname(Value self) {
  SocketAddress address{};
  address.length = sizeof address.storage;
  if (getsockname(self_of(self)->descriptor, address.get(), &address.length) < 0) return raise_errno();
  return address_value(address);
}
Value socket_getpeername(Value self) {
  SocketAddress address{};
  address.length = sizeof address.storage;
  if (getpeername(self_of(self)->descriptor, address.get(), &address.length) < 0) return raise_errno();
  return address_value(address);
}

// ---- receiving ----

/// Up to `size` bytes, and from where if `from` is given.
ssize_t receive(Socket* socket, char* out, size_t size, int flags, SocketAddress* from) {
  return transfer(socket, Direction::reading, [&](int more) -> ssize_t {
    if (from) from->length = sizeof from->storage;
    return recvfrom(socket->descriptor, out, size, flags | more, from ? from->get() : nullptr, from ? &from->length : nullptr);
  });
}
Value receive_bytes(const char* function, Value self, Value size_v, Value flags_v, SocketAddress* from) {
  int64_t size;
  int flags;
  if (!long_argument(size_v, &size) || !flags_argument(flags_v, &flags)) return null_value;
  if (size < 0) return raise_value_error("negative buffersize in %s", function);
  if (!has_room_for(static_cast<uint64_t>(size))) return null_value;
  std::string out(static_cast<size_t>(size), '\0');
  ssize_t count = receive(self_of(self), out.data(), out.size(), flags, from);
  return count < 0 ? null_value : ref(make_bytes(out.data(), static_cast<uint64_t>(count)));
}
Value receive_into(const char* function, Value self, Value target, Value size_v, Value flags_v, SocketAddress* from) {
  int64_t size = 0;
  int flags;
  Buffer memory;
  if (!get_writable_buffer(target, &memory, function, 1) || (size_v && !long_argument(size_v, &size)) ||
      !flags_argument(flags_v, &flags))
    return null_value;
  if (size < 0) return raise_value_error("negative buffersize in %s", function);
  if (size == 0) size = static_cast<int64_t>(memory.length);
  if (static_cast<uint64_t>(size) > memory.length) return raise_value_error("buffer too small for requested bytes");
  ssize_t count = receive(self_of(self), reinterpret_cast<char*>(memory.data), static_cast<size_t>(size), flags, from);
  return count < 0 ? null_value : int_value(count);
}
Value socket_recv(Value self, Value size, Value flags) { return receive_bytes("recv", self, size, flags, nullptr); }
Value socket_recvfrom(Value self, Value size, Value flags) {
  SocketAddress from;
  Value data = receive_bytes("recvfrom", self, size, flags, &from);
  return data ? ref(make_pair(data, address_value(from))) : null_value;
}
Value socket_recv_into(Value self, Value target, Value size, Value flags) {
  return receive_into("recv_into", self, target, size, flags, nullptr);
}
Value socket_recvfrom_into(Value self, Value target, Value size, Value flags) {
  SocketAddress from;
  Value count = receive_into("recvfrom_into", self, target, size, flags, &from);
  return count ? ref(make_pair(count, address_value(from))) : null_value;
}
/// recvmsg(bufsize[, ancbufsize[, flags]]): (data, ancillary data, flags, address)
Value socket_recvmsg(Value self, Value size_v, Value extra_v, Value flags_v) {
  int64_t size, extra = 0;
  int flags;
  if (!long_argument(size_v, &size) || (extra_v && !long_argument(extra_v, &extra)) || !flags_argument(flags_v, &flags))
    return null_value;
  if (size < 0) return raise_value_error("negative buffer size in recvmsg()");
  if (extra < 0 || extra > INT32_MAX) return raise_value_error("invalid ancillary data buffer length");
  if (!has_room_for(static_cast<uint64_t>(size + extra))) return null_value;
  Socket* socket = self_of(self);
  std::string data(static_cast<size_t>(size), '\0'), control(static_cast<size_t>(extra), '\0');
  SocketAddress from;
  iovec part{data.data(), data.size()};
  msghdr message{};
  ssize_t count = transfer(socket, Direction::reading, [&](int more) -> ssize_t {
    message = {from.get(), sizeof from.storage, &part, 1, extra ? control.data() : nullptr, control.size(), 0};
    return recvmsg(socket->descriptor, &message, flags | more);
  });
  if (count < 0) return null_value;
  from.length = message.msg_namelen;
  List* ancillary = make_list();
  for (cmsghdr* entry = CMSG_FIRSTHDR(&message); entry; entry = CMSG_NXTHDR(&message, entry)) {
    char* start = reinterpret_cast<char*>(CMSG_DATA(entry));
    char* end = reinterpret_cast<char*>(entry) + entry->cmsg_len;
    char* limit = control.data() + message.msg_controllen;
    if (end > limit) end = limit;
    Value values[] = {small_int_value(entry->cmsg_level), small_int_value(entry->cmsg_type),
                      ref(make_bytes(start, end > start ? static_cast<uint64_t>(end - start) : 0))};
    list_append(ancillary, ref(make_tuple_of(values, 3)));
  }
  Value values[] = {ref(make_bytes(data.data(), static_cast<uint64_t>(count))), ref(ancillary), small_int_value(message.msg_flags),
                    address_value(from)};
  return ref(make_tuple_of(values, 4));
}

// ---- sending ----

Value socket_send(Value self, Value data, Value flags_v) {
  Socket* socket = self_of(self);
  std::string_view bytes;
  int flags;
  if (!get_bytes(data, &bytes) || !flags_argument(flags_v, &flags)) return null_value;
  ssize_t count = transfer(socket, Direction::writing,
                           [&](int more) { return send(socket->descriptor, bytes.data(), bytes.size(), flags | more); });
  return count < 0 ? null_value : int_value(count);
}
Value socket_sendall(Value self, Value data, Value flags_v) {
  Socket* socket = self_of(self);
  std::string_view bytes;
  int flags;
  if (!get_bytes(data, &bytes) || !flags_argument(flags_v, &flags)) return null_value;
  do {
    ssize_t count = transfer(socket, Direction::writing,
                             [&](int more) { return send(socket->descriptor, bytes.data(), bytes.size(), flags | more); });
    if (count < 0) return null_value;
    bytes.remove_prefix(static_cast<size_t>(count));
    if (interrupted()) return null_value;  // the signal that made it send a part only
  } while (!bytes.empty());
  return none();
}
/// sendto(data[, flags], address)
Value socket_sendto(const Value* arguments, uint32_t count) {
  Socket* socket = self_of(arguments[0]);
  std::string_view bytes;
  int flags;
  SocketAddress address;
  if (!get_bytes(arguments[1], &bytes) || !flags_argument(count > 3 ? arguments[2] : null_value, &flags) ||
      !address_argument("sendto", socket->family, arguments[count - 1], &address))
    return null_value;
  ssize_t sent = transfer(socket, Direction::writing, [&](int more) {
    return sendto(socket->descriptor, bytes.data(), bytes.size(), flags | more, address.get(), address.length);
  });
  return sent < 0 ? null_value : int_value(sent);
}
/// sendmsg(buffers[, ancillary data[, flags[, address]]])
Value socket_sendmsg(Value self, Value buffers_v, Value ancillary_v, Value flags_v, Value address_v) {
  Socket* socket = self_of(self);
  List* buffers = list_from(buffers_v);
  List* ancillary = ancillary_v ? list_from(ancillary_v) : make_list();
  int flags;
  SocketAddress address{};
  if (!buffers || !ancillary || !flags_argument(flags_v, &flags)) return null_value;
  if (address_v && !is_none(address_v) && !address_argument("sendmsg", socket->family, address_v, &address)) return null_value;
  std::vector<iovec> parts;
  for (uint64_t i = 0; i < buffers->length; i++) {
    std::string_view bytes;
    if (!get_bytes(list_get(buffers, i), &bytes)) return null_value;
    parts.push_back({const_cast<char*>(bytes.data()), bytes.size()});
  }
  std::string control;
  for (uint64_t i = 0; i < ancillary->length; i++) {
    Tuple* item = as_tuple(list_get(ancillary, i));
    int level, type;
    std::string_view bytes;
    if (!item || item->length != 3) return raise_type_error("sendmsg() argument 2 must be an iterable of (level, type, data) tuples");
    if (!int_argument(item->items[0], &level) || !int_argument(item->items[1], &type) || !get_bytes(item->items[2], &bytes))
      return null_value;
    size_t start = control.size();
    control.resize(start + CMSG_SPACE(bytes.size()));
    cmsghdr header{};
    header.cmsg_len = CMSG_LEN(bytes.size());
    header.cmsg_level = level;
    header.cmsg_type = type;
    memcpy(control.data() + start, &header, sizeof header);
    if (!bytes.empty()) memcpy(control.data() + start + CMSG_LEN(0), bytes.data(), bytes.size());
  }
  msghdr message{};
  message.msg_name = address.length ? address.get() : nullptr;
  message.msg_namelen = address.length;
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  message.msg_control = control.empty() ? nullptr : control.data();
  message.msg_controllen = control.size();
  ssize_t sent =
      transfer(socket, Direction::writing, [&](int more) { return sendmsg(socket->descriptor, &message, flags | more); });
  return sent < 0 ? null_value : int_value(sent);
}

// ---- options ----

Value socket_settimeout(Value self, Value timeout_v) {
  Socket* socket = self_of(self);
  int64_t timeout;
  if (!timeout_argument(timeout_v, &timeout)) return null_value;
  socket->timeout = timeout;
  return set_mode(socket->descriptor, timeout) ? none() : null_value;
}
Value socket_gettimeout(Value self) { return timeout_value(self_of(self)->timeout); }
Value socket_setblocking(Value self, Value blocking) {
  int on = truth(blocking);
  return on < 0 ? null_value : socket_settimeout(self, on ? none() : small_int_value(0));
}
Value socket_getblocking(Value self) { return boolean(self_of(self)->timeout != 0); }

/// getsockopt(level, option[, size])
Value socket_getsockopt(Value self, Value level_v, Value option_v, Value size_v) {
  int level, option, size = 0, number = 0;
  if (!int_argument(level_v, &level) || !int_argument(option_v, &option) || (size_v && !int_argument(size_v, &size)))
    return null_value;
  socklen_t length = sizeof number;
  if (size == 0) {
    if (getsockopt(self_of(self)->descriptor, level, option, &number, &length) < 0) return raise_errno();
    return small_int_value(number);
  }
  if (size < 0 || size > 1024) return raise_error(ExceptionKind::os_error, "getsockopt buflen out of range");
  char buffer[1024];
  length = static_cast<socklen_t>(size);
  if (getsockopt(self_of(self)->descriptor, level, option, buffer, &length) < 0) return raise_errno();
  return ref(make_bytes(buffer, length));
}
/// setsockopt(level, option, int or bytes), setsockopt(level, option, None, size)
Value socket_setsockopt(Value self, Value level_v, Value option_v, Value value, Value size_v) {
  int level, option, number;
  std::string_view bytes;
  if (!int_argument(level_v, &level) || !int_argument(option_v, &option)) return null_value;
  int descriptor = self_of(self)->descriptor, result;
  if (is_none(value)) {
    if (!size_v) return raise_type_error("socket.setsockopt() requires 4 arguments when the third argument is None");
    if (!int_argument(size_v, &number)) return null_value;
    result = setsockopt(descriptor, level, option, nullptr, static_cast<socklen_t>(number));
  } else if (as_exact_int(value)) {
    if (!int_argument(value, &number)) return null_value;
    result = setsockopt(descriptor, level, option, &number, sizeof number);
  } else {
    if (!get_bytes(value, &bytes)) return null_value;
    result = setsockopt(descriptor, level, option, bytes.data(), static_cast<socklen_t>(bytes.size()));
  }
  return result < 0 ? raise_errno() : none();
}

Value socket_repr(Value self) {
  Socket* socket = self_of(self);
  return ref(text_format("<socket object, fd=%s, family=%s, type=%s, proto=%s>", socket->descriptor, socket->family, socket->type,
                         socket->protocol));
}
Value get_family(Value self) { return small_int_value(self_of(self)->family); }
Value get_type(Value self) { return small_int_value(self_of(self)->type); }
Value get_protocol(Value self) { return small_int_value(self_of(self)->protocol); }

const BuiltinDefinition methods[] = {
    entry("__init__", socket_init, 1),
    entry("__repr__", socket_repr),
    entry("close", socket_close),
    entry("detach", socket_detach),
    entry("fileno", socket_fileno),
    entry("bind", socket_bind),
    entry("listen", socket_listen, 1),
    entry("_accept", socket_accept),
    entry("connect", socket_connect),
    entry("connect_ex", socket_connect_ex),
    entry("shutdown", socket_shutdown),
    entry("getsockname", socket_getsockname),
    entry("getpeername", socket_getpeername),
    entry("recv", socket_recv, 2),
    entry("recvfrom", socket_recvfrom, 2),
    entry("recv_into", socket_recv_into, 2, "buffer nbytes flags"),
    entry("recvfrom_into", socket_recvfrom_into, 2, "buffer nbytes flags"),
    entry("recvmsg", socket_recvmsg, 2),
    entry("send", socket_send, 2),
    entry("sendall", socket_sendall, 2),
    entry("sendto", socket_sendto, 3, 4),
    entry("sendmsg", socket_sendmsg, 2),
    entry("settimeout", socket_settimeout),
    entry("gettimeout", socket_gettimeout),
    entry("setblocking", socket_setblocking),
    entry("getblocking", socket_getblocking),
    entry("getsockopt", socket_getsockopt, 3),
    entry("setsockopt", socket_setsockopt, 4),
};
const GetSetDefinition attributes[] = {
    {"family", get_family}, {"type", get_type}, {"proto", get_protocol}, {"timeout", socket_gettimeout}};

}  // namespace

void define_socket_type(Module* module) {
  Type* type = make_module_type(module, "socket", Kind::socket, type_is_base, construct_socket);
  define(type, methods);
  define_attributes(type, attributes);
  set_member(module, "SocketType", ref(type));
}

}  // namespace python
