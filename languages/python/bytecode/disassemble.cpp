#include "bytecode/serialize.h"
#include <cstdio>

#include "bytecode/code.h"

namespace python {

namespace {

void quote(std::string& out, const std::string& text) {
  out += '\'';
  for (char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\'' || c == '\\')
      out += '\\', out += c;
    else
      out += c;
  }
  out += '\'';
}

void print_constant(std::string& out, const Constant& constant) {
  using Kind = Constant::Kind;
  char buffer[64];
  switch (constant.kind) {
    case Kind::none: out += "None"; break;
    case Kind::boolean: out += constant.integer ? "True" : "False"; break;
    case Kind::ellipsis: out += "Ellipsis"; break;
    case Kind::integer: out += std::to_string(constant.integer); break;
    case Kind::big_integer: out += constant.text; break;
    case Kind::floating:
    case Kind::complex:
      std::snprintf(buffer, sizeof buffer, "%.17g", constant.floating);
      out += buffer;
      if (constant.kind == Kind::complex) out += "j";
      break;
    case Kind::bytes: out += 'b'; [[fallthrough]];
    case Kind::str: quote(out, constant.text); break;
    case Kind::tuple:
    case Kind::frozenset:
      out += constant.kind == Kind::tuple ? "(" : "frozenset(";
      for (size_t i = 0; i < constant.items.size(); i++) {
        if (i) out += ", ";
        print_constant(out, constant.items[i]);
      }
      out += ")";
      break;
    case Kind::code: out += "<code " + constant.code->qualname + ">"; break;
  }
}

void print_register(std::string& out, const CodeSpec& code, int reg) {
  if (reg >= 0 && reg < static_cast<int>(code.register_names.size()))
    out += code.register_names[static_cast<size_t>(reg)];
  else
    out += "r" + std::to_string(reg);
}

void print_operand(std::string& out, const CodeSpec& code, char kind, int value) {
  switch (kind) {
    case 'w':
    case 'r':
    case 'm': print_register(out, code, value); break;
    case 'p': out += "r" + std::to_string(value) + ".."; break;
    case 'v':
      if (value >= 0)
        print_register(out, code, value);
      else
        print_constant(out, code.constants[static_cast<size_t>(~value)]);
      break;
    case 'k': print_constant(out, code.constants[static_cast<size_t>(value)]); break;
    case 'n': out += code.names[static_cast<size_t>(value)]; break;
    case 'f': out += "^" + code.free_names[static_cast<size_t>(value)]; break;
    case 'j': out += "@" + std::to_string(value); break;
    default: out += "#" + std::to_string(value); break;
  }
}

}  // namespace

std::string disassemble(const CodeSpec& code) {
  complete(code);
  std::string out = "code " + code.qualname + ": " + std::to_string(code.parameter_count) + " parameters, " +
                    std::to_string(code.local_count) + " locals, " + std::to_string(code.register_count) + " registers\n";
  for (size_t pc = 0; pc < code.instructions.size(); pc++) {
    const Instruction& instruction = code.instructions[pc];
    const OpcodeInfo& info = opcode_info(instruction.op);
    char head[32];
    std::snprintf(head, sizeof head, "%4zu ", pc);
    out += head;
    out += info.name;
    int values[4] = {instruction.a, instruction.b, instruction.c, instruction.d};
    bool first = true;
    for (int i = 0; i < 4; i++) {
      if (info.operands[i] == '_') continue;
      out += first ? " " : ", ";
      first = false;
      print_operand(out, code, info.operands[i], values[i]);
    }
    out += "\n";
  }
  for (const HandlerRange& range : code.handlers) {
    out += "     handler [" + std::to_string(range.start) + ", " + std::to_string(range.end) + ") -> @" +
           std::to_string(range.handler) + " in r" + std::to_string(range.reg) + "\n";
  }
  for (const Constant& constant : code.constants)
    if (constant.kind == Constant::Kind::code) out += disassemble(*constant.code);
  return out;
}

}  // namespace python
