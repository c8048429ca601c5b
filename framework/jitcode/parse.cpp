// The parser of the text form. More lenient than print(): positions before instructions are labels of any name, symbols are
// defined by use, `live auto` computes the liveness, so that tests can be written by hand.
#include <cctype>
#include <charconv>
#include <map>

#include "jitcode/image.h"
#include "jitcode/instruction.h"

namespace jitwright::jitcode {

namespace {

struct Token {
  enum class Kind : uint8_t { end, word, string, punctuation } kind = Kind::end;
  std::string text;
};

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '$'; }

/// The tokens of one line. An unfinished string or a strange character becomes punctuation that nothing accepts.
std::vector<Token> tokenize(std::string_view line) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < line.size();) {
    char c = line[i];
    if (c == ';') break;
    if (std::isspace(static_cast<unsigned char>(c))) {
      ++i;
    } else if (is_word_character(c)) {
      size_t start = i;
      while (i < line.size() && is_word_character(line[i])) ++i;
      tokens.push_back({Token::Kind::word, std::string(line.substr(start, i - start))});
    } else if (c == '"') {
      Token token{Token::Kind::string, {}};
      for (++i; i < line.size() && line[i] != '"'; ++i) {
        if (line[i] == '\\' && i + 1 < line.size())
          token.text += line[++i] == 'n' ? '\n' : line[i];
        else
          token.text += line[i];
      }
      ++i;
      tokens.push_back(std::move(token));
    } else if (c == '-' && i + 1 < line.size() && line[i + 1] == '>') {
      tokens.push_back({Token::Kind::punctuation, "->"});
      i += 2;
    } else {
      tokens.push_back({Token::Kind::punctuation, std::string(1, c)});
      ++i;
    }
  }
  return tokens;
}

