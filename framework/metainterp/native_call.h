// Calls of native functions by descriptor, arguments and results as 64-bit register images.
#pragma once

#include <cstdint>

#include "layout/call.h"

namespace jitwright::metainterp {

struct CallResults {
  uint64_t first = 0, second = 0;
};

/// Arguments in canonical form; so are the results.
CallResults call_native(const layout::CallDescriptor& descriptor, uint64_t function, const uint64_t* arguments);

/// The functions of a box family.
uint64_t call_box(const layout::BoxFamily& family, uint64_t payload);
uint64_t call_unbox(const layout::BoxFamily& family, uint64_t value);
uint64_t call_is_box(const layout::BoxFamily& family, uint64_t value);

}  // namespace jitwright::metainterp
