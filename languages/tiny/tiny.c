/* The same idea in C: a register machine on plain 64-bit integers, no heap at all.
 *
 * A program is a list of integers on the command line's file: `op a b c` quadruples. Ops: 0 a=imm b, 1 a=b+c, 2 a=b-c, 3 a=b*c, 4 a=b<c,
 * 5 jump to b, 6 jump to b if a is 0, 7 print a, 8 stop. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <jitwright/jit.h>

enum { op_set, op_add, op_sub, op_mul, op_less, op_jump, op_jump_if_zero, op_print, op_stop };

struct instruction {
  JW_IMMUTABLE int64_t op, a, b, c;
};

struct frame {
  JW_VIRTUALIZABLE int64_t registers[16];
};

static const struct jw_driver driver = {"tiny-c", NULL};

JW_DONT_LOOK_INSIDE static void print(int64_t value) { printf("%" PRId64 "\n", value); }

static int64_t run(const struct instruction* code, struct frame* frame) {
  int64_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    const struct instruction* i = &code[pc++];
    int64_t* r = frame->registers;
    switch (i->op) {
      case op_set: r[i->a] = i->b; break;
      case op_add: r[i->a] = r[i->b] + r[i->c]; break;
      case op_sub: r[i->a] = r[i->b] - r[i->c]; break;
      case op_mul: r[i->a] = r[i->b] * r[i->c]; break;
      case op_less: r[i->a] = r[i->b] < r[i->c]; break;
      case op_jump: {
        int backwards = i->b < pc;
        pc = i->b;
        if (backwards) JW_CAN_ENTER_JIT(driver, pc, code);
        break;
      }
      case op_jump_if_zero:
        if (r[i->a] == 0) pc = i->b;
        break;
      case op_print: print(r[i->a]); break;
      default: return 0;
    }
  }
}

int main(int argc, char** argv) {
  static struct instruction code[1000];
  struct frame frame = {{0}};
  FILE* file = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!file) {
    fprintf(stderr, "usage: tiny-c PROGRAM\n");
    return 2;
  }
  int count = 0;
  while (count < 999 && fscanf(file, "%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64, &code[count].op, &code[count].a, &code[count].b,
                               &code[count].c) == 4) {
    if (code[count].a < 0 || code[count].a > 15) {
      fprintf(stderr, "tiny-c: instruction %d: no such register\n", count);
      return 1;
    }
    count++;
  }
  code[count].op = op_stop;
  fclose(file);
  return (int)run(code, &frame);
}
