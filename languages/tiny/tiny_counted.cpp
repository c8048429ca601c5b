// tiny-counted: tiny with memory management of its own. Its boxed integers come from malloc and are freed by reference counts;
// Jitwright's heap is not used, and does not exist in the process.
//
// What is needed for that: the function that allocates is a JW_ALLOCATOR, the one that frees a JW_DEALLOCATOR. An integer that a
// trace makes and releases is then neither allocated nor counted; one that is still needed when a guard fails is made there, with
// the count it would have. Programs are those of tiny.
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

#include <jitwright/jit.h>

namespace {

// ---- Values: immutable boxed integers with a count of their owners
// -----------------------------------------------------------------

struct Int {
  int64_t owners;
  JW_IMMUTABLE int64_t value;
};

int64_t allocated = 0;  // and not freed yet

JW_ALLOCATOR void* allocate(size_t size) {
  allocated++;
  if (void* memory = std::calloc(1, size)) return memory;
  std::abort();
}

JW_DEALLOCATOR void deallocate(Int* object) {
  allocated--;
  std::free(object);
}

/// The caller owns the result.
Int* make_int(int64_t value) {
  Int* object = static_cast<Int*>(allocate(sizeof(Int)));
  object->owners = 1;
  object->value = value;
  return object;
}

Int* share(Int* object) {
  object->owners++;
  return object;
}

void release(Int* object) {
  if (object && --object->owners == 0) deallocate(object);
}

// ---- Code
// -----------------------------------------------------------------------------------------------------------------------

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

  /// Ownership goes to the frame, and to the caller. What was popped is forgotten: a trace would make a freed object again for a
  /// field that still refers to it.
  void push(Int* value) { stack[depth++] = value; }
  Int* pop() {
    Int* value = stack[--depth];
    stack[depth] = nullptr;
    return value;
  }
  int64_t pop_value() {
    Int* object = pop();
    int64_t value = object->value;
    release(object);
    return value;
  }
};

// ---- The interpreter
// ------------------------------------------------------------------------------------------------------------

void describe(const uint64_t* greens, char* text, size_t size) {
  auto* code = reinterpret_cast<const Code*>(greens[1]);
  std::snprintf(text, size, "%" PRIu64 " %s", greens[0], op_names[static_cast<int>(code->instructions[greens[0]].op)]);
}

jw::Driver driver{"tiny-counted", describe};

JW_DONT_LOOK_INSIDE void print(int64_t value) { std::printf("%" PRId64 "\n", value); }

JW_UNROLL_SAFE void release_locals(Frame* frame) {
  for (int i = 0; i < local_count; i++) release(frame->locals[i]);
}

/// The caller owns the result.
Int* run(const Code* code, Frame* frame, uint32_t pc) {
  JW_CAN_ENTER_JIT(driver, pc, code);  // a guest function starts here
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    frame->depth = jw::promote(frame->depth);
    const Instruction& instruction = code->instructions[pc++];
    switch (instruction.op) {
      case Op::push: frame->push(share(code->constants->items[instruction.operand])); break;
      case Op::load: frame->push(share(frame->locals[instruction.operand])); break;
      case Op::store: {
        Int* old = frame->locals[instruction.operand];
        frame->locals[instruction.operand] = frame->pop();
        release(old);
        break;
      }
      case Op::add: {
        int64_t b = frame->pop_value(), a = frame->pop_value();
        frame->push(make_int(a + b));
        break;
      }
      case Op::sub: {
        int64_t b = frame->pop_value(), a = frame->pop_value();
        frame->push(make_int(a - b));
        break;
      }
      case Op::mul: {
        int64_t b = frame->pop_value(), a = frame->pop_value();
        frame->push(make_int(a * b));
        break;
      }
      case Op::less: {
        int64_t b = frame->pop_value(), a = frame->pop_value();
        frame->push(make_int(a < b));
        break;
      }
      case Op::jump: {
        bool backwards = instruction.operand < pc;
        pc = static_cast<uint32_t>(instruction.operand);
        if (backwards) JW_CAN_ENTER_JIT(driver, pc, code);  // a guest loop closes here
        break;
      }
      case Op::jump_if_false:
        if (frame->pop_value() == 0) pc = static_cast<uint32_t>(instruction.operand);
        break;
      case Op::call: {
        Frame callee{};
        callee.locals[0] = frame->pop();
        Int* result = run(code, &callee, static_cast<uint32_t>(instruction.operand));
        release_locals(&callee);
        frame->push(result);
        break;
      }
      case Op::return_: return frame->pop();
      case Op::print: print(frame->pop_value()); break;
      case Op::halt: return nullptr;
    }
  }
}

// ---- Reading a program
// ----------------------------------------------------------------------------------------------------------

[[noreturn]] void fail(int line, const char* message, const std::string& word) {
  std::fprintf(stderr, "tiny-counted: line %d: %s '%s'\n", line, message, word.c_str());
  std::exit(1);
}

struct Program {
  std::vector<Instruction> instructions;
  std::vector<Int*> constants;
};

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
    if (is_jump)
      label_uses.emplace_back(program.instructions.size(), operand, line);
    else if (has_operand)
      number = std::strtoll(operand.c_str(), nullptr, 10);
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
    std::fprintf(stderr, "usage: tiny-counted PROGRAM\n");
    return 2;
  }
  Program program;
  assemble(file, program);
  Code code{program.instructions.data(), reinterpret_cast<const Constants*>(program.constants.data())};
  Frame frame{};
  run(&code, &frame, 0);
  release_locals(&frame);
  for (Int* constant : program.constants) release(constant);
  if (allocated == 0) return 0;
  std::fprintf(stderr, "tiny-counted: %" PRId64 " integers were not freed\n", allocated);
  return 1;
}
