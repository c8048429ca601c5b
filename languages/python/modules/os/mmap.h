/// Owns mmap objects: memory that the system maps, shown as a buffer.
#pragma once

#include "objects/buffer.h"

namespace python {

/// The memory of an mmap object; false, without an error, for anything else or a closed one. What is mapped stays so as long as
/// something refers to `storage`.
bool get_mapped_buffer(Value v, Buffer* out);

}  // namespace python
