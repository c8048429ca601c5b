// All jitcode of the process: images decoded, verified, with symbols resolved to addresses and table indices to process-wide ids.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "jitcode/image.h"

namespace jitwright::jitcode {

class Library {
 public:
  /// Loads every image registered since the last call. A corrupt image is refused with a message on stderr and left out.
  void load_registered_images();
  /// For tests and tools: takes a module whose symbols are resolved by `address_of`.
  void add(std::unique_ptr<Module> module, const std::vector<const void*>& symbol_addresses);

  /// The jitcode of a native function, or null.
  const Function* find(const void* address) const;

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
  const std::vector<std::unique_ptr<Module>>& modules() const { return modules_; }

 private:
  std::vector<std::unique_ptr<Module>> modules_;
  std::unordered_map<const void*, const Function*> by_address_;
  layout::AccessClasses access_classes_;
  std::vector<layout::CallDescriptor> calls_;
  std::unordered_multimap<std::string, uint32_t> calls_by_key_;
  std::vector<layout::BoxFamily> families_;
  size_t images_loaded_ = 0;
};

}  // namespace jitwright::jitcode
