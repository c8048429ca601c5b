// KIND: jitcode
// Calls of box functions are instructions; their own jitcode is there as template.
#include <jitwright/jit.h>

JW_BOX("int") inline uint64_t box_int(int64_t x) { return 0xfffe000000000000 | (static_cast<uint64_t>(x) & 0x1ffffffffffff); }
JW_UNBOX("int") inline int64_t unbox_int(uint64_t x) { return static_cast<int64_t>(x << 15) >> 15; }
JW_IS_BOX("int") inline bool is_int(uint64_t x) { return x >= 0xfffe000000000000; }
JW_BOX("float") inline uint64_t box_float(double x) { return __builtin_bit_cast(uint64_t, x) + (1ull << 49); }
JW_UNBOX("float") inline double unbox_float(uint64_t x) { return __builtin_bit_cast(double, x - (1ull << 49)); }

// CHECK-DAG: family "int" i64 box @_Z7box_intl unbox @_Z9unbox_intm is_box @_Z6is_intm
// CHECK-DAG: family "float" f64 box @_Z9box_floatd unbox @_Z11unbox_floatm
// CHECK-LABEL: function "add(unsigned long, unsigned long)"
// CHECK: is_box f0, r{{[0-9]+}}, r0
// CHECK: unbox f0
// CHECK: unbox f0
// CHECK: int_add i64
// CHECK: box f0
uint64_t add(uint64_t a, uint64_t b) { return is_int(a) && is_int(b) ? box_int(unbox_int(a) + unbox_int(b)) : 0; }
// CHECK-LABEL: function "box_int(long)"
// CHECK: int_or i64
// CHECK: return_
// CHECK-LABEL: function "twice(unsigned long)"
// CHECK: unbox f1
// CHECK: float_mul f64
// CHECK: box f1
uint64_t twice(uint64_t a) { return box_float(unbox_float(a) * 2); }
