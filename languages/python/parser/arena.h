/// Owns the memory of one parse: nodes, lists and texts live until the arena goes; nothing in it has a destructor.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

namespace python {

/// A fixed sequence in an arena.
template <typename T>
struct Items {
  T* items = nullptr;
  int size = 0;
  T* begin() const { return items; }
  T* end() const { return items + size; }
  T& operator[](int index) const { return items[index]; }
  bool empty() const { return size == 0; }
  T& back() const { return items[size - 1]; }
};

class Arena {
 public:
  void* allocate(size_t size) {
    size = (size + 7) & ~size_t{7};
    if (size > static_cast<size_t>(end_ - next_)) grow(size);
    char* result = next_;
    next_ += size;
    return result;
  }

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T))) T{static_cast<Args&&>(args)...};
  }

  template <typename T>
  Items<T> list(const std::vector<T>& from) {
    if (from.empty()) return {};
    auto* items = static_cast<T*>(allocate(from.size() * sizeof(T)));
    std::memcpy(static_cast<void*>(items), from.data(), from.size() * sizeof(T));
    return {items, static_cast<int>(from.size())};
  }

  std::string_view text(std::string_view from) {
    if (from.empty()) return {};
    auto* copy = static_cast<char*>(allocate(from.size()));
    std::memcpy(copy, from.data(), from.size());
    return {copy, from.size()};
  }

 private:
  void grow(size_t size) {
    size_t block = size > block_size ? size : block_size;
    blocks_.push_back(std::make_unique<char[]>(block));
    next_ = blocks_.back().get();
    end_ = next_ + block;
  }

  static constexpr size_t block_size = 64 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace python
