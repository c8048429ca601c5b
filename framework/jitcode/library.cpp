#include "jitcode/library.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <functional>

#include "support/check.h"

namespace {

// The images of the process in the order of their registration. Only constructors and dlopen add to it.
struct RegisteredImages {
  std::vector<const jw_image*> images;
};

RegisteredImages& registered() {
  static RegisteredImages all;
  return all;
}

}  // namespace

extern "C" void jw_register_image(const jw_image* image) { registered().images.push_back(image); }

namespace jitwright::jitcode {

namespace {

bool equal(const layout::Signature& a, const layout::Signature& b) {
  return a.parameters == b.parameters && a.result == b.result && a.second_result == b.second_result;
}

std::string image_error(const jw_image& image) {
  if (image.magic != image_magic) return "not a jitcode image";
  if (image.version != image_version) return "made by another version of the plugin";
#ifdef JW_CHECKS  // it would make the system map all of the bytes, of which few are needed
  if (image.checksum != checksum(image.bytes, image.size)) return "the checksum is wrong";
#endif
  return {};
}

void complain(const std::string& message) { std::fprintf(stderr, "jitwright: jitcode is left out: %s\n", message.c_str()); }

const void* address_of(int32_t symbol, std::span<const void* const> addresses) {
  return symbol < 0 ? nullptr : addresses[symbol];
}

}  // namespace

void Library::load_registered_images() {
  const std::vector<const jw_image*>& images = registered().images;
  for (; images_loaded_ < images.size(); ++images_loaded_) {
    std::string message = load(*images[images_loaded_]);
    if (!message.empty()) complain(message);
  }
}

void Library::release_bytes() const {
  constexpr uint32_t worthwhile = 32;
  constexpr uintptr_t page = 4096, padding = 64;
  if (read_since_release_ < worthwhile) return;
  read_since_release_ = 0;
  // The bytes of neighbouring images are one range but for their headers. Pages at the ends may hold something else.
  uintptr_t begin = 0, end = 0;
  auto release = [&] {
    uintptr_t from = (begin + page - 1) & ~(page - 1), to = end & ~(page - 1);
    if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
  };
  for (const jw_image* image : registered().images) {
    auto first = reinterpret_cast<uintptr_t>(image->bytes);
    if (first < end || first > end + padding) {
      release();
      begin = first;
    }
    end = first + image->size;
  }
  release();
}

std::string Library::load(const jw_image& image) {
  std::string message = image_error(image);
  if (!message.empty()) return message;
  auto opened = Image::open(image.index, image.index_size, image.bytes, image.size);
  if (!opened) return opened.error();
  if (opened->symbol_count() != image.symbol_count) return "the symbol table has another size";
  forget_recent();  // what was not found may be now
  Module families;
  opened->read_families(families);
  add_families(families, {image.symbols, image.symbol_count});
  first_functions_.push_back(function_count_);
  function_count_ += opened->function_count();
  images_.push_back(std::move(*opened));
  addresses_.push_back({image.symbols, image.symbol_count});
  modules_.push_back(nullptr);
  return {};
}

void Library::add(std::unique_ptr<Module> module, std::span<const void* const> symbol_addresses) {
  CHECK(symbol_addresses.size() == module->symbols.size(), "one address for each symbol");
  forget_recent();
  auto& owned = owned_addresses_.emplace_back(std::make_unique<const void*[]>(symbol_addresses.size()));
  std::ranges::copy(symbol_addresses, owned.get());
  std::span<const void* const> addresses(owned.get(), symbol_addresses.size());
  Module::Loaded& loaded = module->loaded;
  loaded.library = this;
  loaded.number = static_cast<uint32_t>(modules_.size());
  for (const layout::AccessClass& access : module->access_classes) {
    loaded.access_classes.push_back(static_cast<uint32_t>(access_classes_.intern(access)));
    loaded.access_class_flags.push_back(Module::flags(access));
  }
  for (size_t i = 0; i < module->calls.size(); ++i)
    loaded.calls.push_back(static_cast<uint32_t>(add_call(module->calls[i], module->call_trampolines[i], addresses)));
  add_families(*module, addresses);
  for (const auto& function : module->functions) resolve(*function, addresses);
  first_functions_.push_back(function_count_);
  function_count_ += static_cast<uint32_t>(module->functions.size());
  images_.emplace_back();
  addresses_.push_back(addresses);
  modules_.push_back(std::move(module));
}

void Library::add_families(Module& module, std::span<const void* const> addresses) const {
  // Interning is not visible from outside: ids are only known through the module.
  auto& self = const_cast<Library&>(*this);
  for (size_t i = 0; i < module.families.size(); ++i) {
    layout::BoxFamily family = module.families[i];
    const Module::FamilySymbols& symbols = module.family_symbols[i];
    family.box = address_of(symbols.box, addresses);
    family.unbox = address_of(symbols.unbox, addresses);
    family.is_box = address_of(symbols.is_box, addresses);
    module.loaded.family_ids.push_back(self.add_family(family));
  }
}

// ---- functions by address ----

Library::FunctionPlace Library::function_at(uint32_t number) const {
  auto module = std::ranges::upper_bound(first_functions_, number) - first_functions_.begin() - 1;
  return {static_cast<uint32_t>(module), number - first_functions_[module]};
}

const void* Library::address_of_function(uint32_t number) const {
  FunctionPlace place = function_at(number);
  if (images_[place.module].is_none()) return modules_[place.module]->functions[place.function]->address;
  return address_of(images_[place.module].symbol_of_function(place.function), addresses_[place.module]);
}

/// Where the function at the address is, or would be.
Library::Place& Library::place_of(const void* address) const {
  auto word = reinterpret_cast<uintptr_t>(address);
  size_t mask = places_.size() - 1, at = (word >> 4) * 0x9e3779b97f4a7c15 >> 40;
  for (;; ++at) {
    Place& place = places_[at & mask];
    if (place.number == Place::free) return place;
    if (place.number == Place::refused || place.address != static_cast<uint32_t>(word)) continue;
    if (address_of_function(place.number - 1) == address) return place;
  }
}

// Of several places of a function the first stays.
void Library::make_places() const {
  size_t size = 64;
  while (size < 2 * size_t{function_count_}) size *= 2;
  places_.resize(size);
  for (uint32_t module = 0, number = 0; module < images_.size(); ++module) {
    const bool whole = images_[module].is_none();
    size_t count = whole ? modules_[module]->functions.size() : images_[module].function_count();
    for (uint32_t i = 0; i < count; ++i, ++number) {
      const void* address = whole ? modules_[module]->functions[i]->address : address_of(images_[module].symbol_of_function(i), addresses_[module]);
      if (!address) continue;
      Place& place = place_of(address);
      if (place.number == Place::free) place = {static_cast<uint32_t>(reinterpret_cast<uintptr_t>(address)), number + 1};
    }
  }
}

const Function* Library::look_up(const void* address) const {
  looked_up_ = true;
  if (places_.empty()) make_places();
  Place& place = place_of(address);
  if (place.number == Place::free) return nullptr;
  FunctionPlace found = function_at(place.number - 1);
  const Function* function = load_function(found.module, found.function);
  if (!function) place.number = Place::refused;
  return function;
}

void Library::forget_recent() {
  places_.clear();
  if (looked_up_) recent_.fill({});
  looked_up_ = false;
}

// ---- reading images ----

void Library::resolve(Function& function, std::span<const void* const> addresses) {
  function.address = address_of(function.symbol, addresses);
  function.constant_values.clear();
  function.constant_values.reserve(function.constants.size());
  for (const Constant& constant : function.constants) {
    function.constant_values.push_back(constant.value + reinterpret_cast<uint64_t>(address_of(constant.symbol, addresses)));
  }
  if (!function.portal) return;
  PortalInfo& portal = *function.portal;
  portal.driver = static_cast<const jw_driver*>(address_of(portal.driver_symbol, addresses));
  portal.resume = reinterpret_cast<void (*)(uint64_t*)>(const_cast<void*>(address_of(portal.resume_symbol, addresses)));
}

Module* Library::load_module(uint32_t number) const {
  std::unique_ptr<Module>& module = modules_[number];
  if (module) return module.get();
  const Image& image = images_[number];
  if (!image.tables_are_sound()) return nullptr;
  module = std::make_unique<Module>();
  module->functions.resize(image.function_count());
  image.read_families(*module);
  add_families(*module, addresses_[number]);
  Module::Loaded& loaded = module->loaded;
  loaded.library = this;
  loaded.number = number;
  loaded.access_classes.assign(image.class_count(), Module::Loaded::not_read);
  loaded.calls.assign(image.call_count(), Module::Loaded::not_read);
  loaded.access_class_flags.resize(image.class_count());
  for (uint32_t i = 0; i < image.class_count(); ++i) loaded.access_class_flags[i] = image.access_class_flags(i);
  return module.get();
}

const Function* Library::load_function(uint32_t number, uint32_t place) const {
  if (modules_[number] && modules_[number]->functions[place]) return modules_[number]->functions[place].get();
  ++read_since_release_;
  Module* module = load_module(number);
  if (!module) {
    complain("an image's tables are malformed");
    return nullptr;
  }
  auto function = images_[number].function(place, Image::Locations::leave_coded);
  if (!function) {
    complain(function.error());
    return nullptr;
  }
  (*function)->module = module;
  resolve(**function, addresses_[number]);
  module->functions[place] = std::move(*function);
  return module->functions[place].get();
}

layout::AccessClassId Library::read_access_class(const Module& module, uint32_t number) const {
  layout::AccessClassId id = access_classes_.intern(images_[module.loaded.number].access_class(number));
  module.loaded.access_classes[number] = static_cast<uint32_t>(id);
  return id;
}

layout::CallDescriptorId Library::read_call(const Module& module, uint32_t number) const {
  int32_t trampoline;
  layout::CallDescriptor call = images_[module.loaded.number].call(number, trampoline);
  layout::CallDescriptorId id = add_call(std::move(call), trampoline, addresses_[module.loaded.number]);
  module.loaded.calls[number] = static_cast<uint32_t>(id);
  return id;
}

layout::AccessClassId Module::read_access_class(uint32_t number) const { return loaded.library->read_access_class(*this, number); }
layout::CallDescriptorId Module::read_call(uint32_t number) const { return loaded.library->read_call(*this, number); }

std::string Module::file(uint32_t number) const {
  return number < files.size() ? files[number] : loaded.library->images_[loaded.number].file(number);
}

const std::vector<std::unique_ptr<Module>>& Library::modules() const {
  for (uint32_t number = 0; number < modules_.size(); ++number) {
    const Image& image = images_[number];
    if (image.is_none()) continue;
    Module* module = load_module(number);
    CHECK(module, "a registered image has sound tables");
    if (module->source.empty()) {
      std::unique_ptr<Module> tables = std::move(*image.tables());
      tables->functions = std::move(module->functions);
      tables->loaded = std::move(module->loaded);
      *module = std::move(*tables);
    }
    for (uint32_t i = 0; i < module->functions.size(); ++i) {
      CHECK(load_function(number, i), "a registered image has sound functions");
      module->functions[i]->locations = std::move((*image.function(i, Image::Locations::read))->locations);
      module->functions[i]->coded_locations = {};
    }
  }
  return modules_;
}

// ---- process-wide tables ----

layout::CallDescriptorId Library::add_call(layout::CallDescriptor descriptor, int32_t trampoline, std::span<const void* const> addresses) const {
  const void* address = address_of(trampoline, addresses);
  descriptor.trampoline = reinterpret_cast<decltype(descriptor.trampoline)>(const_cast<void*>(address));
  return const_cast<Library&>(*this).add_call(std::move(descriptor));
}

layout::CallDescriptorId Library::add_call(layout::CallDescriptor descriptor) {
  size_t hash = std::hash<std::string>()(descriptor.name);
  auto [first, last] = calls_by_hash_.equal_range(hash);
  for (; first != last; ++first) {
    layout::CallDescriptor& known = calls_[first->second];
    bool same = known.name == descriptor.name && known.effect == descriptor.effect && known.look_inside == descriptor.look_inside;
    if (!same || !equal(known.signature, descriptor.signature)) continue;
    if (!known.trampoline) known.trampoline = descriptor.trampoline;
    return layout::CallDescriptorId{first->second};
  }
  uint32_t id = static_cast<uint32_t>(calls_.size());
  calls_by_hash_.emplace(hash, id);
  calls_.push_back(std::move(descriptor));
  return layout::CallDescriptorId{id};
}

layout::BoxFamilyId Library::add_family(const layout::BoxFamily& family) {
  for (size_t i = 0; i < families_.size(); ++i) {
    layout::BoxFamily& known = families_[i];
    if (known.name != family.name) continue;
    if (!known.box) known.box = family.box;
    if (!known.unbox) known.unbox = family.unbox;
    if (!known.is_box) known.is_box = family.is_box;
    if (known.payload == layout::Type::none) known.payload = family.payload;
    return layout::BoxFamilyId{static_cast<uint32_t>(i)};
  }
  families_.push_back(family);
  return layout::BoxFamilyId{static_cast<uint32_t>(families_.size() - 1)};
}

}  // namespace jitwright::jitcode
