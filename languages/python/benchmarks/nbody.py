"""Planets under gravity: a symplectic integrator; prints the energy."""
import math

from harness import run


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx
        self.vy = vy
        self.vz = vz
        self.mass = mass


def make_bodies():
    sun = 39.47841760435743
    year = 365.24
    bodies = [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, sun),
        Body(4.841431442, -1.160320044, -0.103622044, 0.001660076 * year, 0.007699011 * year, -0.0000690460 * year, 0.000954791 * sun),
        Body(8.343366718, 4.124798564, -0.403523417, -0.002767425 * year, 0.004998528 * year, 0.0000230417 * year, 0.000285885 * sun),
        Body(12.894369562, -15.111151401, -0.223307578, 0.002964601 * year, 0.002378471 * year, -0.0000296589 * year, 0.0000436624 * sun),
        Body(15.379697114, -25.919314609, 0.179258772, 0.002680677 * year, 0.001628241 * year, -0.0000951592 * year, 0.0000515138 * sun),
    ]
    px = py = pz = 0.0
    for b in bodies:
        px += b.vx * b.mass
        py += b.vy * b.mass
        pz += b.vz * b.mass
    bodies[0].vx = -px / sun
    bodies[0].vy = -py / sun
    bodies[0].vz = -pz / sun
    return bodies


def advance(bodies, dt):
    n = len(bodies)
    for i in range(n):
        a = bodies[i]
        for j in range(i + 1, n):
            b = bodies[j]
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * math.sqrt(d2))
            am = a.mass * mag
            bm = b.mass * mag
            a.vx -= dx * bm
            a.vy -= dy * bm
            a.vz -= dz * bm
            b.vx += dx * am
            b.vy += dy * am
            b.vz += dz * am
    for a in bodies:
        a.x += dt * a.vx
        a.y += dt * a.vy
        a.z += dt * a.vz


def energy(bodies):
    e = 0.0
    for i, a in enumerate(bodies):
        e += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for b in bodies[i + 1:]:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            e -= a.mass * b.mass / math.sqrt(dx * dx + dy * dy + dz * dz)
    return e


def main(size):
    bodies = make_bodies()
    before = energy(bodies)
    for i in range(size):
        advance(bodies, 0.01)
    return "%.9f %.9f" % (before, energy(bodies))


run(main, 5000)
