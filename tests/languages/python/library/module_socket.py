# Sockets: pairs, addresses, timeouts, a server in a thread, datagrams, descriptors sent along.
import os
import socket
import threading

a, b = socket.socketpair()
a.sendall(b"x" * 10)
print(b.recv(4), b.recv(100), a.type == socket.SOCK_STREAM, a.family == socket.AF_UNIX)
# expect: b'xxxx' b'xxxxxx' True True
buffer = bytearray(5)
a.send(b"into")
print(b.recv_into(buffer), buffer)
# expect: 4 bytearray(b'into\x00')
b.settimeout(0.01)
try:
    b.recv(1)
except TimeoutError as error:
    print(error, b.gettimeout(), b.getblocking())
# expect: timed out 0.01 True
b.setblocking(False)
try:
    b.recv(1)
except BlockingIOError as error:
    print(error)
# expect: [Errno 11] Resource temporarily unavailable
a.close()
print(b.recv(1), a.fileno())
# expect: b'' -1
b.close()

server = socket.create_server(("127.0.0.1", 0))


def serve():
    connection, address = server.accept()
    with connection, connection.makefile("rwb") as file:
        file.write(file.readline()[::-1])
        file.flush()


thread = threading.Thread(target=serve)
thread.start()
client = socket.create_connection(server.getsockname())
client.sendall(b"abc\n")
print(client.recv(10), client.getpeername() == server.getsockname())
# expect: b'\ncba' True
thread.join()
client.close()
server.close()

one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
two = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
one.bind(("", 0))
two.sendto(b"datagram", ("127.0.0.1", one.getsockname()[1]))
data, address = one.recvfrom(100)
print(data, address[0])
# expect: b'datagram' 127.0.0.1
one.close()
two.close()

a, b = socket.socketpair()
read_end, write_end = os.pipe()
socket.send_fds(a, [b"take"], [write_end])
message, descriptors, flags, address = socket.recv_fds(b, 10, 1)
os.write(descriptors[0], b"through")
print(message, os.read(read_end, 10))
# expect: b'take' b'through'
a.close()
b.close()

for bad in (
    lambda: socket.socket().connect(("127.0.0.1", 70000)),
    lambda: socket.socket().bind("x"),
    lambda: socket.create_connection(("127.0.0.1", 1)),
    lambda: socket.inet_aton("x"),
    lambda: socket.socket().settimeout(-1),
):
    try:
        bad()
    except (OSError, TypeError, OverflowError, ValueError) as error:
        print(type(error).__name__, error)
# expect: OverflowError connect(): port must be 0-65535.
# expect: TypeError bind(): AF_INET address must be tuple, not str
# expect: ConnectionRefusedError [Errno 111] Connection refused
# expect: OSError illegal IP address string passed to inet_aton
# expect: ValueError Timeout value out of range
print(socket.inet_aton("1.2.3.4"), socket.inet_ntop(socket.AF_INET6, b"\0" * 15 + b"\1"), socket.htons(1), socket.AF_INET)
# expect: b'\x01\x02\x03\x04' ::1 256 2
print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)[0][4], issubclass(socket.gaierror, OSError))
# expect: ('127.0.0.1', 80) True
