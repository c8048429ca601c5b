class Body:
    def __init__(self, x, y, z, vx, vy, vz, m):
        self.x, self.y, self.z, self.vx, self.vy, self.vz, self.m = x, y, z, vx, vy, vz, m
bodies = [Body(0, 0, 0, 0, 0, 0, 39.5), Body(4.84, -1.16, -0.10, 0.6, 2.8, -0.02, 0.037), Body(8.34, 4.12, -0.4, -1.01, 1.8, 0.008, 0.011)]
def advance(dt, steps):
    for _ in range(steps):
        for i in range(len(bodies)):
            b1 = bodies[i]
            for j in range(i + 1, len(bodies)):
                b2 = bodies[j]
                dx, dy, dz = b1.x - b2.x, b1.y - b2.y, b1.z - b2.z
                d2 = dx * dx + dy * dy + dz * dz
                mag = dt / (d2 * d2 ** 0.5)
                b1.vx -= dx * b2.m * mag; b1.vy -= dy * b2.m * mag; b1.vz -= dz * b2.m * mag
                b2.vx += dx * b1.m * mag; b2.vy += dy * b1.m * mag; b2.vz += dz * b1.m * mag
        for b in bodies:
            b.x += dt * b.vx; b.y += dt * b.vy; b.z += dt * b.vz
advance(0.01, 300)
for b in bodies: print("%.9f %.9f %.9f" % (b.x, b.y, b.z))

# expect: 0.006355727 0.002446912 -0.000155138
# expect: 0.333913341 5.020693247 -0.020151090
# expect: 3.698543317 8.198300804 -0.289314143
