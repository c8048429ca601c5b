// The text form of traces. One operation a line:
//
//   %7 = load_item i64 %3, %4 *8 #16 as i64 {"List.items[]", "any pointer", element}
//   guard_true %6 [%3, %4] resume 2
//   %9 = call i64 "append" 0x1000:ptr, %3
//   jump %7, %9 #1 target 5
//
// `%N`, N the operation's index, names a value (parse() takes any name); constants are `5` (i64), `5:i32`, `0x1000:ptr`,
// `1.5:f64`, `0x7ff8000000000000:f64` (bits). After the opcode: the operation's type, the descriptor's name (calls, box
// families), the operands. Then, where they are not zero: `[fail arguments]`, `*scale`, `#immediate`, `as` memory type, `{access
// class}`, `target` token, `portal` number, `snapshot` or `resume` id, and what was `seen` while recording. Inputs and parameters without `#` are numbered in order.
// For parse() only, before the operations: `declare "append" any (ptr, i64) -> i64` fills in a call descriptor.
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "support/text_lexer.h"
#include "trace/trace.h"

namespace jitwright::trace {

namespace {

using support::Token;

bool accesses_memory(Opcode opcode) {
  switch (opcode) {
    case Opcode::load:
    case Opcode::load_item:
    case Opcode::store:
    case Opcode::store_item:
    case Opcode::load_volatile:
    case Opcode::store_volatile:
    case Opcode::assume_field: return true;
    default: return false;
  }
}

enum class DescriptorKind : uint8_t { none, access_class, call, family, target, portal };

DescriptorKind descriptor_kind(Opcode opcode) {
  switch (opcode) {
    case Opcode::load:
    case Opcode::load_item:
    case Opcode::store:
    case Opcode::store_item:
    case Opcode::load_volatile:
    case Opcode::store_volatile:
    case Opcode::copy_memory:
    case Opcode::fill_memory:
    case Opcode::assume_field: return DescriptorKind::access_class;
    case Opcode::call:
    case Opcode::conditional_call: return DescriptorKind::call;
    case Opcode::box:
    case Opcode::unbox:
    case Opcode::is_box:
    case Opcode::assume_box: return DescriptorKind::family;
    case Opcode::jump:
    case Opcode::call_assembler: return DescriptorKind::target;
    case Opcode::debug_merge_point: return DescriptorKind::portal;
    default: return DescriptorKind::none;
  }
}

bool has_fail_arguments(Opcode opcode) { return is_guard(opcode) || opcode == Opcode::exit_trace; }

uint32_t fixed_operands(const Operation& operation) {
  return has_fail_arguments(operation.opcode) ? static_cast<uint32_t>(arity(operation.opcode)) : operation.operand_count;
}

std::string format(const char* pattern, auto... values) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

std::string print_constant(const Constant& constant) {
  std::string suffix = ":" + std::string(layout::name(constant.type));
  switch (constant.type) {
    case Type::i64: return format("%lld", static_cast<long long>(constant.bits));
    case Type::i32: return format("%d", static_cast<int32_t>(constant.bits)) + suffix;
    case Type::f64: {
      double value = std::bit_cast<double>(constant.bits);
      if (!std::isfinite(value)) break;
      std::string text = format("%.17g", value);
      for (int digits = 1; digits < 17; ++digits) {
        std::string shorter = format("%.*g", digits, value);
        if (std::strtod(shorter.c_str(), nullptr) == value) {
          text = shorter;
          break;
        }
      }
      return text + suffix;
    }
    case Type::f32: {
      float value = std::bit_cast<float>(static_cast<uint32_t>(constant.bits));
      if (!std::isfinite(value)) break;
      return format("%.9g", static_cast<double>(value)) + suffix;
    }
    default: break;
  }
  return format("0x%llx", static_cast<unsigned long long>(constant.bits)) + suffix;
}

class Printer {
 public:
  Printer(const Trace& trace, const Names& names) : trace_(trace), names_(names) {}

  std::string run() {
    for (uint32_t index = 0; index < trace_.size(); ++index) print_operation(index);
    return std::move(out_);
  }

