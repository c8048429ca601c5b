// The text form. Everything parse() reads back; comments (after ';') name what table indices stand for.
#include <cctype>

#include "jitcode/instruction.h"

namespace jitwright::jitcode {

namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n')
      result += "\\n";
    else
      result += c;
  }
  return result + '"';
}

bool is_plain_word(const std::string& text) {
  if (text.empty()) return false;
  for (char c : text) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '.' && c != '$') return false;
  }
  return true;
}

std::string symbol_text(const Module& module, int32_t symbol) {
  if (module.symbols.empty()) return "@symbol" + std::to_string(symbol);
  const std::string& name = module.symbols[symbol];
  return "@" + (is_plain_word(name) ? name : quoted(name));
}

std::string number(int64_t value) {
  if (value > -(int64_t{1} << 31) && value < (int64_t{1} << 31)) return std::to_string(value);
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

std::string constant_text(const Module& module, const Constant& constant) {
  int64_t value = static_cast<int64_t>(constant.value);
  if (constant.symbol < 0) return "#" + number(value);
  std::string text = symbol_text(module, constant.symbol);
  if (value == 0) return text;
  return text + (value > 0 ? "+" : "-") + number(value > 0 ? value : -value);
}

std::string signature_text(const layout::Signature& signature) {
  std::string text = "(";
  for (size_t i = 0; i < signature.parameters.size(); ++i) {
    if (i > 0) text += ", ";
    text += name(signature.parameters[i]);
  }
  text += ")";
  if (signature.result == layout::AbiType::none) return text;
  text += std::string(" -> ") + std::string(name(signature.result));
  if (signature.second_result != layout::AbiType::none) text += ", " + std::string(name(signature.second_result));
  return text;
}

std::string part_text(const Function& function, const Module& module, const Part& part) {
  switch (part.kind) {
    case 'd':
    case 'm': return "r" + std::to_string(part.value);
    case 'r': return part.value == 0xffff ? "none" : "r" + std::to_string(part.value);
    case 'a': {
      if (part.value < function.register_count) return "r" + std::to_string(part.value);
      size_t index = part.value - function.register_count;
      return index < function.constants.size() ? constant_text(module, function.constants[index]) : "?";
    }
    case 'j': return "->" + std::to_string(part.value);
    case 'c':
    case 'k':
    case 'f': return part.kind + std::to_string(part.value);
    default: return number(part.value);
  }
}

std::string type_text(const Parts& parts) {
  switch (parts.opcode) {
    case Opcode::load:
    case Opcode::load_item:
    case Opcode::store:
    case Opcode::store_item:
    case Opcode::load_volatile:
    case Opcode::store_volatile: return " " + std::string(name(static_cast<layout::MemoryType>(parts.type)));
    default: break;
  }
  if (parts.type == 0 || parts.type > static_cast<uint8_t>(layout::Type::ptr)) return "";
  return " " + std::string(name(static_cast<layout::Type>(parts.type)));
}

std::string comment(const Module& module, const Part& part) {
  size_t index = static_cast<size_t>(part.value);
  if (part.kind == 'c' && index < module.access_classes.size()) {
    const layout::AccessClass& access = module.access_classes[index];
    return access.field.empty() ? access.scalar : access.field;
  }
  if (part.kind == 'k' && index < module.calls.size()) return module.calls[index].name;
  if (part.kind == 'f' && index < module.families.size()) return module.families[index].name;
  return "";
}

std::string instruction_text(const Function& function, const Module& module, const Parts& parts) {
  std::string text = name(parts.opcode) + type_text(parts), note;
  bool first = true;
  for (const Part& part : parts.parts) {
    if (part.kind == 'n') continue;
    text += first ? " " : ", ";
    first = false;
    text += part_text(function, module, part);
    if (note.empty()) note = comment(module, part);
  }
  return note.empty() ? text : text + "  ; " + note;
}

std::string pad(uint32_t pc) {
  std::string text = std::to_string(pc);
  return std::string(text.size() < 5 ? 5 - text.size() : 0, ' ') + text;
}

std::string header_text(const Function& function, const Module& module) {
  std::string text = "function " + quoted(function.name);
  if (function.symbol >= 0) text += " " + symbol_text(module, function.symbol);
  text += " " + signature_text(function.signature) + "\n";
  text += "  registers " + std::to_string(function.register_count) + "\n";
  if (function.local_bytes) text += "  locals " + std::to_string(function.local_bytes) + "\n";
  if (function.has_loop) text += "  loop\n";
  if (!function.portal) return text;
  const PortalInfo& portal = *function.portal;
  text += "  portal greens " + std::to_string(portal.greens);
  if (portal.driver_symbol >= 0) text += " driver " + symbol_text(module, portal.driver_symbol);
  if (portal.resume_symbol >= 0) text += " resume " + symbol_text(module, portal.resume_symbol);
  text += " lives";
  for (size_t i = 0; i < portal.live_types.size(); ++i) {
    text += std::string(i ? ", " : " ") + std::string(name(portal.live_types[i])) + " " + quoted(portal.live_names[i]);
  }
  return text + "\n";
}

std::string liveness_text(const Liveness& entry) {
  std::string text = "  live " + std::to_string(entry.pc) + (entry.across ? " across" : " before");
  for (uint16_t r : entry.registers) text += " r" + std::to_string(r);
  return text + "\n";
}

std::string optional_symbol(const Module& module, const char* word, int32_t symbol) {
  return symbol < 0 ? "" : std::string(" ") + word + " " + symbol_text(module, symbol);
}

std::string tables_text(const Module& module) {
  std::string text = "module " + quoted(module.source) + "\n";
  for (const std::string& file : module.files) text += "file " + quoted(file) + "\n";
  for (const std::string& symbol : module.symbols) text += "symbol " + quoted(symbol) + "\n";
  for (const layout::AccessClass& access : module.access_classes) {
    text += "class " + quoted(access.field) + " " + quoted(access.scalar);
    if (access.element) text += " element";
    if (access.immutable) text += " immutable";
    if (access.quasi_immutable) text += " quasi_immutable";
    if (access.virtualizable) text += " virtualizable";
    text += "\n";
  }
  for (size_t i = 0; i < module.calls.size(); ++i) {
    const layout::CallDescriptor& call = module.calls[i];
    text += "call " + quoted(call.name) + " " + signature_text(call.signature) + " effect " +
            std::string(layout::call_effect_names[static_cast<int>(call.effect)]);
    if (!call.look_inside) text += " dont_look_inside";
    text += optional_symbol(module, "trampoline", module.call_trampolines[i]) + "\n";
  }
  for (size_t i = 0; i < module.families.size(); ++i) {
    const Module::FamilySymbols& symbols = module.family_symbols[i];
    text += "family " + quoted(module.families[i].name) + " " + std::string(name(module.families[i].payload)) +
            optional_symbol(module, "box", symbols.box) + optional_symbol(module, "unbox", symbols.unbox) +
            optional_symbol(module, "is_box", symbols.is_box) + "\n";
  }
  return text;
}

std::string function_text(const Function& function, const Module& module, bool with_locations, bool as_comments) {
  std::string text = header_text(function, module);
  Parts parts;
  uint32_t line = 0;
  for (uint32_t pc = 0; pc < function.code.size(); pc += parts.size) {
    if (!read_parts(function, pc, parts)) return text + pad(pc) + ": ?\n";
    std::optional<Location> location = with_locations ? function.find_location(pc) : std::nullopt;
    if (as_comments && location && location->line != line) {
      line = location->line;
      text += "       ; " + module.files[location->file] + ":" + std::to_string(line) + "\n";
    }
    text += pad(pc) + ": " + instruction_text(function, module, parts) + "\n";
  }
  for (const Liveness& entry : function.liveness) text += liveness_text(entry);
  if (with_locations && !as_comments) {
    for (const Location& location : function.locations) {
      text += "  location " + std::to_string(location.pc) + " file " + std::to_string(location.file) + " line " +
              std::to_string(location.line) + "\n";
    }
  }
  return text + "end\n";
}

}  // namespace

std::string print(const Function& function, const Module& module, bool with_locations) {
  return function_text(function, module, with_locations, true);
}

std::string print(const Module& module) {
  std::string text = tables_text(module);
  for (const auto& function : module.functions) text += "\n" + function_text(*function, module, true, false);
  return text;
}

}  // namespace jitwright::jitcode
