#include "layout/access_class.h"

namespace jitwright::layout {

AccessClasses::AccessClasses() { intern({}); }

AccessClassId AccessClasses::intern(const AccessClass& access_class) {
  std::string key = access_class.field + "|" + access_class.scalar + "|";
  key += access_class.element ? 'e' : '-';
  key += access_class.immutable ? 'i' : '-';
  key += access_class.quasi_immutable ? 'q' : '-';
  key += access_class.virtualizable ? 'v' : '-';
  auto [position, added] = by_name_.emplace(std::move(key), static_cast<uint32_t>(classes_.size()));
  if (added) classes_.push_back(access_class);
  return AccessClassId{position->second};
}

bool AccessClasses::may_alias(AccessClassId a, AccessClassId b) const {
  if (a == b || a == AccessClassId::unknown || b == AccessClassId::unknown) return true;
  const AccessClass& x = (*this)[a];
  const AccessClass& y = (*this)[b];
  if (!x.field.empty() && !y.field.empty()) return x.field == y.field;
  return x.scalar.empty() || y.scalar.empty() || x.scalar == y.scalar;
}

}  // namespace jitwright::layout
