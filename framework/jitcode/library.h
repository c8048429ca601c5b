// All jitcode of the process: images opened, functions with symbols resolved to addresses, table indices mapped to process-wide ids.
//
// Of a registered image only the index is read at first; a function is when it is looked up, a table's entry when code that names it runs.
// A function that several object files define (inline, templates) has one address; its first jitcode is the one in use.
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
  /// Opens every image registered since the last call. A corrupt image, or function later, is refused with a message on stderr and left out.
  void load_registered_images();
  /// What was read is kept; the images' bytes are read from the file again when the next function is needed. To be called now and
  /// then: the system maps many pages for each that is looked at.
  void release_bytes() const;
  /// For tests and tools: takes a module and the addresses of its symbols.
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
  friend struct Module;
  /// A place in the table of functions: open addressing, at most half full.
  struct Place {
    static constexpr uint32_t free = 0, refused = 0xffffffff;
    uint32_t address = 0;     ///< its lower half
    uint32_t number = free;   ///< of the function among all modules' ones, and 1
  };
  struct FunctionPlace {
    uint32_t module, function;
  };

  struct Recent {
    const void* address = nullptr;
    const Function* function = nullptr;
  };

  const Function* look_up(const void* address) const;
  std::string load(const jw_image& image);
  void forget_recent();
  void add_families(Module& module, std::span<const void* const> addresses) const;
  void make_places() const;
  Place& place_of(const void* address) const;
  FunctionPlace function_at(uint32_t number) const;
  const void* address_of_function(uint32_t number) const;
  Module* load_module(uint32_t module) const;
  const Function* load_function(uint32_t module, uint32_t function) const;
  layout::AccessClassId read_access_class(const Module& module, uint32_t number) const;
  layout::CallDescriptorId read_call(const Module& module, uint32_t number) const;
  layout::CallDescriptorId add_call(layout::CallDescriptor descriptor, int32_t trampoline, std::span<const void* const> addresses) const;
  static void resolve(Function& function, std::span<const void* const> addresses);

  // What is read later is filled in by const look-ups too.
  mutable std::vector<std::unique_ptr<Module>> modules_;
  std::vector<Image> images_;  ///< by module; empty for modules that were added whole
  std::vector<std::span<const void* const>> addresses_;  ///< of each module's symbols
  std::vector<uint32_t> first_functions_;  ///< the number of each module's first function
  uint32_t function_count_ = 0;
  mutable std::vector<Place> places_;      ///< empty: to be made by the next look-up
  mutable layout::AccessClasses access_classes_;
  mutable std::vector<layout::CallDescriptor> calls_;
  mutable std::unordered_multimap<size_t, uint32_t> calls_by_hash_;
  mutable std::vector<layout::BoxFamily> families_;
  size_t images_loaded_ = 0;
  mutable std::array<Recent, 256> recent_;  ///< what find() found
  mutable bool looked_up_ = false;         ///< since recent_ was empty
  mutable uint32_t read_since_release_ = 0;  ///< functions
  mutable std::vector<std::unique_ptr<const void*[]>> owned_addresses_;  ///< of modules that were added whole
};

}  // namespace jitwright::jitcode
