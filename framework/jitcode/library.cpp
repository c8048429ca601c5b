#include "jitcode/library.h"

#include <cstdio>

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
  if (image.checksum != checksum(image.bytes, image.size)) return "the checksum is wrong";
  return {};
}

}  // namespace

void Library::load_registered_images() {
  const std::vector<const jw_image*>& images = registered().images;
  for (; images_loaded_ < images.size(); ++images_loaded_) {
    const jw_image& image = *images[images_loaded_];
    std::string message = image_error(image);
    if (message.empty()) {
      auto module = decode(image.bytes, image.size);
      if (!module) message = module.error();
      else if (module.value()->symbols.size() != image.symbol_count) message = "the symbol table has another size";
      else add(std::move(module.value()), std::vector<const void*>(image.symbols, image.symbols + image.symbol_count));
    }
    if (!message.empty()) std::fprintf(stderr, "jitwright: an object file's jitcode is left out: %s\n", message.c_str());
  }
}

void Library::add(std::unique_ptr<Module> module, const std::vector<const void*>& addresses) {
  CHECK(addresses.size() == module->symbols.size(), "one address for each symbol");
  auto address = [&](int32_t symbol) { return symbol < 0 ? nullptr : addresses[symbol]; };

  for (const layout::AccessClass& access : module->access_classes) {
    module->access_class_ids.push_back(access_classes_.intern(access));
  }
  for (size_t i = 0; i < module->calls.size(); ++i) {
    layout::CallDescriptor call = module->calls[i];
    call.trampoline = reinterpret_cast<decltype(call.trampoline)>(const_cast<void*>(address(module->call_trampolines[i])));
    module->call_ids.push_back(add_call(std::move(call)));
  }
  for (size_t i = 0; i < module->families.size(); ++i) {
    layout::BoxFamily family = module->families[i];
    const Module::FamilySymbols& symbols = module->family_symbols[i];
    family.box = address(symbols.box);
    family.unbox = address(symbols.unbox);
    family.is_box = address(symbols.is_box);
    module->family_ids.push_back(add_family(family));
  }
  for (const auto& function : module->functions) {
    function->address = address(function->symbol);
    function->constant_values.clear();
    for (const Constant& constant : function->constants) {
      function->constant_values.push_back(constant.value + reinterpret_cast<uint64_t>(address(constant.symbol)));
    }
    if (function->portal) {
      function->portal->driver = static_cast<const jw_driver*>(address(function->portal->driver_symbol));
      function->portal->resume =
          reinterpret_cast<void (*)(uint64_t*)>(const_cast<void*>(address(function->portal->resume_symbol)));
    }
    // A function that several object files define (inline, templates) has one address; its first jitcode is as good as the others.
    if (function->address) by_address_.emplace(function->address, function.get());
  }
  modules_.push_back(std::move(module));
}

const Function* Library::find(const void* address) const {
  auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : found->second;
}

layout::CallDescriptorId Library::add_call(layout::CallDescriptor descriptor) {
  std::string key = descriptor.name + '|' + std::to_string(static_cast<int>(descriptor.effect)) + (descriptor.look_inside ? '+' : '-');
  auto [first, last] = calls_by_key_.equal_range(key);
  for (; first != last; ++first) {
    layout::CallDescriptor& known = calls_[first->second];
    if (!equal(known.signature, descriptor.signature)) continue;
    if (!known.trampoline) known.trampoline = descriptor.trampoline;
    return layout::CallDescriptorId{first->second};
  }
  uint32_t id = static_cast<uint32_t>(calls_.size());
  calls_by_key_.emplace(std::move(key), id);
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
