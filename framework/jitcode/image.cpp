// The byte form: a header (magic, version), the index, the tables, the functions, and a checksum of all of it at the end. Numbers
// are of variable length, code units stand as they are. Reading trusts nothing: it never goes past the end, and every function is
// verified.
#include "jitcode/image.h"

#include <cstring>
#include <iterator>

namespace jitwright::jitcode {

namespace {

class Writer {
 public:
  void number(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<uint8_t>(value | 0x80));
    bytes.push_back(static_cast<uint8_t>(value));
  }
  void symbol(int32_t symbol) { number(static_cast<uint64_t>(symbol + 1)); }
  void text(const std::string& text) {
    number(text.size());
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  template <class T>
  void raw(T value) {
    raw(&value, sizeof value);
  }
  void raw(const void* data, size_t size) {
    if (size == 0) return;
    size_t start = bytes.size();
    bytes.resize(start + size);
    std::memcpy(bytes.data() + start, data, size);
  }

  std::vector<uint8_t> bytes;
};

/// Reads what Writer wrote. After the first error everything reads as zero.
class Reader {
 public:
  Reader(const uint8_t* begin, const uint8_t* end) : next_(begin), end_(end) {}

  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (next_ == end_) return broken();
      uint8_t byte = *next_++;
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return broken();
  }
  /// A number that must be below `limit`.
  template <class T>
  T below(uint64_t limit) {
    uint64_t value = number();
    return static_cast<T>(value < limit ? value : broken());
  }
  uint32_t number32() { return below<uint32_t>(uint64_t{1} << 32); }
  /// A count of things that take at least one byte each.
  size_t count() {
    uint64_t value = number();
    return value <= static_cast<uint64_t>(end_ - next_) ? value : broken();
  }
  int32_t symbol() { return static_cast<int32_t>(below<uint32_t>(0x7fffffff)) - 1; }
  std::string text() {
    size_t size = count();
    std::string result(reinterpret_cast<const char*>(next_), size);
    next_ += size;
    return result;
  }
  void skip_text() { next_ += count(); }
  void units(std::vector<uint16_t>& out) {
    size_t size = count();
    if (size > static_cast<size_t>(end_ - next_) / 2) size = broken();
    out.resize(size);
    if (size > 0) std::memcpy(out.data(), next_, size * 2);
    next_ += size * 2;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return next_ == end_; }
  const uint8_t* position() const { return next_; }

