// KIND: jitcode
// The class of an access is the innermost struct field that holds it; wrappers of one scalar are transparent, hints are flags.
#include <jitwright/jit.h>

struct Value { uint64_t bits; };
struct Code { JW_IMMUTABLE const uint64_t* constants; JW_IMMUTABLE uint8_t ops[]; };
struct Frame {
  Code* code;
  int32_t pc;
  JW_VIRTUALIZABLE Value registers[4];
  Value result;
  struct Inner { int64_t depth; int64_t limit; } inner;
  union { int64_t whole; double real; } number;
};

// CHECK-DAG: class "Code.1[]" "" element immutable
// CHECK-DAG: class "Frame.2[]" "long" element virtualizable
// CHECK-DAG: class "Frame.1" "int"
// CHECK-DAG: class "Frame.3" "long"
// CHECK-DAG: class "Frame::Inner.1" "long"
// CHECK-DAG: class "Code.0" "any pointer" immutable
// CHECK-DAG: class "" "long"

// CHECK-LABEL: function "element(Frame*, unsigned int)"
// CHECK: load_item i64 r{{[0-9]+}}, r0, r{{[0-9]+}}, 8, 16, c{{[0-9]+}} ; Frame.2[]
extern "C++" uint64_t element(Frame* frame, uint32_t i) { return frame->registers[i].bits; }

// CHECK-LABEL: function "whole_value(Frame*, Value)"
// CHECK: load i64 r{{[0-9]+}}, r0, 24, c{{[0-9]+}} ; Frame.2[]
// CHECK: store i64 r1, r0, 24, c{{[0-9]+}} ; Frame.2[]
// CHECK: store i64 {{.*}}, r0, 48, c{{[0-9]+}} ; Frame.3
void whole_value(Frame* frame, Value v) {
  Value old = frame->registers[1];
  frame->registers[1] = v;
  frame->result = old;
}

// CHECK-LABEL: function "between_memory(Frame*)"
// CHECK-NOT: copy_memory
// CHECK: load i64 {{.*}} ; Frame.2[]
// CHECK: store i64 {{.*}} ; Frame.2[]
void between_memory(Frame* frame) { frame->registers[0] = frame->registers[3]; }

// CHECK-LABEL: function "opcode(Frame*)"
// CHECK: load ptr r{{[0-9]+}}, r0, 0, c{{[0-9]+}} ; Frame.0
// CHECK: load i32 r{{[0-9]+}}, r0, 8, c{{[0-9]+}} ; Frame.1
// CHECK: load_item i8 r{{[0-9]+}}, r{{[0-9]+}}, r{{[0-9]+}}, 1, 8, c{{[0-9]+}} ; Code.1[]
int opcode(Frame* frame) { return frame->code->ops[frame->pc]; }

// CHECK-LABEL: function "nested(Frame*)"
// CHECK: Frame::Inner.1
long nested(Frame* frame) { return frame->inner.limit; }

// A union's members share memory: they belong to no field.
// CHECK-LABEL: function "of_union(Frame*)"
// CHECK: load f64 r{{[0-9]+}}, r0, 72, c{{[0-9]+}}{{$}}
double of_union(Frame* frame) { return frame->number.real; }

// Through a reference that is inlined, the field is known; behind a call only the scalar type is.
struct Reader {
  Frame* frame;
  [[gnu::always_inline]] Value& at(int i) { return frame->registers[i]; }
};
// CHECK-LABEL: function "through_reference(Frame*)"
// CHECK: load i64 r{{[0-9]+}}, r0, 32, c{{[0-9]+}} ; Frame.2[]
uint64_t through_reference(Frame* frame) { return Reader{frame}.at(2).bits; }

// CHECK-LABEL: function "anywhere(long*)"
// CHECK: load i64 r{{[0-9]+}}, r0, 0, c{{[0-9]+}} ; long
long anywhere(long* p) { return *p; }

// CHECK-LABEL: function "constant(Frame*)"
// CHECK: load ptr {{.*}} ; Code.0
uint64_t constant(Frame* frame) { return frame->code->constants[3]; }

// A struct of several fields is copied field by field.
// CHECK-LABEL: function "copy_inner(Frame*, Frame*)"
// CHECK-DAG: load i64 {{.*}} ; Frame::Inner.0
// CHECK-DAG: store i64 {{.*}} ; Frame::Inner.1
void copy_inner(Frame* to, Frame* from) { to->inner = from->inner; }
