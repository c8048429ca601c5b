#include "resume/resume_data.h"

namespace jitwright::resume {

uint32_t Pool::number_of_constant(uint64_t bits) {
  auto [position, added] = constant_numbers_.try_emplace(bits, 0);
  if (!added) return position->second;
  if (free_.empty()) {
    free_.push_back(static_cast<uint32_t>(constants_.size()));
    constants_.push_back(0);
  }
  position->second = free_.back();
  free_.pop_back();
  constants_[position->second] = bits;
  return position->second;
}

uint32_t Pool::number_of_function(const jitcode::Function* function) {
  auto [position, added] =
      function_numbers_.try_emplace(reinterpret_cast<uint64_t>(function), static_cast<uint32_t>(functions_.size()));
  if (added) functions_.push_back(function);
  return position->second;
}

void Pool::keep(const std::vector<bool>& needed) {
  for (auto entry = constant_numbers_.begin(); entry != constant_numbers_.end();) {
    uint32_t number = entry->second;
    if (needed[number]) {
      ++entry;
      continue;
    }
    constants_[number] = 0;
    free_.push_back(number);
    entry = constant_numbers_.erase(entry);
  }
}

size_t Pool::bytes() const {
  constexpr size_t row = sizeof(void*) + 2 * sizeof(uint64_t);
  return constants_.capacity() * sizeof(uint64_t) + functions_.capacity() * sizeof(void*) +
         (constant_numbers_.size() + function_numbers_.size()) * row;
}

}  // namespace jitwright::resume
