"""A ray tracer: spheres, planes and boxes with shadows, reflection and textures; writes a portable pixmap and shows it as text.

ray_tracer.py [WIDTH]: a picture so many pixels wide.
"""
from __future__ import annotations

import binascii
import io
import math
import random
import struct
import sys
from abc import ABC, abstractmethod
from array import array
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import add, attrgetter
from typing import Callable, ClassVar, NamedTuple, Optional, Protocol

EPSILON = 1e-6


class Vector(NamedTuple):
    x: float
    y: float
    z: float

    def __add__(self, other: Vector) -> Vector:
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: Vector) -> Vector:
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor: float) -> Vector:
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Vector:
        return Vector(-self.x, -self.y, -self.z)

    def __matmul__(self, other: Vector) -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def __xor__(self, other: Vector) -> Vector:
        return Vector(self.y * other.z - self.z * other.y, self.z * other.x - self.x * other.z, self.x * other.y - self.y * other.x)

    def __abs__(self) -> float:
        return math.sqrt(self @ self)

    @property
    def unit(self) -> Vector:
        return self * (1 / abs(self))

    def reflect(self, normal: Vector) -> Vector:
        return self - normal * (2 * (self @ normal))

    def times(self, other: Vector) -> Vector:
        return Vector(self.x * other.x, self.y * other.y, self.z * other.z)


BLACK, WHITE, SKY = Vector(0, 0, 0), Vector(1, 1, 1), Vector(0.4, 0.6, 0.9)


class Ray:
    __slots__ = ("origin", "direction")

    def __init__(self, origin: Vector, direction: Vector):
        self.origin, self.direction = origin, direction

    def at(self, t: float) -> Vector:
        return self.origin + self.direction * t


class Texture(Protocol):
    def __call__(self, point: Vector) -> Vector: ...


def plain(r: float, g: float, b: float) -> Texture:
    colour = Vector(r, g, b)
    return lambda point: colour


def checkers(first: Vector, second: Vector, size: float = 1.0) -> Texture:
    def colour(point: Vector) -> Vector:
        return first if (math.floor(point.x / size) + math.floor(point.z / size)) % 2 == 0 else second
    return colour


class Noise:
    """Value noise on a lattice."""

    def __init__(self, seed: int, size: int = 16):
        rng = random.Random(seed)
        self.size = size
        self.values = array("d", (rng.random() for _ in range(size ** 3)))

    def lattice(self, x: int, y: int, z: int) -> float:
        n = self.size
        return self.values[(x % n) * n * n + (y % n) * n + z % n]

    def __call__(self, point: Vector) -> Vector:
        total, scale, weight = 0.0, 2.0, 0.5
        for _ in range(3):
            x, y, z = (math.floor(c * scale) for c in point)
            fx, fy, fz = point.x * scale - x, point.y * scale - y, point.z * scale - z
            for dx in (0, 1):
                for dy in (0, 1):
                    for dz in (0, 1):
                        near = (fx if dx else 1 - fx) * (fy if dy else 1 - fy) * (fz if dz else 1 - fz)
                        total += weight * near * self.lattice(x + dx, y + dy, z + dz)
            scale, weight = scale * 2, weight / 2
        return WHITE * total


@dataclass(frozen=True)
class Material:
    texture: Callable
    diffuse: float = 0.7
    shine: float = 0.3
    hardness: int = 40
    mirror: float = 0.0
    default: ClassVar[Optional[Material]] = None


class Shape(ABC):
    count = 0

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        cls.hits = 0

    def __init__(self, material: Material):
        self.material = material
        Shape.count += 1

    @abstractmethod
    def distance(self, ray: Ray) -> Optional[float]:
        """How far along the ray, or None."""

    @abstractmethod
    def normal(self, point: Vector) -> Vector: ...


class Sphere(Shape):
    def __init__(self, centre: Vector, radius: float, material: Material):
        super().__init__(material)
        self.centre, self.radius = centre, radius

    def distance(self, ray):
        away = ray.origin - self.centre
        half = away @ ray.direction
        root = half * half - (away @ away - self.radius * self.radius)
        if root < 0:
            return None
        root = math.sqrt(root)
        for t in (-half - root, -half + root):
            if t > EPSILON:
                return t
        return None

    def normal(self, point):
        return (point - self.centre) * (1 / self.radius)


class Plane(Shape):
    def __init__(self, height: float, material: Material):
        super().__init__(material)
        self.height = height

    def distance(self, ray):
        if abs(ray.direction.y) < EPSILON:
            return None
        t = (self.height - ray.origin.y) / ray.direction.y
        return t if t > EPSILON else None

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)


class Box(Shape):
    def __init__(self, low: Vector, high: Vector, material: Material):
        super().__init__(material)
        self.low, self.high = low, high

    def distance(self, ray):
        near, far = -math.inf, math.inf
        for o, d, low, high in zip(ray.origin, ray.direction, self.low, self.high):
            if d == 0:
                if not low <= o <= high:
                    return None
                continue
            a, b = sorted(((low - o) / d, (high - o) / d))
            near, far = max(near, a), min(far, b)
        if near > far or far <= EPSILON:
            return None
        return near if near > EPSILON else far

    def normal(self, point):
        best, answer = math.inf, None
        for axis in range(3):
            for side, sign in ((self.low, -1.0), (self.high, 1.0)):
                gap = abs(point[axis] - side[axis])
                if gap < best:
                    best, answer = gap, Vector(*(sign if i == axis else 0.0 for i in range(3)))
        return answer


