/// Owns what is known about Unicode characters beyond what str itself needs: names, categories and the rest of the Unicode
/// Character Database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace python {

/// The name of a character; empty if it has none.
std::string unicode_name(uint32_t c);
/// The character (not a sequence) with that name or alias, in any case; false if there is none.
bool unicode_lookup(std::string_view name, uint32_t* c);

}  // namespace python
