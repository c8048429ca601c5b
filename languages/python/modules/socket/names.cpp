/// Names of hosts, services and interfaces; numbers in the network's byte order.
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>
#include <climits>
#include <cstring>

#include "modules/socket/socket.h"
#include "objects/buffer.h"
#include "objects/bytes.h"

namespace python {

namespace {

/// A name as str or bytes.
bool name_argument(Value v, std::string* out) {
  std::string_view bytes;
  if (Str* text = as_str(v)) {
    *out = to_utf8(text);
  } else if (bytes_view(v, &bytes)) {
    *out = bytes;
  } else {
    raise_type_error("str, bytes or bytearray expected, not %T", v);
    return false;
  }
  return true;
}

/// getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)
Value socket_getaddrinfo(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[6];
  if (!parse_arguments("getaddrinfo", "host port family type proto flags", 2, arguments, count, names, given)) return null_value;
  std::string host, port;
  bool any_host = is_none(given[0]), any_port = is_none(given[1]);
  if (!any_host && !as_str(given[0]) && !native_part(given[0], Kind::bytes))
    return raise_type_error("getaddrinfo() argument 1 must be string or None");
  if (!any_host && !name_argument(given[0], &host)) return null_value;
  int64_t number;
  if (as_exact_int(given[1])) {
    if (!long_argument(given[1], &number)) return null_value;
    port = std::to_string(number);
  } else if (!any_port) {
    if (!as_str(given[1]) && !native_part(given[1], Kind::bytes))
      return raise_error(ExceptionKind::os_error, "Int or String expected");
    if (!name_argument(given[1], &port)) return null_value;
  }
  addrinfo hints{}, *found = nullptr;
  int* numbers[] = {&hints.ai_family, &hints.ai_socktype, &hints.ai_protocol, &hints.ai_flags};
  for (int i = 0; i < 4; i++) {
    if (given[2 + i] && !int_argument(given[2 + i], numbers[i])) return null_value;
  }
  int error = getaddrinfo(any_host ? nullptr : host.c_str(), any_port ? nullptr : port.c_str(), &hints, &found);
  if (error) return raise_address_error(error);
  List* list = make_list();
  for (addrinfo* entry = found; entry; entry = entry->ai_next) {
    SocketAddress address;
    memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    address.length = entry->ai_addrlen;
    Value values[] = {small_int_value(entry->ai_family), small_int_value(entry->ai_socktype), small_int_value(entry->ai_protocol),
                      ref(make_str(entry->ai_canonname ? entry->ai_canonname : "")), address_value(address)};
    list_append(list, ref(make_tuple_of(values, 5)));
  }
  freeaddrinfo(found);
  return ref(list);
}

Value socket_getnameinfo(Value address_v, Value flags_v) {
  int flags;
  Tuple* tuple = as_tuple(address_v);
  if (!int_argument(flags_v, &flags)) return null_value;
  if (!tuple || tuple->length < 2) return raise_type_error("getnameinfo() argument 1 must be a tuple");
  std::string host;
  int64_t port;
  if (!name_argument(tuple->items[0], &host) || !long_argument(tuple->items[1], &port)) return null_value;
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICHOST;
  int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error) return raise_address_error(error);
  char name[NI_MAXHOST], service[NI_MAXSERV];
  error = getnameinfo(found->ai_addr, found->ai_addrlen, name, sizeof name, service, sizeof service, flags);
  freeaddrinfo(found);
  if (error) return raise_address_error(error);
  return ref(make_pair(ref(make_str(name)), ref(make_str(service))));
}

Value socket_gethostbyname(Value host) {
  SocketAddress address;
  if (!address_argument("gethostbyname", AF_INET, ref(make_pair(host, small_int_value(0))), &address)) return null_value;
  return as<Tuple>(address_value(address))->items[0];
}

/// (name, aliases, addresses) of what the resolver found.
Value host_entry(const hostent* entry) {
  if (!entry) return raise_error(ExceptionKind::os_error, "host not found");
  List *aliases = make_list(), *addresses = make_list();
  for (char** alias = entry->h_aliases; *alias; alias++) list_append(aliases, ref(make_str(*alias)));
  for (char** address = entry->h_addr_list; *address; address++) {
    char text[INET6_ADDRSTRLEN];
    inet_ntop(entry->h_addrtype, *address, text, sizeof text);
    list_append(addresses, ref(make_str(text)));
  }
  Value values[] = {ref(make_str(entry->h_name)), ref(aliases), ref(addresses)};
  return ref(make_tuple_of(values, 3));
}
Value socket_gethostbyname_ex(Value host) {
  std::string name;
  if (!name_argument(host, &name)) return null_value;
  const hostent* entry = gethostbyname(name.c_str());
  return entry ? host_entry(entry) : raise_address_error(EAI_NONAME);
}
Value socket_gethostbyaddr(Value host) {
  SocketAddress address;
  if (!address_argument("gethostbyaddr", AF_INET, ref(make_pair(host, small_int_value(0))), &address)) return null_value;
  const in_addr* numeric = &reinterpret_cast<sockaddr_in*>(&address.storage)->sin_addr;
  return host_entry(gethostbyaddr(numeric, sizeof *numeric, AF_INET));
}
Value socket_gethostname() {
  char name[HOST_NAME_MAX + 1];
  if (gethostname(name, sizeof name) < 0) return raise_errno();
  return path_value(name);
}

/// The protocol's name, or null for any.
bool protocol_argument(Value v, std::string* out, const char** text) {
  *text = nullptr;
  if (!v) return true;
  if (!name_argument(v, out)) return false;
  *text = out->c_str();
  return true;
}
Value socket_getservbyname(Value name_v, Value protocol_v) {
  std::string name, protocol;
  const char* text;
  if (!name_argument(name_v, &name) || !protocol_argument(protocol_v, &protocol, &text)) return null_value;
  const servent* entry = getservbyname(name.c_str(), text);
  return entry ? small_int_value(ntohs(static_cast<uint16_t>(entry->s_port)))
               : raise_error(ExceptionKind::os_error, "service/proto not found");
}
Value socket_getservbyport(Value port_v, Value protocol_v) {
  int port;
  std::string protocol;
  const char* text;
  if (!int_argument(port_v, &port) || !protocol_argument(protocol_v, &protocol, &text)) return null_value;
  if (port < 0 || port > 0xFFFF) return raise_overflow_error("getservbyport: port must be 0-65535.");
  const servent* entry = getservbyport(htons(static_cast<uint16_t>(port)), text);
  return entry ? ref(make_str(entry->s_name)) : raise_error(ExceptionKind::os_error, "port/proto not found");
}
Value socket_getprotobyname(Value name_v) {
  std::string name;
  if (!name_argument(name_v, &name)) return null_value;
  const protoent* entry = getprotobyname(name.c_str());
  return entry ? small_int_value(entry->p_proto) : raise_error(ExceptionKind::os_error, "protocol not found");
}

// ---- byte order and written addresses ----

Value swap_short(const char* name, Value v) {
  int64_t number;
  if (!long_argument(v, &number)) return null_value;
  if (number < 0) return raise_overflow_error("%s: can't convert negative Python int to C 16-bit unsigned integer", name);
  if (number > 0xFFFF) return raise_overflow_error("%s: Python int too large to convert to C 16-bit unsigned integer", name);
  return small_int_value(htons(static_cast<uint16_t>(number)));
}
Value swap_long(Value v) {
  int64_t number;
  if (!long_argument(v, &number)) return null_value;
  if (number < 0) return raise_overflow_error("can't convert negative value to unsigned int");
  if (number > 0xFFFF'FFFF) return raise_overflow_error("int larger than 32 bits");
  return int_value(htonl(static_cast<uint32_t>(number)));
}
Value socket_htons(Value v) { return swap_short("htons", v); }
Value socket_ntohs(Value v) { return swap_short("ntohs", v); }

Value socket_inet_aton(Value text_v) {
  std::string text;
  in_addr address;
  if (!name_argument(text_v, &text)) return null_value;
  if (!inet_aton(text.c_str(), &address)) return raise_error(ExceptionKind::os_error, "illegal IP address string passed to inet_aton");
  return ref(make_bytes(&address, sizeof address));
}
Value socket_inet_ntoa(Value packed) {
  std::string_view bytes;
  if (!get_bytes(packed, &bytes)) return null_value;
  if (bytes.size() != sizeof(in_addr)) return raise_error(ExceptionKind::os_error, "packed IP wrong length");
  char text[INET_ADDRSTRLEN];
  return ref(make_str(inet_ntop(AF_INET, bytes.data(), text, sizeof text)));
}
Value socket_inet_pton(Value family_v, Value text_v) {
  int family;
  std::string text;
  uint8_t packed[sizeof(in6_addr)];
  if (!int_argument(family_v, &family) || !name_argument(text_v, &text)) return null_value;
  int done = inet_pton(family, text.c_str(), packed);
  if (done < 0) return raise_errno();
  if (done == 0) return raise_error(ExceptionKind::os_error, "illegal IP address string passed to inet_pton");
  return ref(make_bytes(packed, family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr)));
}
Value socket_inet_ntop(Value family_v, Value packed) {
  int family;
  std::string_view bytes;
  if (!int_argument(family_v, &family) || !get_bytes(packed, &bytes)) return null_value;
  if (family != AF_INET && family != AF_INET6) return raise_value_error("unknown address family %s", family);
  if (bytes.size() != (family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr)))
    return raise_value_error("invalid length of packed IP address string");
  char text[INET6_ADDRSTRLEN];
  return ref(make_str(inet_ntop(family, bytes.data(), text, sizeof text)));
}

