// Access classes: which memory a load or store can touch, as far as the source code says.
//
// A class is a field of a struct type ("Frame.pc", "ListItems.items[]"), with the scalar type TBAA gives it. Two accesses
// through different fields never alias; an access without a field aliases every field of its scalar type; an access without a scalar type
// (char, unknown) aliases everything. Classes of different object files are the same when their names are.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace jitwright::layout {

/// Index into AccessClasses; `unknown` aliases everything.
enum class AccessClassId : uint32_t { unknown = 0 };

struct AccessClass {
  std::string field;    ///< "Struct.field" or "Struct.field[]"; empty: only the scalar type is known
  std::string scalar;   ///< TBAA's scalar type; empty: any
  bool element = false; ///< elements of an array
  bool immutable = false;
  bool quasi_immutable = false;
  bool virtualizable = false;
};

class AccessClasses {
 public:
  AccessClasses();
  AccessClassId intern(const AccessClass& access_class);
  const AccessClass& operator[](AccessClassId id) const { return classes_[static_cast<uint32_t>(id)]; }
  bool may_alias(AccessClassId a, AccessClassId b) const;
  size_t size() const { return classes_.size(); }

 private:
  std::vector<AccessClass> classes_;
  std::unordered_map<std::string, uint32_t> by_name_;
};

}  // namespace jitwright::layout
