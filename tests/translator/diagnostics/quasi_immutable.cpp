// KIND: diagnostics
// A store through a pointer to a quasi-immutable field could not be seen; reading through one is no harm.
#include <jitwright/jit.h>

struct Cell { JW_QUASI_IMMUTABLE int value; };

static int read(const int& x) { return x; }
void write(int* x);

// CHECK-NOT: warning
int reads(Cell* cell) { return read(cell->value) + cell->value; }
void assigns(Cell* cell) { cell->value = 1; }
// CHECK: warning: {{.*}}quasi_immutable.cpp:[[@LINE+2]]: in function passes_on(Cell*): the address of a JW_QUASI_IMMUTABLE field is passed on; a store through it would not be seen; remedy: assign to the field by its name
void passes_on(Cell* cell) {
  write(&cell->value);
}