Value socket_if_nameindex() {
  List* list = make_list();
  struct if_nameindex* interfaces = if_nameindex();
  if (!interfaces) return raise_errno();
  for (struct if_nameindex* entry = interfaces; entry->if_index; entry++)
    list_append(list, ref(make_pair(small_int_value(entry->if_index), path_value(entry->if_name))));
  if_freenameindex(interfaces);
  return ref(list);
}
Value socket_if_nametoindex(Value name_v) {
  std::string name;
  if (!name_argument(name_v, &name)) return null_value;
  unsigned index = if_nametoindex(name.c_str());
  return index ? small_int_value(index) : raise_error(ExceptionKind::os_error, "no interface with this name");
}
Value socket_if_indextoname(Value index_v) {
  int64_t index;
  char name[IF_NAMESIZE];
  if (!long_argument(index_v, &index)) return null_value;
  return if_indextoname(static_cast<unsigned>(index), name) ? path_value(name) : raise_errno();
}

}  // namespace

void define_name_functions(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("getaddrinfo", socket_getaddrinfo),
      entry("getnameinfo", socket_getnameinfo),
      entry("gethostbyname", socket_gethostbyname),
      entry("gethostbyname_ex", socket_gethostbyname_ex),
      entry("gethostbyaddr", socket_gethostbyaddr),
      entry("gethostname", socket_gethostname),
      entry("getservbyname", socket_getservbyname, 1),
      entry("getservbyport", socket_getservbyport, 1),
      entry("getprotobyname", socket_getprotobyname),
      entry("htons", socket_htons),
      entry("ntohs", socket_ntohs),
      entry("htonl", swap_long),
      entry("ntohl", swap_long),
      entry("inet_aton", socket_inet_aton),
      entry("inet_ntoa", socket_inet_ntoa),
      entry("inet_pton", socket_inet_pton),
      entry("inet_ntop", socket_inet_ntop),
      entry("if_nameindex", socket_if_nameindex),
      entry("if_nametoindex", socket_if_nametoindex),
      entry("if_indextoname", socket_if_indextoname),
  };
  define(module, functions);
}

}  // namespace python