 private:
  uint32_t broken() {
    ok_ = false;
    next_ = end_;
    return 0;
  }
  const uint8_t* next_;
  const uint8_t* end_;
  bool ok_ = true;
};

constexpr uint64_t abi_types = static_cast<uint64_t>(layout::AbiType::ptr) + 1;
constexpr uint64_t types = static_cast<uint64_t>(layout::Type::ptr) + 1;
constexpr uint64_t effects = std::size(layout::call_effect_names);

void write_signature(Writer& out, const layout::Signature& signature) {
  out.number(signature.parameters.size());
  for (layout::AbiType type : signature.parameters) out.number(static_cast<uint64_t>(type));
  out.number(static_cast<uint64_t>(signature.result));
  out.number(static_cast<uint64_t>(signature.second_result));
}

layout::Signature read_signature(Reader& in) {
  layout::Signature signature;
  signature.parameters.resize(in.count());
  for (layout::AbiType& type : signature.parameters) type = in.below<layout::AbiType>(abi_types);
  signature.result = in.below<layout::AbiType>(abi_types);
  signature.second_result = in.below<layout::AbiType>(abi_types);
  return signature;
}

void write_function(Writer& out, const Function& function) {
  out.text(function.name);
  write_signature(out, function.signature);
  out.number(function.register_count);
  out.number(function.local_bytes);
  out.number(function.has_loop | (function.portal ? 2 : 0));
  out.number(function.code.size());
  out.raw(function.code.data(), function.code.size() * 2);
  out.number(function.constants.size());
  for (const Constant& constant : function.constants) {
    out.number(constant.value);
    out.symbol(constant.symbol);
  }
  out.number(function.liveness.size());
  uint32_t pc = 0;
  for (const Liveness& entry : function.liveness) {
    out.number(static_cast<uint64_t>(entry.pc - pc) << 1 | entry.across);
    pc = entry.pc;
    out.number(entry.registers.size());
    uint16_t previous = 0;
    for (uint16_t r : entry.registers) {
      out.number(static_cast<uint16_t>(r - previous));
      previous = r;
    }
  }
  out.number(function.locations.size());
  pc = 0;
  for (const Location& location : function.locations) {
    out.number(location.pc - pc);
    pc = location.pc;
    out.number(location.file);
    out.number(location.line);
  }
  if (!function.portal) return;
  out.number(function.portal->greens);
  out.symbol(function.portal->driver_symbol);
  out.symbol(function.portal->resume_symbol);
  out.number(function.portal->live_types.size());
  for (layout::Type type : function.portal->live_types) out.number(static_cast<uint64_t>(type));
  for (const std::string& name : function.portal->live_names) out.text(name);
}

std::unique_ptr<PortalInfo> read_portal(Reader& in) {
  auto portal = std::make_unique<PortalInfo>();
  portal->greens = in.number32();
  portal->driver_symbol = in.symbol();
  portal->resume_symbol = in.symbol();
  portal->live_types.resize(in.count());
  for (layout::Type& type : portal->live_types) type = in.below<layout::Type>(types);
  portal->live_names.resize(portal->live_types.size());
  for (std::string& name : portal->live_names) name = in.text();
  return portal;
}

std::unique_ptr<Function> read_function(Reader& in) {
  auto function = std::make_unique<Function>();
  function->name = in.text();
  function->signature = read_signature(in);
  function->register_count = in.number32();
  function->local_bytes = in.number32();
  uint32_t flags = in.below<uint32_t>(4);
  function->has_loop = flags & 1;
  in.units(function->code);
  function->constants.resize(in.count());
  for (Constant& constant : function->constants) {
    constant.value = in.number();
    constant.symbol = in.symbol();
  }
  function->liveness.resize(in.count());
  uint32_t pc = 0;
  for (Liveness& entry : function->liveness) {
    uint64_t step = in.below<uint64_t>(uint64_t{1} << 32);
    entry.across = step & 1;
    entry.pc = pc += static_cast<uint32_t>(step >> 1);
    entry.registers.resize(in.count());
    uint16_t previous = 0;
    for (uint16_t& r : entry.registers) r = previous = static_cast<uint16_t>(previous + in.below<uint16_t>(0x10000));
  }
  function->locations.resize(in.count());
  pc = 0;
  for (Location& location : function->locations) {
    location.pc = pc += in.number32();
    location.file = in.number32();
    location.line = in.number32();
  }
  if (flags & 2) function->portal = read_portal(in);
  return function;
}

void write_tables(Writer& out, const Module& module) {
  out.text(module.source);
  out.number(module.symbols.size());
  for (const std::string& symbol : module.symbols) out.text(symbol);
  out.number(module.files.size());
  for (const std::string& file : module.files) out.text(file);
  out.number(module.access_classes.size());
  for (const layout::AccessClass& access : module.access_classes) {
    out.text(access.field);
    out.text(access.scalar);
    out.number(access.element | access.immutable << 1 | access.quasi_immutable << 2 | access.virtualizable << 3);
  }
  out.number(module.calls.size());
  for (size_t i = 0; i < module.calls.size(); ++i) {
    out.text(module.calls[i].name);
    write_signature(out, module.calls[i].signature);
    out.number(static_cast<uint64_t>(module.calls[i].effect));
    out.number(module.calls[i].look_inside);
    out.symbol(module.call_trampolines[i]);
  }
}

void read_tables(Reader& in, Module& module, SymbolNames names) {
  module.source = in.text();
  if (names == SymbolNames::read) {
    module.symbols.resize(in.count());
    for (std::string& symbol : module.symbols) symbol = in.text();
  } else {
    module.nameless_symbols = in.count();
    for (size_t i = 0; i < module.nameless_symbols; ++i) in.skip_text();
  }
  module.files.resize(in.count());
  for (std::string& file : module.files) file = in.text();
  module.access_classes.resize(in.count());
  for (layout::AccessClass& access : module.access_classes) {
    access.field = in.text();
    access.scalar = in.text();
    uint32_t flags = in.below<uint32_t>(16);
    access.element = flags & 1;
    access.immutable = flags & 2;
    access.quasi_immutable = flags & 4;
    access.virtualizable = flags & 8;
  }
  module.calls.resize(in.count());
  module.call_trampolines.resize(module.calls.size());
  for (size_t i = 0; i < module.calls.size(); ++i) {
    module.calls[i].name = in.text();
    module.calls[i].signature = read_signature(in);
    module.calls[i].effect = in.below<layout::CallEffect>(effects);
    module.calls[i].look_inside = in.below<uint32_t>(2);
    module.call_trampolines[i] = in.symbol();
  }
}

void write_index(Writer& out, const Module& module, const std::vector<size_t>& function_sizes, size_t tables_size) {
  out.number(module.symbols.size());
  out.number(module.families.size());
  for (size_t i = 0; i < module.families.size(); ++i) {
    out.text(module.families[i].name);
    out.number(static_cast<uint64_t>(module.families[i].payload));
    out.symbol(module.family_symbols[i].box);
    out.symbol(module.family_symbols[i].unbox);
    out.symbol(module.family_symbols[i].is_box);
  }
  out.number(module.functions.size());
  for (size_t i = 0; i < module.functions.size(); ++i) {
    out.symbol(module.functions[i]->symbol);
    out.number(function_sizes[i]);
  }
  out.number(tables_size);
}

std::string verify_tables(const Module& module) {
  auto in_range = [&](int32_t symbol) { return symbol < static_cast<int64_t>(module.symbol_count()); };
  for (int32_t symbol : module.call_trampolines) {
    if (!in_range(symbol)) return "a trampoline's symbol is out of range";
  }
  return {};
}

}  // namespace

