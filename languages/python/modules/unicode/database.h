/// Owns what is known about Unicode characters beyond what str itself needs: names, values, decompositions, widths, ages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace python {

/// A line of UnicodeData.txt, as text; empty strings where nothing is said.
struct UnicodeEntry {
  uint32_t code;
  std::string_view name, category, combining, bidirectional, decomposition, decimal, digit, numeric, mirrored;
};
/// Null for characters without an entry; inside a range ("<CJK Ideograph, First>") the entry of the range.
const UnicodeEntry* unicode_entry(uint32_t c);

/// The name of a character; empty if it has none.
std::string unicode_name(uint32_t c);
/// The character (not a sequence) with that name or alias, in any case; false if there is none.
bool unicode_lookup(std::string_view name, uint32_t* c);
/// The characters of a named sequence; empty if there is none of that name.
std::vector<uint32_t> unicode_sequence(std::string_view name);

/// The version of Unicode a character came with, as 100 * major + minor; 0: not assigned.
uint32_t unicode_age(uint32_t c);
/// "N", "W", "A", ...
std::string_view unicode_width(uint32_t c);

}  // namespace python
