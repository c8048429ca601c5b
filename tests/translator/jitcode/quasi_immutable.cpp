// KIND: jitcode
// Quasi-immutable fields and array elements have their own classes; loads of them have the registers a guard needs.
#include <jitwright/jit.h>

struct Value { uint64_t bits; };
struct Cell { JW_QUASI_IMMUTABLE Value value; JW_QUASI_IMMUTABLE int32_t slots[4]; };

// CHECK-DAG: class "Cell.0" "long" quasi_immutable
// CHECK-DAG: class "Cell.1[]" "int" element quasi_immutable

// CHECK-LABEL: function "get(Cell*, int)"
// CHECK: load i64 {{.*}} ; Cell.0
// CHECK: load_item i32 {{.*}} ; Cell.1[]
uint64_t get(Cell* cell, int i) { return cell->value.bits + cell->slots[i]; }

// CHECK-LABEL: function "put(Cell*, Value)"
// CHECK: store i64 {{.*}} ; Cell.0
void put(Cell* cell, Value value) { cell->value = value; }
