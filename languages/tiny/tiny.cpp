// tiny: the smallest complete client of Jitwright. A stack machine whose values are boxed integers on the garbage-collected heap.
//
// A program is text, one instruction a line: `push 5`, `load 0`, `store 0`, `add`, `sub`, `mul`, `less`, `jump label`,
// `jump_if_false label`, `call label` (one argument, arrives in local 0), `return`, `print`, `halt`; `label:` names a position;
// `#` starts a comment. The tutorial (docs/tutorial.md) builds this file step by step.
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <jitwright/heap.h>
#include <jitwright/jit.h>

namespace {

// ---- Values: immutable boxed integers -------------------------------------------------------------------------------------------

struct Int : jw::Header {
  JW_IMMUTABLE int64_t value;
};

jw::KindId int_kind;

Int* make_int(int64_t value) {
  Int* object = jw::make<Int>(int_kind);
  object->value = value;
  return object;
}

// ---- Code -----------------------------------------------------------------------------------------------------------------------

enum class Op : uint8_t { push, load, store, add, sub, mul, less, jump, jump_if_false, call, return_, print, halt };
constexpr const char* op_names[] = {"push", "load",          "store", "add",    "sub",   "mul", "less",
                                    "jump", "jump_if_false", "call",  "return", "print", "halt"};

struct Instruction {
  JW_IMMUTABLE Op op;
  JW_IMMUTABLE int64_t operand;
};

struct Constants {
  JW_IMMUTABLE Int* items[1];  // as many as the program has; an instruction `push` names one
};

struct Code {
  JW_IMMUTABLE const Instruction* instructions;
  JW_IMMUTABLE const Constants* constants;
};

constexpr int stack_size = 32, local_count = 8;

struct Frame {
  JW_VIRTUALIZABLE int64_t depth;
  JW_VIRTUALIZABLE Int* locals[local_count];
  JW_VIRTUALIZABLE Int* stack[stack_size];

  void push(Int* value) { stack[depth++] = value; }
  Int* pop() { return stack[--depth]; }
};

// ---- The interpreter ------------------------------------------------------------------------------------------------------------

void describe(const uint64_t* greens, char* text, size_t size) {
  auto* code = reinterpret_cast<const Code*>(greens[1]);
  std::snprintf(text, size, "%" PRIu64 " %s", greens[0], op_names[static_cast<int>(code->instructions[greens[0]].op)]);
}

jw::Driver driver{"tiny", describe};

JW_DONT_LOOK_INSIDE void print(const Int* value) { std::printf("%" PRId64 "\n", value->value); }

Int* run(const Code* code, Frame* frame, uint32_t pc) {
  JW_CAN_ENTER_JIT(driver, pc, code);  // a guest function starts here
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    frame->depth = jw::promote(frame->depth);
    const Instruction& instruction = code->instructions[pc++];
    switch (instruction.op) {
      case Op::push: frame->push(code->constants->items[instruction.operand]); break;
      case Op::load: frame->push(frame->locals[instruction.operand]); break;
      case Op::store: frame->locals[instruction.operand] = frame->pop(); break;
      case Op::add: {
        Int *b = frame->pop(), *a = frame->pop();
        frame->push(make_int(a->value + b->value));
        break;
      }
      case Op::sub: {
        Int *b = frame->pop(), *a = frame->pop();
        frame->push(make_int(a->value - b->value));
        break;
      }
      case Op::mul: {
        Int *b = frame->pop(), *a = frame->pop();
        frame->push(make_int(a->value * b->value));
        break;
      }
      case Op::less: {
        Int *b = frame->pop(), *a = frame->pop();
        frame->push(make_int(a->value < b->value));
        break;
      }
      case Op::jump: {
        bool backwards = instruction.operand < pc;
        pc = static_cast<uint32_t>(instruction.operand);
        if (backwards) JW_CAN_ENTER_JIT(driver, pc, code);  // a guest loop closes here
        break;
      }
      case Op::jump_if_false:
        if (frame->pop()->value == 0) pc = static_cast<uint32_t>(instruction.operand);
        break;
      case Op::call: {
        Frame callee{};
        callee.locals[0] = frame->pop();
        frame->push(run(code, &callee, static_cast<uint32_t>(instruction.operand)));
        break;
      }
      case Op::return_: return frame->pop();
      case Op::print: print(frame->pop()); break;
      case Op::halt: return nullptr;
    }
  }
}

// ---- Reading a program ----------------------------------------------------------------------------------------------------------

[[noreturn]] void fail(int line, const char* message, const std::string& word) {
  std::fprintf(stderr, "tiny: line %d: %s '%s'\n", line, message, word.c_str());
  std::exit(1);
}

struct Program {
  std::vector<Instruction> instructions;
  std::vector<Int*> constants;
};

/// Fills `program`, which is a root of the collector already.
void assemble(std::istream& input, Program& program) {
  std::map<std::string, int64_t> labels;
  std::vector<std::tuple<size_t, std::string, int>> label_uses;
  std::string text;
  for (int line = 1; std::getline(input, text); line++) {
    std::istringstream words(text.substr(0, text.find('#')));
    std::string word, operand;
    if (!(words >> word)) continue;
    if (word.back() == ':') {
      labels[word.substr(0, word.size() - 1)] = static_cast<int64_t>(program.instructions.size());
      continue;
    }
    size_t op = 0;
    while (op < std::size(op_names) && word != op_names[op]) op++;
    if (op == std::size(op_names)) fail(line, "unknown instruction", word);
    bool is_jump = word == "jump" || word == "jump_if_false" || word == "call";
    bool has_operand = is_jump || word == "push" || word == "load" || word == "store";
    int64_t number = 0;
    if (has_operand && !(words >> operand)) fail(line, "operand missing after", word);
    if (is_jump) label_uses.emplace_back(program.instructions.size(), operand, line);
    else if (has_operand) number = std::strtoll(operand.c_str(), nullptr, 10);
    if ((word == "load" || word == "store") && (number < 0 || number >= local_count)) fail(line, "no such local", operand);
    if (word == "push") {
      program.constants.push_back(make_int(number));
      number = static_cast<int64_t>(program.constants.size()) - 1;
    }
    program.instructions.push_back({static_cast<Op>(op), number});
  }
  for (auto& [position, label, line] : label_uses) {
    if (!labels.count(label)) fail(line, "no such label", label);
    program.instructions[position].operand = labels[label];
  }
  program.instructions.push_back({Op::halt, 0});
}

}  // namespace

int main(int argc, char** argv) {
  std::ifstream file(argc == 2 ? argv[1] : "");
  if (!file) {
    std::fprintf(stderr, "usage: tiny PROGRAM\n");
    return 2;
  }
  int_kind = jw::Heap::current().add_kind({.name = "int"});
  static Program program;
  jw::Heap::current().add_root(
      [](void*, jw::Tracer& tracer) {
        for (Int* constant : program.constants) tracer.visit(constant);
      },
      nullptr);
  assemble(file, program);
  Code code{program.instructions.data(), reinterpret_cast<const Constants*>(program.constants.data())};
  Frame frame{};
  run(&code, &frame, 0);
}
