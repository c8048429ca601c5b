#include "jitcode/library.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <tuple>

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
  constexpr uint64_t many_bytes = 256 << 10;
  const std::vector<const jw_image*>& images = registered().images;
  uint64_t looked_at = 0;
  for (; images_loaded_ < images.size(); ++images_loaded_) {
    const jw_image& image = *images[images_loaded_];
    std::string message = load(image);
    if (!message.empty()) complain(message);
    looked_at += image.size;
    if (looked_at < many_bytes && images_loaded_ + 1 < images.size()) continue;
    read_since_release_ = ~uint32_t{0};
    release_bytes();
    looked_at = 0;
  }
  sort_places();
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

void Library::forget_recent() {
  if (looked_up_) recent_.fill({});
  looked_up_ = false;
}

std::string Library::load(const jw_image& image) {
  std::string message = image_error(image);
  if (!message.empty()) return message;
  auto index = read_index(image.bytes, image.size);
  if (!index) return index.error();
  if (index->symbol_count != image.symbol_count) return "the symbol table has another size";
  forget_recent();  // what was not found may be now
  Image& loaded = images_.emplace_back();
  loaded.bytes = image.bytes;
  loaded.index = std::move(*index);
  loaded.addresses = {image.symbols, image.symbol_count};
  auto module = static_cast<uint32_t>(modules_.size());
  modules_.push_back(nullptr);
  for (size_t i = 0; i < loaded.index.families.size(); ++i) {
    layout::BoxFamily family = loaded.index.families[i];
    const Module::FamilySymbols& symbols = loaded.index.family_symbols[i];
    family.box = address_of(symbols.box, loaded.addresses);
    family.unbox = address_of(symbols.unbox, loaded.addresses);
    family.is_box = address_of(symbols.is_box, loaded.addresses);
    add_family(family);
  }
  for (uint32_t i = 0; i < loaded.index.functions.size(); ++i) {
    const void* address = address_of(loaded.index.functions[i].symbol, loaded.addresses);
    if (address) places_.push_back({address, module, i});
  }
  return {};
}

// Of several places of a function the first stays.
void Library::sort_places() {
  auto order = [](const Place& place) { return std::tuple(place.address, place.module, place.function); };
  std::ranges::sort(places_, {}, order);
  auto copies = std::ranges::unique(places_, {}, &Place::address);
  places_.erase(copies.begin(), copies.end());
  places_.shrink_to_fit();
}

void Library::add(std::unique_ptr<Module> module, std::span<const void* const> addresses) {
  CHECK(addresses.size() == module->symbols.size(), "one address for each symbol");
  forget_recent();
  resolve_tables(*module, addresses);
  auto number = static_cast<uint32_t>(modules_.size());
  for (uint32_t i = 0; i < module->functions.size(); ++i) {
    Function& function = *module->functions[i];
    resolve(function, addresses);
    if (function.address) places_.push_back({function.address, number, i});
  }
  modules_.push_back(std::move(module));
  images_.emplace_back();
  sort_places();
}

void Library::resolve_tables(Module& module, std::span<const void* const> addresses) const {
  // Interning is not visible from outside: ids are only known through the module.
  auto& self = const_cast<Library&>(*this);
  for (const layout::AccessClass& access : module.access_classes)
    module.access_class_ids.push_back(access_classes_.intern(access));
  for (size_t i = 0; i < module.calls.size(); ++i) {
    layout::CallDescriptor call = module.calls[i];
    const void* trampoline = address_of(module.call_trampolines[i], addresses);
    call.trampoline = reinterpret_cast<decltype(call.trampoline)>(const_cast<void*>(trampoline));
    module.call_ids.push_back(self.add_call(std::move(call)));
  }
  for (size_t i = 0; i < module.families.size(); ++i) {
    layout::BoxFamily family = module.families[i];
    const Module::FamilySymbols& symbols = module.family_symbols[i];
    family.box = address_of(symbols.box, addresses);
    family.unbox = address_of(symbols.unbox, addresses);
    family.is_box = address_of(symbols.is_box, addresses);
    module.family_ids.push_back(self.add_family(family));
  }
}

void Library::resolve(Function& function, std::span<const void* const> addresses) {
  function.address = address_of(function.symbol, addresses);
  function.constant_values.clear();
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
  auto tables = read_tables(image.bytes, image.index, SymbolNames::leave_out);
  if (!tables) {
    complain(tables.error());
    return nullptr;
  }
  module = std::move(*tables);
  resolve_tables(*module, image.addresses);
  return module.get();
}

const Function* Library::load_function(uint32_t number, uint32_t place) const {
  if (modules_[number] && modules_[number]->functions[place]) return modules_[number]->functions[place].get();
  ++read_since_release_;
  Module* module = load_module(number);
  if (!module) return nullptr;
  const Image& image = images_[number];
  auto function = read_function(image.bytes, image.index, place, *module);
  if (!function) {
    complain(function.error());
    return nullptr;
  }
  resolve(**function, image.addresses);
  return *function;
}

const Function* Library::look_up(const void* address) const {
  looked_up_ = true;
  auto found = std::ranges::lower_bound(places_, address, {}, &Place::address);
  if (found == places_.end() || found->address != address) return nullptr;
  const Function* function = load_function(found->module, found->function);
  if (!function) places_.erase(found);
  return function;
}

const std::vector<std::unique_ptr<Module>>& Library::modules() const {
  for (uint32_t number = 0; number < modules_.size(); ++number) {
    Module* module = load_module(number);
    CHECK(module, "a registered image has sound tables");
    if (module->nameless_symbols) {
      module->symbols = std::move((*read_tables(images_[number].bytes, images_[number].index, SymbolNames::read))->symbols);
      module->nameless_symbols = 0;
    }
    for (uint32_t i = 0; i < module->functions.size(); ++i) {
      CHECK(load_function(number, i), "a registered image has sound functions");
    }
  }
  return modules_;
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
