// All jitcode of the process: images decoded, verified, with symbols resolved to addresses and table indices to process-wide ids.
//
// Of a registered image only the index is read at first; its tables are when one of its functions is looked up, and each function
// when it is. A function that several object files define (inline, templates) has one address; its first jitcode is the one in
// use.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "jitcode/image.h"

namespace jitwright::jitcode {

class Library {
 public:
  /// Loads every image registered since the last call. A corrupt image is refused with a message on stderr and left out.
  void load_registered_images();
  /// What was read is kept; the images' bytes are read from the file again when the next function is needed. To be called now and
  /// then: the system maps many pages for each that is looked at.
  void release_bytes() const;
  /// For tests and tools: takes a module whose symbols are resolved by `address_of`.
  void add(std::unique_ptr<Module> module, std::span<const void* const> symbol_addresses);

  /// The jitcode of a native function, or null.
  const Function* find(const void* address) const {
    Recent& recent = recent_[(reinterpret_cast<uintptr_t>(address) >> 4) % recent_.size()];
    if (recent.address != address) recent = {address, look_up(address)};
    return recent.function;
  }

  layout::AccessClasses& access_classes() { return access_classes_; }
  const layout::AccessClasses& access_classes() const { return access_classes_; }
  const layout::CallDescriptor& call(layout::CallDescriptorId id) const { return calls_[static_cast<uint32_t>(id)]; }
  /// Descriptors that are equal but for the trampoline share an id.
  layout::CallDescriptorId add_call(layout::CallDescriptor descriptor);
  /// Families are known by their names; the first non-null address of each function wins.
  layout::BoxFamilyId add_family(const layout::BoxFamily& family);
  const std::vector<layout::CallDescriptor>& calls() const { return calls_; }
  const layout::BoxFamily& family(layout::BoxFamilyId id) const { return families_[static_cast<uint32_t>(id)]; }
  const std::vector<layout::BoxFamily>& families() const { return families_; }
  /// All modules, read to the end.
  const std::vector<std::unique_ptr<Module>>& modules() const;

 private:
  /// Where a module comes from; without bytes for modules that were added whole.
  struct Image {
    const uint8_t* bytes = nullptr;
    ImageIndex index;
    std::span<const void* const> addresses;  ///< of its symbols
  };
  struct Place {
    const void* address;
    uint32_t module, function;
  };

  struct Recent {
    const void* address = nullptr;
    const Function* function = nullptr;
  };

  const Function* look_up(const void* address) const;
  std::string load(const jw_image& image);
  void forget_recent();
  void sort_places();
  Module* load_module(uint32_t module) const;
  const Function* load_function(uint32_t module, uint32_t function) const;
  void resolve_tables(Module& module, std::span<const void* const> addresses) const;
  static void resolve(Function& function, std::span<const void* const> addresses);

  // What is read later is filled in by const look-ups too.
  mutable std::vector<std::unique_ptr<Module>> modules_;
  std::vector<Image> images_;  ///< by module
  mutable std::vector<Place> places_;  ///< by address: most compact, for most functions are never looked up
  mutable layout::AccessClasses access_classes_;
  mutable std::vector<layout::CallDescriptor> calls_;
  mutable std::unordered_multimap<size_t, uint32_t> calls_by_hash_;
  mutable std::vector<layout::BoxFamily> families_;
  size_t images_loaded_ = 0;
  mutable std::array<Recent, 256> recent_;  ///< what find() found
  mutable bool looked_up_ = false;         ///< since recent_ was empty
  mutable uint32_t read_since_release_ = 0;  ///< functions
};

}  // namespace jitwright::jitcode