uint64_t checksum(const uint8_t* bytes, size_t size) {
  constexpr uint64_t multiplier = 0x9e3779b97f4a7c15;
  uint64_t hash = size * multiplier;
  for (size_t i = 0; i < size; i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes + i, size - i < 8 ? size - i : 8);
    hash = (hash ^ word) * multiplier;
    hash ^= hash >> 32;
  }
  return hash;
}

std::vector<uint8_t> encode(const Module& module) {
  Writer tables, functions;
  write_tables(tables, module);
  std::vector<size_t> sizes;
  for (const auto& function : module.functions) {
    size_t start = functions.bytes.size();
    write_function(functions, *function);
    sizes.push_back(functions.bytes.size() - start);
  }
  Writer out;
  out.raw(image_magic);
  out.raw(image_version);
  write_index(out, module, sizes, tables.bytes.size());
  out.raw(tables.bytes.data(), tables.bytes.size());
  out.raw(functions.bytes.data(), functions.bytes.size());
  out.raw(checksum(out.bytes.data(), out.bytes.size()));
  return std::move(out.bytes);
}

support::Result<ImageIndex> read_index(const uint8_t* bytes, size_t size) {
  if (size < 16) return support::Error{"the image is too short"};
  uint32_t magic, version;
  std::memcpy(&magic, bytes, 4);
  std::memcpy(&version, bytes + 4, 4);
  if (magic != image_magic) return support::Error{"not a jitcode image"};
  if (version != image_version) return support::Error{"jitcode image of version " + std::to_string(version)};

  Reader in(bytes + 8, bytes + size - 8);
  ImageIndex index;
  index.symbol_count = in.count();
  bool in_range = true;
  auto symbol = [&] {
    int32_t result = in.symbol();
    in_range &= result < static_cast<int64_t>(index.symbol_count);
    return result;
  };
  index.families.resize(in.count());
  index.family_symbols.resize(index.families.size());
  for (size_t i = 0; i < index.families.size(); ++i) {
    index.families[i].name = in.text();
    index.families[i].payload = in.below<layout::Type>(types);
    index.family_symbols[i] = {symbol(), symbol(), symbol()};
  }
  index.functions.resize(in.count());
  size_t end = 0;
  for (ImageIndex::FunctionPlace& place : index.functions) {
    place.symbol = symbol();
    end += in.count();
    place.end = static_cast<uint32_t>(end);
  }
  index.tables_size = in.count();
  if (!in.ok() || !in_range) return support::Error{"the image's index is malformed"};
  index.tables_offset = static_cast<size_t>(in.position() - bytes);
  if (index.tables_offset + index.tables_size + end != size - 8 || end > UINT32_MAX)
    return support::Error{"the image has another size than its index says"};
  return index;
}

support::Result<std::unique_ptr<Module>> read_tables(const uint8_t* bytes, const ImageIndex& index, SymbolNames names) {
  auto module = std::make_unique<Module>();
  Reader in(bytes + index.tables_offset, bytes + index.tables_offset + index.tables_size);
  read_tables(in, *module, names);
  module->families = index.families;
  module->family_symbols = index.family_symbols;
  module->functions.resize(index.functions.size());
  bool whole = in.ok() && in.at_end() && module->symbol_count() == index.symbol_count;
  if (!whole) return support::Error{"the image's tables are malformed"};
  std::string message = verify_tables(*module);
  if (!message.empty()) return support::Error{message};
  return module;
}

support::Result<Function*> read_function(const uint8_t* bytes, const ImageIndex& index, size_t number, Module& module) {
  const ImageIndex::FunctionPlace& place = index.functions[number];
  const uint8_t* functions = bytes + index.tables_offset + index.tables_size;
  Reader in(functions + (number ? index.functions[number - 1].end : 0), functions + place.end);
  std::unique_ptr<Function> function = read_function(in);
  function->symbol = place.symbol;
  function->module = &module;
  if (!in.ok() || !in.at_end()) return support::Error{"a function of the image is malformed"};
  std::string message = verify(*function, module);
  if (!message.empty()) return support::Error{message};
  module.functions[number] = std::move(function);
  return module.functions[number].get();
}

support::Result<std::unique_ptr<Module>> decode(const uint8_t* bytes, size_t size) {
  auto index = read_index(bytes, size);
  if (!index) return support::Error{index.error()};
  uint64_t sum;
  std::memcpy(&sum, bytes + size - 8, 8);
  if (sum != checksum(bytes, size - 8)) return support::Error{"the checksum is wrong"};
  auto module = read_tables(bytes, *index, SymbolNames::read);
  if (!module) return module;
  for (size_t i = 0; i < index->functions.size(); ++i) {
    auto function = read_function(bytes, *index, i, **module);
    if (!function) return support::Error{function.error()};
  }
  return module;
}

}  // namespace jitwright::jitcode
