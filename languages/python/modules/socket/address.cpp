/// Addresses between Python and the system.
#include <netdb.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <sys/un.h>
#include <cstddef>
#include <cstring>

#include "modules/socket/socket.h"
#include "objects/buffer.h"
#include "objects/bytes.h"

namespace python {

namespace {

/// Host names may be str or bytes; "" is any address.
bool host_address(Value host, int family, SocketAddress* out) {
  std::string name;
  std::string_view bytes;
  if (Str* text = as_str(host)) {
    name = to_utf8(text);
  } else if (bytes_view(host, &bytes)) {
    name = bytes;
  } else {
    raise_type_error("str, bytes or bytearray expected, not %T", host);
    return false;
  }
  if (name.find('\0') != std::string::npos) {
    raise_type_error("host name must not contain null character");
    return false;
  }
  if (name == "<broadcast>" || name == "255.255.255.255") {
    if (family != AF_INET) {
      raise_os_error(EAFNOSUPPORT, null_value);
      return false;
    }
    auto* inet = reinterpret_cast<sockaddr_in*>(&out->storage);
    inet->sin_family = AF_INET;
    inet->sin_addr.s_addr = INADDR_BROADCAST;
    out->length = sizeof *inet;
    return true;
  }
  addrinfo hints{}, *found = nullptr;
  hints.ai_family = family;
  hints.ai_socktype = SOCK_DGRAM;  // any: one answer for each address
  if (name.empty()) hints.ai_flags = AI_PASSIVE;
  int error = getaddrinfo(name.empty() ? nullptr : name.c_str(), name.empty() ? "0" : nullptr, &hints, &found);
  if (error) {
    raise_address_error(error);
    return false;
  }
  memcpy(&out->storage, found->ai_addr, found->ai_addrlen);
  out->length = found->ai_addrlen;
  freeaddrinfo(found);
  return true;
}

bool port_argument(const char* function, Value v, uint16_t* out) {
  int port;
  if (!int_argument(v, &port)) {
    if (!clear_error(ExceptionKind::overflow_error)) return false;
    port = -1;
  }
  if (port < 0 || port > 0xFFFF) {
    raise_overflow_error("%s(): port must be 0-65535.", function);
    return false;
  }
  *out = htons(static_cast<uint16_t>(port));
  return true;
}

bool unix_address(Value v, SocketAddress* out) {
  auto* local = reinterpret_cast<sockaddr_un*>(&out->storage);
  std::string path;
  std::string_view bytes;
  if (Str* text = as_str(v)) {
    path = encode_path(text);
  } else if (get_bytes(v, &bytes)) {
    path = bytes;
  } else {
    return false;
  }
  bool abstract = !path.empty() && path[0] == '\0';  // a name outside the file system
  if (path.size() + !abstract > sizeof local->sun_path) {
    raise_error(ExceptionKind::os_error, "AF_UNIX path too long");
    return false;
  }
  local->sun_family = AF_UNIX;
  memcpy(local->sun_path, path.data(), path.size());
  out->length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + !abstract);
  return true;
}

}  // namespace

bool address_argument(const char* function, int family, Value v, SocketAddress* out) {
  memset(out, 0, sizeof *out);
  if (family == AF_UNIX) return unix_address(v, out);
  if (family != AF_INET && family != AF_INET6) {
    raise_error(ExceptionKind::os_error, "%s(): bad family", function);
    return false;
  }
  const char* name = family == AF_INET ? "AF_INET" : "AF_INET6";
  Tuple* tuple = as_tuple(v);
  if (!tuple) {
    raise_type_error("%s(): %s address must be tuple, not %T", function, name, v);
    return false;
  }
  if (tuple->length < 2 || tuple->length > (family == AF_INET ? 2u : 4u)) {
    if (family == AF_INET)
      raise_type_error("%s(): AF_INET address must be a pair (host, port)", function);
    else
      raise_type_error("%s(): AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])", function);
    return false;
  }
  uint16_t port;
  int flow = 0, scope = 0;
  if (!port_argument(function, tuple->items[1], &port) || !host_address(tuple->items[0], family, out)) return false;
  if (family == AF_INET) {
    reinterpret_cast<sockaddr_in*>(&out->storage)->sin_port = port;
    return true;
  }
  auto* inet6 = reinterpret_cast<sockaddr_in6*>(&out->storage);
  inet6->sin6_port = port;
  if (tuple->length > 2 && !int_argument(tuple->items[2], &flow)) return false;
  if (flow < 0 || flow > 0xFFFFF) {
    raise_overflow_error("%s(): flowinfo must be 0-1048575.", function);
    return false;
  }
  if (tuple->length > 3 && !int_argument(tuple->items[3], &scope)) return false;
  inet6->sin6_flowinfo = htonl(static_cast<uint32_t>(flow));
  if (scope) inet6->sin6_scope_id = static_cast<uint32_t>(scope);
  return true;
}

Value address_value(const SocketAddress& address) {
  if (address.length == 0) return none();
  char text[INET6_ADDRSTRLEN];
  switch (address.storage.ss_family) {
    case AF_INET: {
      auto* inet = reinterpret_cast<const sockaddr_in*>(&address.storage);
      inet_ntop(AF_INET, &inet->sin_addr, text, sizeof text);
      return ref(make_pair(ref(make_str(text)), small_int_value(ntohs(inet->sin_port))));
    }
    case AF_INET6: {
      auto* inet6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
      inet_ntop(AF_INET6, &inet6->sin6_addr, text, sizeof text);
      Value values[] = {ref(make_str(text)), small_int_value(ntohs(inet6->sin6_port)),
                        small_int_value(ntohl(inet6->sin6_flowinfo)), small_int_value(inet6->sin6_scope_id)};
      return ref(make_tuple_of(values, 4));
    }
    case AF_UNIX: {
      auto* local = reinterpret_cast<const sockaddr_un*>(&address.storage);
      size_t size = address.length - offsetof(sockaddr_un, sun_path);
      if (size == 0 || address.length < offsetof(sockaddr_un, sun_path)) return ref(vm.empty_str);
      if (local->sun_path[0] == '\0') return ref(make_bytes(local->sun_path, size));
      return path_value({local->sun_path, strnlen(local->sun_path, size)});
    }
    default: {
      // A family without a form of its own: its number and the bytes.
      size_t start = offsetof(sockaddr, sa_data);
      size_t size = address.length > start ? address.length - start : 0;
      return ref(make_pair(small_int_value(address.storage.ss_family),
                           ref(make_bytes(reinterpret_cast<const char*>(&address.storage) + start, size))));
    }
  }
}

}  // namespace python
