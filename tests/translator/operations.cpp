// Functions over two words that use what ordinary code at -O1 to -O3 uses. operations_main.cpp runs each one natively and as jitcode.
// A name that starts with op_ is enough to be tested.
#include <jitwright/jit.h>

#include <cmath>
#include <cstdarg>
#include <cstring>

#define OP(name) extern "C" __attribute__((noinline, used)) uint64_t op_##name(uint64_t a, uint64_t b)

namespace {

template <class T>
T cut(uint64_t x) { return static_cast<T>(x); }
double number(uint64_t x) { return __builtin_bit_cast(double, x); }
// Which NaN an operation gives is nobody's promise.
uint64_t bits(double x) { return x != x ? 0x7ff8000000000000 : __builtin_bit_cast(uint64_t, x); }
float number32(uint64_t x) { return __builtin_bit_cast(float, static_cast<uint32_t>(x)); }
uint64_t bits32(float x) { return x != x ? 0x7fc00000 : __builtin_bit_cast(uint32_t, x); }

}  // namespace

// ---- integers of each width

#define WIDTH(T, U, name)                                                                                                        \
  OP(name##_add) { return cut<U>(static_cast<T>(cut<T>(a) + cut<U>(b))); }                                                       \
  OP(name##_mul_sub) { return cut<U>(static_cast<T>(cut<U>(a) * cut<U>(b) - cut<T>(a))); }                                       \
  OP(name##_sdiv) { return cut<T>(b) == 0 || cut<T>(b) == -1 ? 7 : cut<uint64_t>(static_cast<T>(cut<T>(a) / cut<T>(b))); }       \
  OP(name##_srem) { return cut<T>(b) == 0 || cut<T>(b) == -1 ? 7 : cut<uint64_t>(static_cast<T>(cut<T>(a) % cut<T>(b))); }       \
  OP(name##_udiv) { return cut<U>(b) == 0 ? 7 : cut<U>(cut<U>(a) / cut<U>(b)) ^ cut<U>(cut<U>(a) % cut<U>(b)); }                 \
  OP(name##_shifts) {                                                                                                            \
    unsigned n = b & (sizeof(T) * 8 - 1);                                                                                        \
    return cut<U>(static_cast<U>(cut<U>(a) << n)) + cut<U>(static_cast<U>(cut<U>(a) >> n)) * 3 +                                 \
           cut<uint64_t>(static_cast<int64_t>(static_cast<T>(cut<T>(a) >> n))) * 5;                                              \
  }                                                                                                                              \
  OP(name##_logic) { return cut<U>((cut<U>(a) & cut<U>(b)) ^ ~(cut<U>(a) | cut<U>(~b))); }                                       \
  OP(name##_compare) {                                                                                                           \
    uint64_t r = 0;                                                                                                              \
    r |= (cut<T>(a) < cut<T>(b)) << 0 | (cut<T>(a) <= cut<T>(b)) << 1 | (cut<T>(a) > cut<T>(b)) << 2;                            \
    r |= (cut<U>(a) < cut<U>(b)) << 3 | (cut<U>(a) <= cut<U>(b)) << 4 | (cut<U>(a) >= cut<U>(b)) << 5;                           \
    r |= (cut<U>(a) == cut<U>(b)) << 6 | (cut<U>(a) != cut<U>(b)) << 7 | (cut<T>(a) >= -5) << 8;                                 \
    return r;                                                                                                                    \
  }                                                                                                                              \
  OP(name##_signed_overflow) {                                                                                                   \
    T r1, r2, r3;                                                                                                                \
    uint64_t flags = __builtin_add_overflow(cut<T>(a), cut<T>(b), &r1);                                                          \
    flags |= __builtin_sub_overflow(cut<T>(a), cut<T>(b), &r2) << 1;                                                             \
    flags |= __builtin_mul_overflow(cut<T>(a), cut<T>(b), &r3) << 2;                                                             \
    return flags | static_cast<uint64_t>(cut<U>(r1) ^ cut<U>(r2) ^ cut<U>(r3)) << 3;                                             \
  }                                                                                                                              \
  OP(name##_unsigned_overflow) {                                                                                                 \
    U r1, r2, r3;                                                                                                                \
    uint64_t flags = __builtin_add_overflow(cut<U>(a), cut<U>(b), &r1);                                                          \
    flags |= __builtin_sub_overflow(cut<U>(a), cut<U>(b), &r2) << 1;                                                             \
    flags |= __builtin_mul_overflow(cut<U>(a), cut<U>(b), &r3) << 2;                                                             \
    return flags | static_cast<uint64_t>(r1 ^ r2 ^ r3) << 3;                                                                     \
  }                                                                                                                              \
  OP(name##_min_max) {                                                                                                           \
    T x = cut<T>(a), y = cut<T>(b);                                                                                              \
    U u = cut<U>(a), v = cut<U>(b);                                                                                              \
    return static_cast<uint64_t>(x < y ? x : y) * 3 + static_cast<uint64_t>(x > y ? x : y) * 5 + (u < v ? u : v) * 7ull + (u > v ? u : v) * 11ull; \
  }                                                                                                                              \
  OP(name##_convert) {                                                                                                           \
    double x = static_cast<double>(cut<T>(a)) + static_cast<double>(cut<U>(b));                                                  \
    return bits(x);                                                                                                              \
  }                                                                                                                              \
  OP(name##_extend) { return static_cast<uint64_t>(static_cast<int64_t>(cut<T>(a))) + static_cast<uint64_t>(cut<U>(b)); }        \
  OP(name##_rotate) {                                                                                                            \
    unsigned n = b & (sizeof(T) * 8 - 1), w = sizeof(T) * 8;                                                                     \
    return static_cast<U>(cut<U>(a) << n | cut<U>(a) >> ((w - n) & (w - 1)));                                                    \
  }                                                                                                                              \
  OP(name##_switch) {                                                                                                            \
    switch (cut<T>(a)) {                                                                                                         \
      case 0: return b;                                                                                                          \
      case -1: return b * 3;                                                                                                     \
      case 5: return b + 9;                                                                                                      \
      case 77: return a ^ b;                                                                                                     \
      default: return 1;                                                                                                         \
    }                                                                                                                            \
  }

WIDTH(int8_t, uint8_t, i8)
WIDTH(int16_t, uint16_t, i16)
WIDTH(int32_t, uint32_t, i32)
WIDTH(int64_t, uint64_t, i64)

OP(bit_counts) {
  return __builtin_popcountll(a) + __builtin_popcount(static_cast<uint32_t>(b)) * 3 + (a ? __builtin_clzll(a) : 1) * 5 +
         (b ? __builtin_ctzll(b) : 2) * 7 + (static_cast<uint32_t>(a) ? __builtin_clz(static_cast<uint32_t>(a)) : 3) * 11;
}
OP(bswap) { return __builtin_bswap64(a) ^ __builtin_bswap32(static_cast<uint32_t>(b)) ^ __builtin_bswap16(static_cast<uint16_t>(a)); }
OP(abs) { return static_cast<uint64_t>(std::abs(static_cast<int32_t>(a) >> 1) + (static_cast<int64_t>(b) < 0 ? 0 - b : b)); }
OP(high_product) { return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * b >> 64) ^ (a * b); }
OP(high_product_constant) { return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * 0x9E3779B97F4A7C15u >> 64) + b; }
struct Narrow { uint64_t low : 5, middle : 24, high : 35; int64_t s : 17; };
OP(bit_fields) {
  Narrow n{a, b, a ^ b, static_cast<int64_t>(b)};
  n.middle += n.low;
  n.high -= n.middle;
  return n.high * 3 + n.middle + static_cast<uint64_t>(static_cast<int64_t>(n.s));
}

// ---- floats

OP(double_arithmetic) { return bits(number(a) + number(b) * 3.5 - number(a) / number(b)); }
OP(double_negate_abs) { return bits(-number(a) + std::fabs(number(b))); }
OP(double_roots) { return bits(std::sqrt(std::fabs(number(a)))); }
OP(double_round) { return bits(std::floor(number(a)) + std::ceil(number(b)) + std::trunc(number(a))); }
OP(double_copysign) { return bits(std::copysign(number(a), number(b))); }
OP(double_fma) { return bits(number(a) * number(b) + number(a)); }
OP(double_compare) {
  double x = number(a), y = number(b);
  uint64_t r = (x < y) | (x <= y) << 1 | (x > y) << 2 | (x >= y) << 3 | (x == y) << 4 | (x != y) << 5;
  r |= !(x < y) << 6 | !(x <= y) << 7 | !(x > y) << 8 | !(x >= y) << 9 | __builtin_isunordered(x, y) << 10 | __builtin_islessgreater(x, y) << 11;
  r |= !__builtin_islessgreater(x, y) << 12 | !__builtin_isunordered(x, y) << 13 | (x != x) << 14;
  return r;
}
OP(double_to_integers) {
  double x = std::fmod(number(a), 1e9);
  if (!(x > -1e9 && x < 1e9)) return 3;
  return static_cast<uint64_t>(static_cast<int64_t>(x)) + static_cast<uint64_t>(static_cast<int32_t>(x)) * 3 + static_cast<uint64_t>(static_cast<uint64_t>(std::fabs(x))) * 5 +
         static_cast<uint32_t>(std::fabs(x));
}
OP(float_arithmetic) { return bits32(number32(a) * number32(b) + number32(a) / 3.0f - std::fabs(number32(b))); }
OP(float_conversions) { return bits(number32(a)) ^ bits32(static_cast<float>(number(b))) ^ bits32(static_cast<float>(static_cast<int64_t>(a))) ^ bits32(static_cast<float>(static_cast<int32_t>(b))); }
OP(float_compare) { return (number32(a) < number32(b)) | (number32(a) == number32(b)) << 1 | (number32(a) != number32(a)) << 2; }
OP(library_functions) { return bits(std::sin(static_cast<double>(a % 100)) + std::pow(1.5, static_cast<double>(b % 10)) + std::fmin(number(a), 3.0)); }
OP(is_nan) { return std::isnan(number(a)) | std::isinf(number(b)) << 1 | std::isfinite(number(a)) << 2; }

// ---- control flow

OP(diamond) {
  uint64_t x = a;
  if (a < b) x = b - a;
  else if (a == b) x = 12;
  return x * 3 + (a & 1 ? b : x);
}
OP(short_circuit) { return (a > 5 && b < 100) || (a == 3 && b != 7) ? a : b; }
OP(nested_switch) {
  uint64_t x = 0, y = 1;
  switch (a % 5) {
    case 0: x = b; break;
    case 1: x = 3; y = b; break;
    case 2: y = a; [[fallthrough]];
    case 3: x = a + b; break;
    default: return y;
  }
  return x * 17 + y;
}
JW_UNROLL_SAFE OP(small_loop) {
  uint64_t x = a, y = b, t = 0;
  for (int i = 0; i < 10; ++i) {
    t += x ^ i;
    uint64_t z = x;
    x = y;
    y = z + i;
  }
  return t + x * 3 + y;
}
JW_UNROLL_SAFE OP(swap_loop) {
  for (uint64_t i = 0; i < (a & 7); ++i) {
    uint64_t t = a;
    a = b;
    b = t;
    if (i & 1) continue;
    b ^= i;
  }
  return a * 3 + b;
}
JW_UNROLL_SAFE OP(computed_goto) {
  static const void* const labels[] = {&&add, &&twice, &&flip, &&done};
  uint64_t x = b;
  unsigned steps = 0;
  uint64_t program = a | uint64_t{3} << 12;
#define NEXT()                                             \
  do {                                                     \
    unsigned op = steps < 7 ? program >> 2 * steps & 3 : 3; \
    ++steps;                                               \
    goto* labels[op];                                      \
  } while (0)
  NEXT();
add:
  x += 5;
  NEXT();
twice:
  x *= 2;
  NEXT();
flip:
  x = ~x;
  NEXT();
done:
  return x;
}

// ---- memory

struct Pair { uint64_t x, y; };
struct Mixed { int8_t a; int16_t b; int32_t c; float d; double e; bool f; const char* g; uint8_t tail[6]; };

__attribute__((noinline)) static void fill(Mixed& m, uint64_t a, uint64_t b) {
  m.a = static_cast<int8_t>(a);
  m.b = static_cast<int16_t>(b);
  m.c = static_cast<int32_t>(a ^ b);
  m.d = static_cast<float>(static_cast<int32_t>(a));
  m.e = static_cast<double>(static_cast<int32_t>(b));
  m.f = a > b;
  m.g = &"text"[a & 3];
  for (int i = 0; i < 6; ++i) m.tail[i] = static_cast<uint8_t>(a >> i);
}
OP(locals) {
  Mixed m;
  fill(m, a, b);
  Mixed copy = m;
  return static_cast<uint64_t>(copy.a) + static_cast<uint64_t>(copy.b) * 3 + static_cast<uint64_t>(copy.c) * 5 + bits(copy.e) + bits32(copy.d) + copy.f * 7 +
         static_cast<uint64_t>(copy.g[0]) + copy.tail[b % 6];
}
OP(arrays) {
  uint32_t table[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  table[a & 7] = static_cast<uint32_t>(b);
  table[b & 7] += 9;
  uint16_t rows[3][4] = {};
  rows[a % 3][b % 4] = static_cast<uint16_t>(a + b);
  return table[(a + 1) & 7] + table[a & 7] * 3u + rows[(a + 1) % 3][b % 4] + rows[a % 3][b % 4] * 5;
}
static uint64_t global_counter = 5;
static const uint16_t constants[] = {3, 1, 4, 1, 5, 9, 2, 6};
static const char* const texts[] = {"zero", "one", "two", "three"};
OP(globals) {
  global_counter = a;
  uint64_t before = global_counter;
  global_counter += b;
  return before * 3 + global_counter + constants[a & 7] + static_cast<uint64_t>(texts[b & 3][0]) + static_cast<uint64_t>((&constants[2])[a & 3]);
}
OP(blocks) {
  char buffer[40], other[40];
  std::memset(buffer, static_cast<int>(a), sizeof buffer);
  std::memcpy(other, buffer, sizeof other);
  std::memmove(other + 3, other, 20);
  std::memcpy(other + 8, &b, 8);
  uint64_t r;
  std::memcpy(&r, other + 5, 8);
  return r;
}
OP(variable_size_copy) {
  char buffer[64];
  std::memset(buffer, 1, a & 63);
  std::memset(buffer + (a & 63), 2, 64 - (a & 63));
  return static_cast<uint64_t>(buffer[b & 63]);
}
OP(volatile_access) {
  volatile uint32_t x = static_cast<uint32_t>(a);
  x += static_cast<uint32_t>(b);
  return x;
}
OP(pointers) {
  Pair pairs[3] = {{a, b}, {b, a}, {1, 2}};
  Pair* p = &pairs[a % 3];
  uint64_t* q = b & 1 ? &p->x : &p->y;
  *q += 3;
  return pairs[0].x + pairs[1].y * 3 + pairs[2].x * 5 + static_cast<uint64_t>(q - &pairs[0].x);
}
static thread_local uint64_t per_thread = 3;
OP(thread_local_variable) {
  per_thread = a;
  return per_thread + b;
}

// ---- calls

__attribute__((noinline)) static Pair make_pair_of(uint64_t a, uint64_t b) { return {a + b, a * b + global_counter * 0}; }
struct Fraction { double n; uint64_t d; };
__attribute__((noinline)) static Fraction make_fraction(uint64_t a, uint64_t b) { return {static_cast<double>(a & 0xffff), b | 1}; }
struct Big { uint64_t a, b, c, d; };
__attribute__((noinline)) static Big make_big(uint64_t a, uint64_t b) { return {a, b, a + b, a ^ b}; }
__attribute__((noinline)) static uint64_t take_big(Big big, uint64_t x) { return big.a + big.b * 3 + big.c * 5 + big.d * 7 + x; }
OP(two_results) {
  Pair p = make_pair_of(a, b);
  return p.x * 3 + p.y;
}
OP(mixed_results) {
  Fraction f = make_fraction(a, b);
  return bits(f.n) + f.d;
}
OP(chosen_pair) {
  Pair p = a < b ? make_pair_of(a, b) : make_pair_of(b, 5);
  Pair q = a & 1 ? p : Pair{a, b};
  return p.x + q.y * 3 + q.x;
}
OP(big_result) { return make_big(a, b).c + make_big(b, a).d; }
OP(by_value) { return take_big(make_big(a, b), 3); }
__attribute__((noinline)) static uint64_t many(uint64_t a, int8_t b, uint16_t c, double d, uint64_t e, uint64_t f, uint64_t g, int16_t h, float i, bool j) {
  return a + static_cast<uint64_t>(b) * 2 + c * 3u + static_cast<uint64_t>(static_cast<int64_t>(d)) * 4 + e * 5 + f * 6 + g * 7 + static_cast<uint64_t>(h) * 8 +
         static_cast<uint64_t>(static_cast<int64_t>(i)) * 9 + j * 10;
}
OP(many_arguments) {
  return many(a, static_cast<int8_t>(b), static_cast<uint16_t>(a), static_cast<int16_t>(b), a + 1, b + 1, a ^ b, static_cast<int16_t>(a), static_cast<int8_t>(a), a > b);
}
JW_DONT_LOOK_INSIDE __attribute__((noinline)) static int8_t narrow_result(uint64_t a) { return static_cast<int8_t>(a); }
JW_DONT_LOOK_INSIDE __attribute__((noinline)) static bool truth_result(uint64_t a, uint64_t b) { return a < b; }
OP(narrow_results) { return static_cast<uint64_t>(static_cast<int64_t>(narrow_result(a))) + static_cast<uint8_t>(narrow_result(b)) + (truth_result(a, b) ? 100 : 200); }
__attribute__((noinline)) static uint64_t sum(int n, ...) {
  va_list list;
  va_start(list, n);
  uint64_t r = 0;
  for (int i = 0; i < n; ++i) r += va_arg(list, uint64_t);
  r += static_cast<uint64_t>(static_cast<int64_t>(va_arg(list, double)));
  va_end(list);
  return r;
}
OP(variadic_call) { return sum(2, a, b, 3.0) + sum(1, a, static_cast<double>(b & 0xff)); }
struct Shape {
  virtual uint64_t area(uint64_t x) const = 0;
  virtual ~Shape() = default;
};
struct Square : Shape { uint64_t side = 3; uint64_t area(uint64_t x) const override { return side * x; } };
struct Circle : Shape { uint64_t radius = 5; uint64_t area(uint64_t x) const override { return radius * radius + x; } };
static Square square;
static Circle circle;
OP(virtual_call) {
  const Shape* shape = a & 1 ? static_cast<const Shape*>(&square) : &circle;
  return shape->area(b);
}
static uint64_t twice(uint64_t x) { return x * 2; }
static uint64_t thrice(uint64_t x) { return x * 3; }
static uint64_t (*const table[])(uint64_t) = {twice, thrice};
OP(indirect_call) { return table[a & 1](b); }
__attribute__((noinline)) static uint64_t factorial(uint64_t n) { return n < 2 ? 1 : n * factorial(n - 1); }
OP(recursion) { return factorial(a & 15) + b; }
OP(lambda) {
  uint64_t total = a;
  auto add = [&](uint64_t x) { total += x; };
  add(b);
  add(3);
  return total;
}
OP(hints) {
  uint64_t x = jw::promote(a);
  jw::assume(true);
  if (jw::is_constant(x) && jw::is_virtual(&x)) return 1;
  return x + b;
}
static uint64_t noted = 0;
JW_DONT_LOOK_INSIDE static void note(uint32_t x, bool y) { noted = x * 2 + y; }
OP(conditional_call) {
  noted = 0;
  jw::conditional_call(a > b, note, static_cast<uint32_t>(a), b > 3);
  return noted;
}
JW_BOX("whole") inline uint64_t box_whole(int64_t x) { return static_cast<uint64_t>(x) << 1 | 1; }
JW_UNBOX("whole") inline int64_t unbox_whole(uint64_t x) { return static_cast<int64_t>(x) >> 1; }
JW_IS_BOX("whole") inline bool is_whole(uint64_t x) { return x & 1; }
OP(boxes) { return is_whole(a) && is_whole(b) ? box_whole(unbox_whole(a) + unbox_whole(b)) : 2; }