 private:
  void print_operation(uint32_t index) {
    const Operation& operation = trace_[index];
    if (result_type(operation.opcode, operation.type) != Type::none) out_ += format("%%%u = ", index);
    out_ += name(operation.opcode);
    if (operation.type != Type::none) out_ += " " + std::string(layout::name(operation.type));
    DescriptorKind kind = descriptor_kind(operation.opcode);
    if (kind == DescriptorKind::call) print_name(names_.calls, operation.descriptor);
    if (kind == DescriptorKind::family) print_name(names_.families, operation.descriptor);
    auto operands = trace_.operands(operation);
    uint32_t fixed = std::min<uint32_t>(fixed_operands(operation), operation.operand_count);
    if (fixed) out_ += " ";
    print_operands(operands.first(fixed));
    if (has_fail_arguments(operation.opcode)) {
      out_ += " [";
      print_operands(operands.subspan(fixed));
      out_ += "]";
    }
    if (operation.scale) out_ += format(" *%u", unsigned{operation.scale});
    bool numbered =
        operation.opcode == Opcode::input || operation.opcode == Opcode::parameter || operation.opcode == Opcode::label;
    if (operation.immediate || numbered) out_ += format(" #%lld", static_cast<long long>(operation.immediate));
    if (accesses_memory(operation.opcode)) out_ += " as " + std::string(layout::name(operation.memory_type));
    if (kind == DescriptorKind::access_class) print_access_class(operation.descriptor);
    if (kind == DescriptorKind::target && operation.descriptor != 0xffffffff) out_ += format(" target %u", operation.descriptor);
    if (kind == DescriptorKind::portal && operation.descriptor) out_ += format(" portal %u", operation.descriptor);
    if (operation.snapshot != SnapshotId::none) out_ += format(" snapshot %u", static_cast<uint32_t>(operation.snapshot));
    if (operation.resume != ResumeId::none) out_ += format(" resume %u", static_cast<uint32_t>(operation.resume));
    if (auto seen = trace_.seen(Operand::value(index))) out_ += format(" seen %lld", static_cast<long long>(*seen));
    out_ += "\n";
  }

  void print_operands(std::span<const Operand> operands) {
    for (size_t i = 0; i < operands.size(); ++i) {
      if (i) out_ += ", ";
      if (!operands[i].valid())
        out_ += "none";
      else if (operands[i].is_constant())
        out_ += print_constant(trace_.constant(operands[i]));
      else
        out_ += format("%%%u", operands[i].index());
    }
  }

  /// By name if the name says which one it is, else by number.
  void print_name(const std::vector<std::string>& names, uint32_t index) {
    bool unique = index < names.size() && !names[index].empty();
    for (uint32_t i = 0; unique && i < names.size(); ++i) unique = i == index || names[i] != names[index];
    out_ += unique ? " " + support::quote(names[index]) : format(" $%u", index);
  }

  void print_access_class(uint32_t index) {
    if (index == 0) return;
    if (!names_.access_classes || index >= names_.access_classes->size()) {
      out_ += format(" {%u}", index);
      return;
    }
    const layout::AccessClass& access_class = (*names_.access_classes)[layout::AccessClassId{index}];
    out_ += " {" + support::quote(access_class.field) + ", " + support::quote(access_class.scalar);
    if (access_class.element) out_ += ", element";
    if (access_class.immutable) out_ += ", immutable";
    if (access_class.quasi_immutable) out_ += ", quasi_immutable";
    if (access_class.virtualizable) out_ += ", virtualizable";
    out_ += "}";
  }

  const Trace& trace_;
  const Names& names_;
  std::string out_;
};

template <size_t count>
int find_name(const std::string_view (&names)[count], std::string_view text) {
  for (size_t i = 0; i < count; ++i) {
    if (names[i] == text) return static_cast<int>(i);
  }
  return -1;
}

class Parser {
 public:
  Parser(const std::string& text, ParseContext& context) : lexer_(text), context_(context) {}

  support::Result<Trace> run() {
    while (!lexer_.at(Token::Kind::end)) {
      if (lexer_.at(Token::Kind::line_end)) {
        lexer_.take();
        continue;
      }
      bool ok = lexer_.at_word("declare") ? parse_declaration() : parse_operation();
      if (ok && !lexer_.at_line_end()) ok = fail("unexpected '" + lexer_.current().text + "'");
      if (!ok) return support::Error{error_};
    }
    return std::move(trace_);
  }

 private:
  bool fail(const std::string& message) {
    if (error_.empty()) error_ = "line " + std::to_string(lexer_.current().line) + ": " + message;
    return false;
  }

  bool expect(char punctuation) {
    return lexer_.accept(punctuation) ||
           fail(std::string("expected '") + punctuation + "', found '" + lexer_.current().text + "'");
  }

  bool parse_declaration() {
    lexer_.take();
    if (!lexer_.at(Token::Kind::string)) return fail("expected the name of a call");
    layout::CallDescriptor& call = context_.calls[find_or_add(context_.calls, lexer_.take().text)];
    call.signature = {};
    int effect = find_name(layout::call_effect_names, lexer_.take().text);
    if (effect < 0) return fail("expected a call effect");
    call.effect = static_cast<layout::CallEffect>(effect);
    if (!expect('(')) return false;
    while (!lexer_.at(')')) {
      layout::AbiType type;
      if (!parse_abi_type(type)) return false;
      call.signature.parameters.push_back(type);
      if (!lexer_.accept(',')) break;
    }
    if (!expect(')') || !expect('-') || !expect('>') || !parse_abi_type(call.signature.result)) return false;
    return !lexer_.accept(',') || parse_abi_type(call.signature.second_result);
  }

