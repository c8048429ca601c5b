/// Owns what the decompressors of bz2 and lzma share: input that could not be used yet, and how results are limited.
#pragma once

#include <string>
#include <string_view>

#include "modules/modules.h"

namespace python {

/// A stream that is decompressed, outside the heap. A format implements `step`.
struct Decompression {
  virtual ~Decompression() = default;
  enum class Progress { goes_on, ended, failed };  // failed: an error is pending
  /// Takes from the front of *input what it can and writes at most `room` bytes to `out`; *written says how many.
  virtual Progress step(std::string_view* input, char* out, size_t room, size_t* written) = 0;

  std::string rest;  // not decompressed yet; after the end: what followed it
  bool ended = false, needs_input = true;
};

/// decompress(data, max_length=-1) of such an object; `at_end`: what EOFError says behind the end.
Value decompress_more(Decompression* stream, std::string_view data, int64_t limit, const char* at_end);

}  // namespace python
