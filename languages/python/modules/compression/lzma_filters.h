/// Owns the filter chains of lzma: dicts as the program writes them, and liblzma's structures.
#pragma once

#include <lzma.h>

#include "modules/modules.h"

namespace python {

/// A chain read from a sequence of dicts. The options live here.
struct LzmaFilters {
  lzma_filter chain[LZMA_FILTERS_MAX + 1];
  union Options {
    lzma_options_lzma lzma;
    lzma_options_delta delta;
    lzma_options_bcj branch;
  } options[LZMA_FILTERS_MAX];

  LzmaFilters() { chain[0] = {LZMA_VLI_UNKNOWN, nullptr}; }
  /// False with an error pending.
  bool read(Value sequence);
  bool read_one(uint32_t index, Value dict);
};

Value encode_filter_properties(Value filter);
Value decode_filter_properties(Value id, Value encoded);
/// Raises LZMAError.
Value raise_lzma(const char* text);

}  // namespace python