  bool parse_abi_type(layout::AbiType& type) {
    int found = find_name(layout::abi_type_names, lexer_.take().text);
    if (found < 0) return fail("expected a C type");
    type = static_cast<layout::AbiType>(found);
    return true;
  }

  bool parse_operation() {
    std::string result;
    if (lexer_.current().text[0] == '%') {
      result = lexer_.take().text;
      if (!expect('=')) return false;
    }
    if (!lexer_.at(Token::Kind::word)) return fail("expected an operation");
    std::string opcode_name = lexer_.take().text;
    auto opcode = opcodes().find(opcode_name);
    if (opcode == opcodes().end()) return fail("no operation is called '" + opcode_name + "'");
    Operation operation{.opcode = opcode->second};
    if (lexer_.at(Token::Kind::word)) {
      int type = find_name(layout::type_names, lexer_.current().text);
      if (type > 0) {
        operation.type = static_cast<Type>(type);
        lexer_.take();
      }
    }
    std::vector<Operand> operands;
    if (!parse_descriptor_name(operation) || !parse_operands(operands, false)) return false;
    if (operation.opcode == Opcode::jump || operation.opcode == Opcode::call_assembler) operation.descriptor = 0xffffffff;
    if (operation.opcode == Opcode::input) operation.immediate = trace_.input_count();
    if (operation.opcode == Opcode::label) parameters_ = 0;
    if (operation.opcode == Opcode::parameter) operation.immediate = parameters_++;
    int64_t seen = 0;
    bool is_seen = false;
    while (!lexer_.at_line_end()) {
      if (lexer_.accept_word("seen")) {
        is_seen = true;
        if (!parse_number(seen)) return false;
      } else if (!parse_attribute(operation, operands)) {
        return false;
      }
    }
    Operand value = trace_.append(operation, operands);
    if (is_seen) trace_.note_seen(value, static_cast<uint64_t>(seen));
    bool has_result = result_type(operation.opcode, operation.type) != Type::none;
    if (has_result && result.empty()) return fail(opcode_name + " has a result: name it");
    if (!has_result && !result.empty()) return fail(opcode_name + " has no result");
    if (has_result && !values_.emplace(result, value).second) return fail(result + " is defined twice");
    return true;
  }

  bool parse_descriptor_name(Operation& operation) {
    DescriptorKind kind = descriptor_kind(operation.opcode);
    if (kind != DescriptorKind::call && kind != DescriptorKind::family) return true;
    if (lexer_.at(Token::Kind::string)) {
      std::string text = lexer_.take().text;
      operation.descriptor =
          kind == DescriptorKind::call ? find_or_add(context_.calls, text) : find_or_add(context_.families, text);
    } else if (lexer_.current().text[0] == '$') {
      operation.descriptor = static_cast<uint32_t>(std::strtoul(lexer_.take().text.c_str() + 1, nullptr, 10));
    } else {
      return fail("expected the name of a call or a box family");
    }
    return true;
  }

  template <class T>
  static uint32_t find_or_add(std::vector<T>& rows, const std::string& text) {
    for (uint32_t i = 0; i < rows.size(); ++i) {
      if (rows[i].name == text) return i;
    }
    rows.emplace_back().name = text;
    return static_cast<uint32_t>(rows.size() - 1);
  }

  /// Operands separated by commas; none if no operand stands here.
  bool parse_operands(std::vector<Operand>& operands, bool required) {
    bool negative = lexer_.at('-');
    bool word = lexer_.at(Token::Kind::word) &&
                (lexer_.current().text[0] == '%' || std::isdigit(static_cast<unsigned char>(lexer_.current().text[0])));
    if (!negative && !word) return !required || fail("expected an operand, found '" + lexer_.current().text + "'");
    Operand operand;
    if (!parse_operand(operand)) return false;
    operands.push_back(operand);
    return !lexer_.accept(',') || parse_operands(operands, true);
  }

