// KIND: native
// An interpreter in C.
#include <jitwright/jit.h>

#include <stdio.h>

struct machine {
  JW_IMMUTABLE const unsigned char* code;
  JW_VIRTUALIZABLE long stack[8];
  long variables[4];
};

__attribute__((unused)) static struct jw_driver driver = {"machine", 0};

JW_ELIDABLE static long square(long x) { return x * x; }

static long run(struct machine* m) {
  unsigned pc = 0;
  int top = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, m);
    unsigned char op = m->code[pc++];
    JW_ASSERT_GREEN(op);
    if (op < 10) {
      m->stack[top++] = op;
    } else if (op == '+') {
      --top;
      m->stack[top - 1] += m->stack[top];
    } else if (op == '*') {
      m->stack[top - 1] = square(m->stack[top - 1]);
    } else if (op == 's') {
      m->variables[m->code[pc++]] = m->stack[--top];
    } else if (op == 'l') {
      m->stack[top++] = m->variables[JW_PROMOTE(m->code[pc++])];
    } else if (op == '<') {
      top -= 2;
      if (m->stack[top] < m->stack[top + 1]) {
        pc = m->code[pc];
        JW_CAN_ENTER_JIT(driver, pc, m);
      } else {
        pc++;
      }
    } else {
      return m->variables[0] + (JW_IN_JIT() ? 1 : 0);
    }
  }
}

int main(void) {
  static const unsigned char code[] = {'l', 0, 1, '+', '*', 's', 1, 'l', 0, 3, '+', 's', 0, 'l', 0, 9, '*', '<', 0, '.'};
  struct machine m = {code, {0}, {0}};
  printf("%ld\n", run(&m));
  printf("%ld %ld\n", m.variables[1], m.stack[0]);
  return 0;
}
