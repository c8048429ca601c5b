#include "backend/x64/code_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "support/check.h"

namespace jitwright::backend::x64 {

namespace {

constexpr size_t capacity = 64 << 20, unit = 64, page = 4096;
constexpr size_t reach = (size_t{1} << 31) - capacity - page;

/// An address of the program: what code refers to lies around it.
const uint8_t* program() { return reinterpret_cast<const uint8_t*>(&program); }

void* map_at(void* hint, int flags) {
  void* memory = mmap(hint, capacity, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

CodeMemory::~CodeMemory() {
  if (base_) munmap(base_, capacity);
}

/// Below the program: above it malloc's memory grows.
void CodeMemory::map() {
  auto anchor = reinterpret_cast<uintptr_t>(program()) & ~(capacity - 1);
  void* memory = nullptr;
  for (size_t distance = 2 * capacity; !memory && distance < reach / 2 && distance < anchor; distance += capacity)
    memory = map_at(reinterpret_cast<void*>(anchor - distance), MAP_FIXED_NOREPLACE);
  if (!memory) memory = map_at(nullptr, 0);
  exhausted_ = !memory;
  base_ = static_cast<uint8_t*>(memory);
  if (memory) free_[0] = capacity;
}

CodeMemory::Room CodeMemory::room(size_t size) {
  if (!base_ && !exhausted_) map();
  for (auto [offset, free] : free_) {
    if (free >= size) return {base_ + offset, free};
  }
  return {};
}

bool CodeMemory::in_reach(uint64_t address) const {
  auto start = reinterpret_cast<uint64_t>(base_);
  return base_ && (address >= start ? address - start : start - address) < reach;
}

void CodeMemory::write(uint8_t* to, const void* from, size_t size) {
  Change change(*this);
  uintptr_t begin = reinterpret_cast<uintptr_t>(to) & ~(page - 1), end = (reinterpret_cast<uintptr_t>(to) + size + page - 1) & ~(page - 1);
  if (std::ranges::none_of(writable_, [&](const Pages& each) { return each.begin <= begin && end <= each.end; })) {
    CHECK(mprotect(reinterpret_cast<void*>(begin), end - begin, PROT_READ | PROT_WRITE) == 0, "pages of code become writable");
    writable_.push_back({begin, end});
  }
  std::memcpy(to, from, size);
}

void CodeMemory::make_executable() {
  for (const Pages& each : writable_)
    CHECK(mprotect(reinterpret_cast<void*>(each.begin), each.end - each.begin, PROT_READ | PROT_EXEC) == 0, "pages of code become executable");
  writable_.clear();
}

void CodeMemory::place(const Room& room, const uint8_t* code, size_t size) {
  size_t rounded = (size + unit - 1) & ~(unit - 1);
  CHECK(rounded <= room.size, "the code fits in its room");
  auto offset = static_cast<size_t>(room.start - base_);
  free_.erase(offset);
  if (rounded < room.size) free_[offset + rounded] = room.size - rounded;
  placed_[offset] = rounded;
  write(room.start, code, size);
}

void CodeMemory::release(uint8_t* start) {
  auto placed = placed_.find(static_cast<size_t>(start - base_));
  CHECK(placed != placed_.end(), "the piece of code is ours");
  auto [offset, size] = *placed;
  placed_.erase(placed);
  auto next = free_.lower_bound(offset);
  if (next != free_.end() && next->first == offset + size) {
    size += next->second;
    next = free_.erase(next);
  }
  if (next != free_.begin()) {
    auto previous = std::prev(next);
    if (previous->first + previous->second == offset) {
      previous->second += size;
      return;
    }
  }
  free_[offset] = size;
}

void CodeMemory::patch(uint8_t* at, int32_t value) { write(at, &value, sizeof value); }

void CodeMemory::patch_jump(uint8_t* at, const uint8_t* target) {
  auto distance = static_cast<int32_t>(target - (at + 5));
  uint8_t jump[5] = {0xe9};
  std::memcpy(jump + 1, &distance, sizeof distance);
  write(at, jump, sizeof jump);
}

}  // namespace jitwright::backend::x64