template <class Names>
int index_of(const Names& names, std::string_view word) {
  int index = 0;
  for (std::string_view candidate : names) {
    if (candidate == word) return index;
    ++index;
  }
  return -1;
}

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text), module_(std::make_unique<Module>()) {}

  support::Result<std::unique_ptr<Module>> run() {
    size_t start = 0;
    while (start <= text_.size() && error_.empty()) {
      size_t end = text_.find('\n', start);
      if (end == std::string::npos) end = text_.size();
      tokens_ = tokenize(std::string_view(text_).substr(start, end - start));
      next_ = 0;
      ++line_;
      if (!tokens_.empty()) parse_line();
      start = end + 1;
    }
    if (error_.empty() && function_) fail("function without end");
    if (!error_.empty()) return support::Error{error_};
    return std::move(module_);
  }

 private:
  void fail(const std::string& message) {
    if (error_.empty()) error_ = "line " + std::to_string(line_) + ": " + message;
  }

  const Token& peek() const {
    static const Token end;
    return next_ < tokens_.size() ? tokens_[next_] : end;
  }
  Token take() {
    Token token = peek();
    if (next_ < tokens_.size()) ++next_;
    return token;
  }
  bool at_end() const { return next_ >= tokens_.size(); }
  bool accept(std::string_view text) {
    if (peek().kind == Token::Kind::string || peek().text != text || at_end()) return false;
    ++next_;
    return true;
  }
  void expect(std::string_view text) {
    if (!accept(text)) fail("'" + std::string(text) + "' expected before '" + peek().text + "'");
  }
  std::string take_string() {
    if (peek().kind != Token::Kind::string) fail("a string expected");
    return take().text;
  }
  int64_t take_number() {
    bool negative = accept("-");
    std::string word = take().text;
    bool hex = word.size() > 2 && word[0] == '0' && word[1] == 'x';
    uint64_t value = 0;
    const char* begin = word.data() + (hex ? 2 : 0);
    auto [stop, error] = std::from_chars(begin, word.data() + word.size(), value, hex ? 16 : 10);
    if (error != std::errc() || stop != word.data() + word.size()) fail("a number expected, not '" + word + "'");
    return static_cast<int64_t>(negative ? -value : value);
  }
  int32_t symbol_index(const std::string& name) {
    for (size_t i = 0; i < module_->symbols.size(); ++i) {
      if (module_->symbols[i] == name) return static_cast<int32_t>(i);
    }
    module_->symbols.push_back(name);
    return static_cast<int32_t>(module_->symbols.size() - 1);
  }
  int32_t take_symbol() {
    expect("@");
    if (peek().kind != Token::Kind::word && peek().kind != Token::Kind::string) fail("a symbol name expected");
    return symbol_index(take().text);
  }
  layout::AbiType take_abi_type() {
    std::string word = take().text;
    int index = index_of(layout::abi_type_names, word);
    if (index < 0) fail("unknown type '" + word + "'");
    return static_cast<layout::AbiType>(index < 0 ? 0 : index);
  }
  layout::Type take_type() {
    std::string word = take().text;
    int index = index_of(layout::type_names, word);
    if (index < 0) fail("unknown type '" + word + "'");
    return static_cast<layout::Type>(index < 0 ? 0 : index);
  }
  layout::Signature take_signature() {
    layout::Signature signature;
    expect("(");
    while (!accept(")") && error_.empty()) {
      if (!signature.parameters.empty()) expect(",");
      signature.parameters.push_back(take_abi_type());
    }
    if (accept("->")) {
      signature.result = take_abi_type();
      if (accept(",")) signature.second_result = take_abi_type();
    }
    return signature;
  }

  void parse_line() {
    if (function_)
      parse_function_line();
    else
      parse_table_line();
    if (!at_end() && error_.empty()) fail("unexpected '" + peek().text + "'");
  }

  void parse_table_line() {
    if (accept("module"))
      module_->source = take_string();
    else if (accept("file"))
      module_->files.push_back(take_string());
    else if (accept("symbol"))
      module_->symbols.push_back(take_string());
    else if (accept("class"))
      parse_class();
    else if (accept("call"))
      parse_call();
    else if (accept("family"))
      parse_family();
    else if (accept("function"))
      parse_function_start();
    else
      fail("unexpected '" + take().text + "'");
  }

  void parse_class() {
    layout::AccessClass access;
    access.field = take_string();
    access.scalar = take_string();
    access.element = accept("element");
    access.immutable = accept("immutable");
    access.quasi_immutable = accept("quasi_immutable");
    access.virtualizable = accept("virtualizable");
    module_->access_classes.push_back(std::move(access));
  }

  void parse_call() {
    layout::CallDescriptor call;
    call.name = take_string();
    call.signature = take_signature();
    if (accept("effect")) {
      int effect = index_of(layout::call_effect_names, take().text);
      if (effect < 0) return fail("unknown effect");
      call.effect = static_cast<layout::CallEffect>(effect);
    }
    call.look_inside = !accept("dont_look_inside");
    module_->calls.push_back(std::move(call));
    module_->call_trampolines.push_back(accept("trampoline") ? take_symbol() : -1);
  }

  void parse_family() {
    layout::BoxFamily family;
    family.name = take_string();
    family.payload = take_type();
    Module::FamilySymbols symbols;
    if (accept("box")) symbols.box = take_symbol();
    if (accept("unbox")) symbols.unbox = take_symbol();
    if (accept("is_box")) symbols.is_box = take_symbol();
    module_->families.push_back(std::move(family));
    module_->family_symbols.push_back(symbols);
  }

  // ---- functions ----

  struct JumpToPatch {
    uint32_t position;
    std::string label;
    uint32_t line;
  };
  struct PositionEntry {
    std::string label;
    bool across = false;
    std::vector<uint16_t> registers;
    Location location;
  };

  void parse_function_start() {
    function_ = std::make_unique<Function>();
    function_->module = module_.get();
    function_->name = take_string();
    if (peek().text == "@") function_->symbol = take_symbol();
    function_->signature = take_signature();
    labels_.clear();
    jumps_.clear();
    live_.clear();
    locations_.clear();
    live_auto_ = false;
    registers_known_ = false;
  }

  void parse_function_line() {
    if (accept("end")) return finish_function();
    if (accept("registers")) {
      function_->register_count = static_cast<uint32_t>(take_number());
      registers_known_ = true;
    } else if (accept("locals")) {
      function_->local_bytes = static_cast<uint32_t>(take_number());
    } else if (tokens_.size() == 1 && accept("loop")) {
      function_->has_loop = true;
    } else if (accept("portal")) {
      parse_portal();
    } else if (accept("live")) {
      parse_live();
    } else if (accept("location")) {
      parse_location();
    } else {
      if (next_ + 1 < tokens_.size() && tokens_[next_ + 1].text == ":") {
        labels_[take().text] = static_cast<uint32_t>(function_->code.size());
        take();
      }
      if (!at_end()) parse_instruction();
    }
  }

  void parse_portal() {
    function_->portal = std::make_unique<PortalInfo>();
    PortalInfo& portal = *function_->portal;
    expect("greens");
    portal.greens = static_cast<uint32_t>(take_number());
    if (accept("driver")) portal.driver_symbol = take_symbol();
    if (accept("resume")) portal.resume_symbol = take_symbol();
    expect("lives");
    while (!at_end() && error_.empty()) {
      if (!portal.live_types.empty()) expect(",");
      portal.live_types.push_back(take_type());
      portal.live_names.push_back(peek().kind == Token::Kind::string ? take().text : "");
    }
  }

  void parse_live() {
    if (accept("auto")) {
      live_auto_ = true;
      return;
    }
    PositionEntry entry;
    entry.label = take().text;
    entry.across = accept("across");
    if (!entry.across) expect("before");
    while (!at_end() && error_.empty()) entry.registers.push_back(take_register());
    live_.push_back(std::move(entry));
  }

  void parse_location() {
    PositionEntry entry;
    entry.label = take().text;
    expect("file");
    entry.location.file = static_cast<uint32_t>(take_number());
    expect("line");
    entry.location.line = static_cast<uint32_t>(take_number());
    locations_.push_back(std::move(entry));
  }

  uint16_t take_register() {
    std::string word = take().text;
    uint32_t value = 0;
    bool ok = word.size() > 1 && word[0] == 'r';
    if (ok) {
      auto [stop, error] = std::from_chars(word.data() + 1, word.data() + word.size(), value);
      ok = error == std::errc() && stop == word.data() + word.size() && value < 0xffff;
    }
    if (!ok) fail("a register expected, not '" + word + "'");
    return static_cast<uint16_t>(value);
  }

  uint16_t take_index(char letter) {
    std::string word = take().text;
    uint32_t value = 0;
    bool ok = word.size() > 1 && word[0] == letter;
    if (ok) {
      auto [stop, error] = std::from_chars(word.data() + 1, word.data() + word.size(), value);
      ok = error == std::errc() && stop == word.data() + word.size() && value < 0xffff;
    }
    if (!ok) fail(std::string("index ") + letter + "N expected, not '" + word + "'");
    return static_cast<uint16_t>(value);
  }

  uint16_t constant_operand(Constant constant) {
    if (!registers_known_) fail("'registers' must come before the code");
    std::vector<Constant>& all = function_->constants;
    size_t i = 0;
    while (i < all.size() && (all[i].value != constant.value || all[i].symbol != constant.symbol)) ++i;
    if (i == all.size()) all.push_back(constant);
    return static_cast<uint16_t>(function_->register_count + i);
  }

  uint16_t take_operand() {
    if (accept("#")) return constant_operand({static_cast<uint64_t>(take_number()), -1});
    if (peek().text != "@") return take_register();
    Constant constant{0, take_symbol()};
    if (accept("+"))
      constant.value = static_cast<uint64_t>(take_number());
    else if (accept("-"))
      constant.value = -static_cast<uint64_t>(take_number());
    return constant_operand(constant);
  }

  void emit(uint32_t unit) { function_->code.push_back(static_cast<uint16_t>(unit)); }
  void emit_pair(uint32_t value) {
    emit(value & 0xffff);
    emit(value >> 16);
  }

  void parse_part(char kind) {
    if (!first_part_) expect(",");
    first_part_ = false;
    switch (kind) {
      case 'd':
      case 'm': emit(take_register()); break;
      case 'r': emit(accept("none") ? 0xffff : take_register()); break;
      case 'a': emit(take_operand()); break;
      case 'i': emit_pair(static_cast<uint32_t>(take_number())); break;
      case 'u': emit(static_cast<uint32_t>(take_number())); break;
      case 'c':
      case 'k':
      case 'f': emit(take_index(kind)); break;
      case 'j':
        expect("->");
        jumps_.push_back({static_cast<uint32_t>(function_->code.size()), take().text, line_});
        emit_pair(0);
        break;
    }
  }

  /// Parses `kinds` until the line ends, before it the count of repetitions.
  void parse_repeated(const char* kinds) {
    size_t position = function_->code.size();
    emit(0);
    uint32_t count = 0;
    while (!at_end() && error_.empty() && !(*kinds == 'a' && kinds[1] == 'j' && (peek().text == "->" || at_default()))) {
      for (const char* kind = kinds; *kind; ++kind) parse_part(*kind);
      ++count;
    }
    function_->code[position] = static_cast<uint16_t>(count);
  }
  bool at_default() const { return next_ + 1 < tokens_.size() && tokens_[next_].text == "," && tokens_[next_ + 1].text == "->"; }

  void parse_instruction() {
    std::string word = take().text;
    int found = -1;
    for (unsigned i = 0; i < opcode_count && found < 0; ++i) {
      if (word == name(static_cast<Opcode>(i))) found = static_cast<int>(i);
    }
    if (found < 0) return fail("unknown instruction '" + word + "'");
    Opcode opcode = static_cast<Opcode>(found);
    emit(static_cast<uint32_t>(found) | take_instruction_type(opcode) << 8);
    first_part_ = true;
    const char* kinds = format(opcode);
    if (*kinds != '*') {
      for (; *kinds; ++kinds) parse_part(*kinds);
      return;
    }
    switch (opcode) {
      case Opcode::switch_:
        parse_part('a');
        parse_repeated("aj");
        parse_part('j');
        break;
      case Opcode::call:
      case Opcode::call_portal:
        for (char kind : {'k', 'r', 'a'}) parse_part(kind);
        parse_repeated("a");
        break;
      case Opcode::conditional_call:
        for (char kind : {'k', 'a', 'a'}) parse_part(kind);
        parse_repeated("a");
        break;
      case Opcode::merge_point:
        parse_part('u');
        parse_repeated("m");
        break;
      default: parse_repeated("a"); break;
    }
  }

  uint32_t take_instruction_type(Opcode opcode) {
    bool memory = std::string_view(name(opcode)).starts_with("load") || std::string_view(name(opcode)).starts_with("store");
    int index = memory ? index_of(layout::memory_type_names, peek().text) : index_of(layout::type_names, peek().text);
    if (at_end() || index < 0) return 0;
    take();
    return static_cast<uint32_t>(index);
  }

  uint32_t position_of(const std::string& label, uint32_t line) {
    auto found = labels_.find(label);
    if (found != labels_.end()) return found->second;
    line_ = line;
    fail("no label '" + label + "'");
    return 0;
  }

  void finish_function() {
    for (const JumpToPatch& jump : jumps_) {
      uint32_t target = position_of(jump.label, jump.line);
      function_->code[jump.position] = static_cast<uint16_t>(target & 0xffff);
      function_->code[jump.position + 1] = static_cast<uint16_t>(target >> 16);
    }
    std::vector<LiveAt> live;
    for (PositionEntry& entry : live_) live.push_back({position_of(entry.label, line_), entry.across, std::move(entry.registers)});
    function_->set_liveness(live);
    for (PositionEntry& entry : locations_) {
      entry.location.pc = position_of(entry.label, line_);
      function_->locations.push_back(entry.location);
    }
    if (live_auto_ && error_.empty()) compute_liveness(*function_, *module_);
    module_->functions.push_back(std::move(function_));
  }

  const std::string& text_;
  std::unique_ptr<Module> module_;
  std::string error_;
  std::vector<Token> tokens_;
  size_t next_ = 0;
  uint32_t line_ = 0;

  std::unique_ptr<Function> function_;
  std::map<std::string, uint32_t> labels_;
  std::vector<JumpToPatch> jumps_;
  std::vector<PositionEntry> live_, locations_;
  bool live_auto_ = false, registers_known_ = false, first_part_ = true;
};

}  // namespace

support::Result<std::unique_ptr<Module>> parse(const std::string& text) { return Parser(text).run(); }

}  // namespace jitwright::jitcode
