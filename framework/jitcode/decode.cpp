// Reading an image, in parts or as a whole. It never goes past a part's end: what is not what encode() writes is an error, or reads as zero.
#include <iterator>

#include "jitcode/coding.h"
#include "jitcode/image.h"

namespace jitwright::jitcode {

namespace {

constexpr uint64_t abi_types = static_cast<uint64_t>(layout::AbiType::ptr) + 1;
constexpr uint64_t types = static_cast<uint64_t>(layout::Type::ptr) + 1;
constexpr uint64_t effects = std::size(layout::call_effect_names);

bool is_sound(const uint8_t* begin, const uint8_t* end_with_checksum) {
  return read64(end_with_checksum - 8) == checksum(begin, static_cast<size_t>(end_with_checksum - 8 - begin));
}

layout::Signature read_signature(Reader& in) {
  layout::Signature signature;
  signature.parameters.resize(in.count());
  for (layout::AbiType& type : signature.parameters) type = in.below<layout::AbiType>(abi_types);
  signature.result = in.below<layout::AbiType>(abi_types);
  signature.second_result = in.below<layout::AbiType>(abi_types);
  return signature;
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

/// False where an entry's list is not one.
bool read_liveness(Reader& in, Function& function) {
  function.live_registers = in.units();
  const std::vector<uint16_t>& lists = function.live_registers;
  function.liveness.resize(in.count());
  uint32_t pc = 0;
  for (Liveness& entry : function.liveness) {
    uint64_t step = in.below<uint64_t>(uint64_t{1} << 32);
    entry.across = step & 1;
    entry.pc = pc += static_cast<uint32_t>(step >> 1);
    uint64_t list = in.number();
    if (list >= lists.size() || lists[list] >= lists.size() - list) return false;
    entry.registers = {lists.data() + list + 1, lists[list]};
  }
  return true;
}

Location read_location(Reader& in, uint32_t previous_pc) {
  uint32_t pc = previous_pc + in.number32();
  uint32_t file = in.number32();
  return {pc, file, in.number32()};
}

void read_locations(Reader& in, std::vector<Location>& locations) {
  while (!in.at_end()) locations.push_back(read_location(in, locations.empty() ? 0 : locations.back().pc));
}

}  // namespace

std::optional<Location> Function::find_location(uint32_t pc) const {
  std::optional<Location> found;
  for (const Location& location : locations) {
    if (location.pc > pc) break;
    found = location;
  }
  Reader in(coded_locations.data(), coded_locations.data() + coded_locations.size());
  while (!in.at_end()) {
    Location next = read_location(in, found ? found->pc : 0);
    if (next.pc > pc) break;
    found = next;
  }
  return found;
}

uint64_t checksum(const uint8_t* bytes, size_t size) {
  constexpr uint64_t multiplier = 0x9e3779b97f4a7c15;
  uint64_t hash = size * multiplier;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    hash = (hash ^ read64(bytes + i)) * multiplier;
    hash ^= hash >> 32;
  }
  uint64_t rest = 0;
  if (i < size) std::memcpy(&rest, bytes + i, size - i);
  hash = (hash ^ rest) * multiplier;
  return hash ^ hash >> 32;
}

size_t index_size(const std::vector<uint8_t>& bytes) { return read32(bytes.data() + ImageHeader::index_size); }

support::Result<Image> Image::open(const uint8_t* index, size_t index_size, const uint8_t* bytes, size_t size) {
  if (index_size < ImageHeader::size + 9 || size < index_size + 16) return support::Error{"the image is too short"};
  auto field = [&](ImageHeader::Field at) { return read32(index + at); };
  if (field(ImageHeader::magic) != image_magic) return support::Error{"not a jitcode image"};
  if (field(ImageHeader::version) != image_version)
    return support::Error{"jitcode image of version " + std::to_string(field(ImageHeader::version))};
  if (field(ImageHeader::index_size) != index_size || !is_sound(index, index + index_size))
    return support::Error{"the image's index is malformed"};

  Image image;
  image.index_ = index;
  image.symbols_ = field(ImageHeader::symbol_count);
  image.functions_ = field(ImageHeader::function_count);
  image.classes_ = field(ImageHeader::class_count);
  image.calls_ = field(ImageHeader::call_count);
  image.files_ = field(ImageHeader::file_count);
  uint64_t tables_size = field(ImageHeader::tables_size), functions_size = field(ImageHeader::functions_size);
  uint64_t rows = 4 * (uint64_t{image.classes_} + image.calls_ + image.files_ + 1);
  bool fits = 8 * uint64_t{image.functions_} <= index_size - ImageHeader::size - 8 && rows + 8 <= tables_size &&
              index_size + tables_size + functions_size + 8 <= size;
  if (!fits) return support::Error{"the image has another size than its index says"};
  image.families_ = index + ImageHeader::size + 8 * size_t{image.functions_};
  image.index_end_ = index + index_size - 8;
  image.tables_ = bytes + index_size;
  image.details_ = image.tables_ + rows;
  image.functions_begin_ = image.tables_ + tables_size;
  image.names_ = image.functions_begin_ + functions_size;
  image.end_ = bytes + size - 8;
  uint64_t end = 0;
  for (uint32_t i = 0; i < image.functions_; ++i) {
    uint64_t next = read32(image.place(i) + 4);
    if (read32(image.place(i)) > image.symbols_ || next < end + 8) return support::Error{"the image's index is malformed"};
    end = next;
  }
  if (end != functions_size) return support::Error{"the image has another size than its index says"};
  return image;
}

const uint8_t* Image::place(uint32_t function) const { return index_ + ImageHeader::size + 8 * size_t{function}; }

int32_t Image::symbol_of_function(uint32_t number) const { return static_cast<int32_t>(read32(place(number))) - 1; }

void Image::read_families(Module& module) const {
  Reader in(families_, index_end_);
  auto symbol = [&] {
    int32_t result = in.symbol();
    return result < static_cast<int64_t>(symbols_) ? result : -1;
  };
  module.families.resize(in.count());
  module.family_symbols.resize(module.families.size());
  for (size_t i = 0; i < module.families.size(); ++i) {
    module.families[i].name = in.text();
    module.families[i].payload = in.below<layout::Type>(types);
    module.family_symbols[i] = {symbol(), symbol(), symbol()};
  }
}

bool Image::tables_are_sound() const { return is_sound(tables_, functions_begin_); }

/// Of a row of the tables.
static Reader details_at(const uint8_t* row, const uint8_t* begin, const uint8_t* end) {
  size_t at = read32(row) >> 4;
  return Reader(at < static_cast<size_t>(end - begin) ? begin + at : end, end);
}

uint8_t Image::access_class_flags(uint32_t number) const { return read32(table(number)) & 15; }

layout::AccessClass Image::access_class(uint32_t number) const {
  Reader in = details_at(table(number), details_, functions_begin_ - 8);
  layout::AccessClass access;
  access.field = in.text();
  access.scalar = in.text();
  uint8_t flags = access_class_flags(number);
  access.element = flags & Module::element;
  access.immutable = flags & Module::immutable;
  access.quasi_immutable = flags & Module::quasi_immutable;
  access.virtualizable = flags & Module::virtualizable;
  return access;
}

layout::CallDescriptor Image::call(uint32_t number, int32_t& trampoline_symbol) const {
  Reader in = details_at(table(classes_ + number), details_, functions_begin_ - 8);
  layout::CallDescriptor call;
  call.name = in.text();
  call.signature = read_signature(in);
  call.effect = in.below<layout::CallEffect>(effects);
  call.look_inside = in.below<uint32_t>(2);
  trampoline_symbol = in.symbol();
  if (trampoline_symbol >= static_cast<int64_t>(symbols_)) trampoline_symbol = -1;
  return call;
}

std::string Image::file(uint32_t number) const {
  return details_at(table(classes_ + calls_ + number), details_, functions_begin_ - 8).text();
}

support::Result<std::unique_ptr<Module>> Image::tables() const {
  if (!tables_are_sound()) return support::Error{"the image's tables are malformed"};
  auto module = std::make_unique<Module>();
  for (uint32_t i = 0; i < classes_; ++i) module->access_classes.push_back(access_class(i));
  module->call_trampolines.resize(calls_);
  for (uint32_t i = 0; i < calls_; ++i) module->calls.push_back(call(i, module->call_trampolines[i]));
  for (uint32_t i = 0; i < files_; ++i) module->files.push_back(file(i));
  module->source = file(files_);
  read_families(*module);
  Reader names(names_, end_);
  for (uint32_t i = 0; i < symbols_ && names.ok(); ++i) module->symbols.push_back(names.text());
  if (!names.ok() || !names.at_end()) return support::Error{"the image's symbol names are malformed"};
  return module;
}

support::Result<std::unique_ptr<Function>> Image::function(uint32_t number, Locations locations) const {
  const uint8_t* begin = functions_begin_ + (number ? read32(place(number - 1) + 4) : 0);
  const uint8_t* end = functions_begin_ + read32(place(number) + 4);
  if (read64(begin) != checksum(begin + 8, static_cast<size_t>(end - begin - 8)))
    return support::Error{"a function of the image is malformed"};
  Reader in(begin + 8, end);
  auto function = std::make_unique<Function>();
  function->symbol = symbol_of_function(number);
  function->name = in.text();
  function->signature = read_signature(in);
  function->register_count = in.number32();
  function->local_bytes = in.number32();
  uint32_t flags = in.below<uint32_t>(4);
  function->has_loop = flags & 1;
  function->code = in.units();
  function->constants.resize(in.count());
  for (Constant& constant : function->constants) {
    constant.value = in.number();
    constant.symbol = in.symbol();
  }
  bool sound = read_liveness(in, *function);
  if (flags & 2) function->portal = read_portal(in);
  if (locations == Locations::read)
    read_locations(in, function->locations);
  else
    function->coded_locations = {in.position(), in.end()};
  if (!sound || !in.ok()) return support::Error{"a function of the image is malformed"};
  return function;
}

support::Result<std::unique_ptr<Module>> decode(const uint8_t* bytes, size_t size) {
  if (size < ImageHeader::size) return support::Error{"the image is too short"};
  auto image = Image::open(bytes, read32(bytes + ImageHeader::index_size), bytes, size);
  if (!image) return support::Error{image.error()};
  if (!is_sound(bytes, bytes + size)) return support::Error{"the checksum is wrong"};
  auto tables = image->tables();
  if (!tables) return tables;
  Module& module = **tables;
  for (uint32_t i = 0; i < image->function_count(); ++i) {
    auto function = image->function(i, Image::Locations::read);
    if (!function) return support::Error{function.error()};
    (*function)->module = &module;
    std::string message = verify(**function, module);
    if (!message.empty()) return support::Error{message};
    module.functions.push_back(std::move(*function));
  }
  return tables;
}

}  // namespace jitwright::jitcode