@dataclass
class Light:
    position: Vector
    colour: Vector


@dataclass
class Camera:
    eye: Vector
    target: Vector
    width: int
    height: int
    angle: float = 50.0

    @cached_property
    def basis(self) -> tuple:
        forward = (self.target - self.eye).unit
        right = (forward ^ Vector(0, 1, 0)).unit
        return forward, right, right ^ forward

    def ray(self, x: float, y: float) -> Ray:
        forward, right, up = self.basis
        scale = math.tan(math.radians(self.angle) / 2)
        dx = (2 * x / self.width - 1) * scale
        dy = (1 - 2 * y / self.height) * scale * self.height / self.width
        return Ray(self.eye, (forward + right * dx + up * dy).unit)


@dataclass
class Scene:
    shapes: list = field(default_factory=list)
    lights: list = field(default_factory=list)
    rays: int = 0

    def nearest(self, ray: Ray) -> tuple:
        self.rays += 1
        best, found = math.inf, None
        for shape in self.shapes:
            t = shape.distance(ray)
            if t is not None and t < best:
                best, found = t, shape
        return best, found

    def lit(self, point: Vector, light: Light) -> bool:
        way = light.position - point
        length = abs(way)
        t, _ = self.nearest(Ray(point, way * (1 / length)))
        return t > length

    def colour(self, ray: Ray, depth: int = 3) -> Vector:
        t, shape = self.nearest(ray)
        if shape is None:
            return SKY * (0.5 + 0.5 * max(0.0, ray.direction.y))
        type(shape).hits += 1
        point, material = ray.at(t), shape.material
        normal = shape.normal(point)
        if normal @ ray.direction > 0:
            normal = -normal
        base = material.texture(point)
        result = base * 0.1
        start = point + normal * EPSILON * 10
        for light in self.lights:
            towards = (light.position - point).unit
            cosine = towards @ normal
            if cosine <= 0 or not self.lit(start, light):
                continue
            result += base.times(light.colour) * (material.diffuse * cosine)
            gleam = max(0.0, -(towards.reflect(normal) @ (-ray.direction)))
            result += light.colour * (material.shine * gleam ** material.hardness)
        if material.mirror and depth:
            reflected = self.colour(Ray(start, ray.direction.reflect(normal)), depth - 1)
            result = result * (1 - material.mirror) + reflected * material.mirror
        return result


def render(scene: Scene, camera: Camera) -> bytearray:
    pixels = bytearray()
    for y in range(camera.height):
        for x in range(camera.width):
            colour = scene.colour(camera.ray(x + 0.5, y + 0.5))
            pixels += bytes(min(255, int(255 * max(0.0, c) ** (1 / 2.2))) for c in colour)
    return pixels


def make_scene() -> Scene:
    rng = random.Random(9)
    scene = Scene()
    scene.shapes.append(Plane(-1.0, Material(checkers(WHITE * 0.9, Vector(0.2, 0.3, 0.2)), mirror=0.1)))
    scene.shapes.append(Box(Vector(-2.6, -1, -1.2), Vector(-1.4, 0.8, 0.2), Material(Noise(4), shine=0.1)))
    for i in range(7):
        angle = i * 2 * math.pi / 7
        material = Material(plain(*(rng.uniform(0.3, 1) for _ in range(3))), mirror=rng.choice([0.0, 0.25, 0.6]))
        scene.shapes.append(Sphere(Vector(2 * math.cos(angle), -0.5 + 0.2 * (i % 3), 2 * math.sin(angle)), 0.5, material))
    scene.shapes.append(Sphere(Vector(0, 0.2, 0), 1.0, Material(plain(0.9, 0.9, 0.9), mirror=0.8)))
    scene.lights += [Light(Vector(5, 6, -4), WHITE * 0.8), Light(Vector(-4, 3, -5), Vector(0.5, 0.4, 0.3))]
    return scene


def main(width: int) -> None:
    scene, camera = make_scene(), Camera(Vector(1.0, 1.6, -6.5), Vector(0, 0, 0), width, width * 3 // 4)
    pixels = render(scene, camera)
    file = io.BytesIO()
    file.write(b"P6 %d %d 255\n" % (camera.width, camera.height))
    file.write(pixels)
    print("bytes", len(file.getvalue()), f"crc {binascii.crc32(pixels):08x}", "rays", scene.rays, "shapes", Shape.count)
    print({cls.__name__: cls.hits for cls in sorted(Shape.__subclasses__(), key=attrgetter("__name__"))})
    print("mean", *(round(reduce(add, pixels[i::3]) / (len(pixels) // 3), 4) for i in range(3)))
    step = max(1, camera.width // 48)
    grey = memoryview(pixels)
    for y in range(0, camera.height, 2 * step):
        row = (sum(grey[3 * (y * camera.width + x):][:3]) for x in range(0, camera.width, step))
        print("".join(" .:-=+*#%@"[value * 10 // 766] for value in row))
    print(struct.pack("<HHI", camera.width, camera.height, scene.rays).hex("-"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
