// How numbers and texts stand in an image: numbers of variable length, seven bits a byte, lowest first; texts behind their length.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace jitwright::jitcode {

class Writer {
 public:
  void number(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<uint8_t>(value | 0x80));
    bytes.push_back(static_cast<uint8_t>(value));
  }
  void symbol(int32_t symbol) { number(static_cast<uint64_t>(symbol + 1)); }
  void text(const std::string& text) {
    number(text.size());
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  void number32(uint32_t value) { raw(value); }
  void units(const std::vector<uint16_t>& units) {
    number(units.size());
    raw(units.data(), units.size() * 2);
  }
  template <class T>
  void raw(T value) {
    raw(&value, sizeof value);
  }
  void raw(const void* data, size_t size) {
    if (size == 0) return;
    size_t start = bytes.size();
    bytes.resize(start + size);
    std::memcpy(bytes.data() + start, data, size);
  }

  std::vector<uint8_t> bytes;
};

/// Reads what Writer wrote. After the first error everything reads as zero.
class Reader {
 public:
  Reader(const uint8_t* begin, const uint8_t* end) : next_(begin), end_(end) {}

  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (next_ == end_) return broken();
      uint8_t byte = *next_++;
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return broken();
  }
  /// A number that must be below `limit`.
  template <class T>
  T below(uint64_t limit) {
    uint64_t value = number();
    return static_cast<T>(value < limit ? value : broken());
  }
  uint32_t number32() { return below<uint32_t>(uint64_t{1} << 32); }
  /// A count of things that take at least one byte each.
  size_t count() {
    uint64_t value = number();
    return value <= static_cast<uint64_t>(end_ - next_) ? value : broken();
  }
  int32_t symbol() { return static_cast<int32_t>(below<uint32_t>(0x7fffffff)) - 1; }
  std::string text() {
    size_t size = count();
    std::string result(reinterpret_cast<const char*>(next_), size);
    next_ += size;
    return result;
  }
  std::vector<uint16_t> units() {
    size_t size = count();
    if (size > static_cast<size_t>(end_ - next_) / 2) size = broken();
    const uint8_t* begin = next_;
    next_ += size * 2;
    // As bytes: they are not aligned.
    std::vector<uint16_t> result(size);
    if (size > 0) std::memcpy(result.data(), begin, size * 2);
    return result;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return next_ == end_; }
  const uint8_t* position() const { return next_; }
  const uint8_t* end() const { return end_; }

 private:
  uint32_t broken() {
    ok_ = false;
    next_ = end_;
    return 0;
  }
  const uint8_t* next_;
  const uint8_t* end_;
  bool ok_ = true;
};

/// The first bytes of an image: fields of 32 bits each.
struct ImageHeader {
  enum Field : uint8_t {
    magic = 0,
    version = 4,
    index_size = 8,  ///< with its checksum, as all sizes
    tables_size = 12,
    functions_size = 16,
    symbol_count = 20,
    function_count = 24,
    class_count = 28,
    call_count = 32,
    file_count = 36,
    size = 40
  };
};

inline uint32_t read32(const uint8_t* at) {
  uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}
inline uint64_t read64(const uint8_t* at) {
  uint64_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

}  // namespace jitwright::jitcode
