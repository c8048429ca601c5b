/// Owns compiled code as bytes, for the cache on disk and for marshal. The form belongs to one build of the program: it starts
/// with the build's number, and code of another build is refused, so it may hold structs as they are in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bytecode/code.h"

namespace python {

/// A number that differs between builds of the program.
uint64_t build_number();

/// Appends `code` and all code inside it.
void serialize(const CodeSpec& code, std::string* out);

/// Reads what is left of the code in the cache's file; inner code stays as it is.
void complete(const CodeSpec& code);

/// What becomes of the bytes after deserialize: kept and unchanged as long as the process lives, or not.
enum class BytesAre { kept, passing };

/// The code in `bytes`, which it must fill exactly; null if it is of another build or damaged. From bytes that are kept only its head.
std::shared_ptr<const CodeSpec> deserialize(std::string_view bytes, BytesAre lifetime);

}  // namespace python
