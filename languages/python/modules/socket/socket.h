/// Owns the module _socket: sockets, addresses as Python writes them, and the names of hosts and services.
/// Invariant: a socket's descriptor is in non-blocking mode unless its timeout is negative.
#pragma once

#include <sys/socket.h>

#include "modules/os/arguments.h"

namespace python {

struct Socket : Object {
  int32_t descriptor;  // -1: closed
  int32_t family, type, protocol;
  int64_t timeout;  // in ns; 0: calls never wait, negative: they wait for ever
};

/// An address for a call of the system.
struct SocketAddress {
  sockaddr_storage storage;
  socklen_t length;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

/// The address that a Python program writes as a tuple or a path; false with an error naming `function`.
bool address_argument(const char* function, int family, Value v, SocketAddress* out);
/// The other way round; None for an address of no length.
Value address_value(const SocketAddress& address);

/// `socket.gaierror` with the number that getaddrinfo gave.
Value raise_address_error(int number);
/// A timeout in seconds, or None; false with an error pending.
bool timeout_argument(Value v, int64_t* out);
Value timeout_value(int64_t timeout);
/// The timeout of new sockets.
extern int64_t standard_timeout;

void define_socket_type(Module* module);
void define_name_functions(Module* module);

void finalize_socket(void* object);

}  // namespace python
