"""A small operating system: tasks of several classes pass packets through queues; virtual dispatch on every step."""
from harness import run


class Packet:
    def __init__(self, kind, payload):
        self.kind = kind
        self.payload = payload
        self.hops = 0
        self.next = None


class Queue:
    def __init__(self):
        self.head = None
        self.tail = None
        self.length = 0

    def put(self, packet):
        packet.next = None
        if self.tail is None:
            self.head = packet
        else:
            self.tail.next = packet
        self.tail = packet
        self.length += 1

    def get(self):
        packet = self.head
        if packet is not None:
            self.head = packet.next
            if self.head is None:
                self.tail = None
            self.length -= 1
        return packet


class Task:
    def __init__(self, system, name, priority):
        self.system = system
        self.name = name
        self.priority = priority
        self.queue = Queue()
        self.steps = 0

    def ready(self):
        return self.queue.length > 0

    def step(self):
        self.steps += 1
        packet = self.queue.get()
        if packet is not None:
            self.handle(packet)

    def handle(self, packet):
        raise NotImplementedError


class Source(Task):
    def __init__(self, system, name, priority, amount):
        Task.__init__(self, system, name, priority)
        self.left = amount
        self.seed = 1

    def ready(self):
        return self.left > 0

    def step(self):
        self.steps += 1
        self.left -= 1
        self.seed = (self.seed * 4093 + 7) % 65521
        self.system.send(self.seed % 2 + 1, Packet(self.seed % 2, self.seed))


class Worker(Task):
    def handle(self, packet):
        packet.hops += 1
        packet.payload = (packet.payload * 3 + packet.hops) % 10007
        if packet.payload % 3 == 0:
            self.system.send(3, packet)
        else:
            self.system.send(4, packet)


class Device(Task):
    def __init__(self, system, name, priority):
        Task.__init__(self, system, name, priority)
        self.total = 0

    def handle(self, packet):
        packet.hops += 1
        self.total += packet.payload
        if packet.hops < 6:
            self.system.send(1 + packet.payload % 2, packet)
        else:
            self.system.finish(packet)


class System:
    def __init__(self, amount):
        self.finished = 0
        self.checksum = 0
        self.tasks = [
            Source(self, "source", 0, amount),
            Worker(self, "worker a", 10),
            Worker(self, "worker b", 20),
            Device(self, "disk", 30),
            Device(self, "network", 40),
        ]

    def send(self, number, packet):
        self.tasks[number].queue.put(packet)

    def finish(self, packet):
        self.finished += 1
        self.checksum = (self.checksum * 31 + packet.payload) % 1000003

    def run(self):
        busy = True
        while busy:
            busy = False
            for task in self.tasks:
                if task.ready():
                    task.step()
                    busy = True


def main(size):
    system = System(size)
    system.run()
    steps = [task.steps for task in system.tasks]
    return "%d finished, checksum %d, steps %s" % (system.finished, system.checksum, steps)


run(main, 5000)