  bool parse_operand(Operand& operand) {
    if (lexer_.current().text[0] == '%') {
      auto found = values_.find(lexer_.current().text);
      if (found == values_.end()) return fail(lexer_.current().text + " is not defined");
      operand = found->second;
      lexer_.take();
      return true;
    }
    bool negative = lexer_.accept('-');
    std::string text = lexer_.take().text;
    bool signed_exponent = text.ends_with('e') && !text.starts_with("0x") && (lexer_.at('-') || lexer_.at('+'));
    if (signed_exponent) {  // its sign splits the word
      text += lexer_.take().text;
      text += lexer_.take().text;
    }
    Type type = Type::i64;
    if (lexer_.accept(':')) {
      int found = find_name(layout::type_names, lexer_.take().text);
      if (found <= 0) return fail("expected a type after ':'");
      type = static_cast<Type>(found);
    }
    uint64_t bits;
    char* end = nullptr;
    bool hexadecimal = text.starts_with("0x");
    if (layout::is_float(type) && !hexadecimal) {
      double value = std::strtod(text.c_str(), &end);
      if (negative) value = -value;
      bits = type == Type::f64 ? std::bit_cast<uint64_t>(value) : std::bit_cast<uint32_t>(static_cast<float>(value));
    } else {
      bits = std::strtoull(text.c_str(), &end, hexadecimal ? 16 : 10);
      if (negative) bits = 0 - bits;
    }
    if (!end || *end) return fail("'" + text + "' is not a number");
    operand = trace_.add_constant(bits, type);
    return true;
  }

  bool parse_number(int64_t& number) {
    bool negative = lexer_.accept('-');
    std::string text = lexer_.take().text;
    char* end = nullptr;
    auto bits = std::strtoull(text.c_str(), &end, text.starts_with("0x") ? 16 : 10);
    if (text.empty() || *end) return fail("expected a number, found '" + text + "'");
    number = static_cast<int64_t>(negative ? 0 - bits : bits);
    return true;
  }

  bool parse_attribute(Operation& operation, std::vector<Operand>& operands) {
    int64_t number = 0;
    if (lexer_.accept('[')) return parse_operands(operands, false) && expect(']');
    if (lexer_.accept('#')) {
      if (!parse_number(operation.immediate)) return false;
      if (operation.opcode == Opcode::parameter) parameters_ = operation.immediate + 1;
      return true;
    }
    if (lexer_.accept('*')) {
      if (!parse_number(number)) return false;
      operation.scale = static_cast<uint16_t>(number);
      return true;
    }
    if (lexer_.accept('{')) return parse_access_class(operation);
    if (lexer_.accept_word("as")) {
      int type = find_name(layout::memory_type_names, lexer_.take().text);
      if (type < 0) return fail("expected a memory type after 'as'");
      operation.memory_type = static_cast<MemoryType>(type);
      return true;
    }
    if (lexer_.accept_word("target") || lexer_.accept_word("portal")) {
      if (!parse_number(number)) return false;
      operation.descriptor = static_cast<uint32_t>(number);
      return true;
    }
    if (lexer_.accept_word("snapshot")) {
      if (!parse_number(number)) return false;
      operation.snapshot = SnapshotId{static_cast<uint32_t>(number)};
      return true;
    }
    if (lexer_.accept_word("resume")) {
      if (!parse_number(number)) return false;
      operation.resume = ResumeId{static_cast<uint32_t>(number)};
      return true;
    }
    return fail("unexpected '" + lexer_.current().text + "'");
  }

  bool parse_access_class(Operation& operation) {
    if (lexer_.at(Token::Kind::word)) {
      int64_t number = 0;
      if (!parse_number(number)) return false;
      operation.descriptor = static_cast<uint32_t>(number);
      return expect('}');
    }
    layout::AccessClass access_class;
    access_class.field = lexer_.take().text;
    if (lexer_.accept(',') && lexer_.at(Token::Kind::string)) access_class.scalar = lexer_.take().text;
    while (lexer_.accept(',')) {
      std::string flag = lexer_.take().text;
      if (flag == "element")
        access_class.element = true;
      else if (flag == "immutable")
        access_class.immutable = true;
      else if (flag == "quasi_immutable")
        access_class.quasi_immutable = true;
      else if (flag == "virtualizable")
        access_class.virtualizable = true;
      else
        return fail("unknown property of an access class: " + flag);
    }
    operation.descriptor = static_cast<uint32_t>(context_.access_classes.intern(access_class));
    return expect('}');
  }

  static const std::unordered_map<std::string_view, Opcode>& opcodes() {
    static const auto* table = [] {
      auto* names = new std::unordered_map<std::string_view, Opcode>;
      for (unsigned i = 0; i < opcode_count; ++i) names->emplace(name(static_cast<Opcode>(i)), static_cast<Opcode>(i));
      return names;
    }();
    return *table;
  }

  support::TextLexer lexer_;
  ParseContext& context_;
  Trace trace_;
  std::unordered_map<std::string, Operand> values_;
  int64_t parameters_ = 0;
  std::string error_;
};

}  // namespace

std::string print(const Trace& trace, const Names& names) { return Printer(trace, names).run(); }

support::Result<Trace> parse(const std::string& text, ParseContext& context) { return Parser(text, context).run(); }

}  // namespace jitwright::trace
