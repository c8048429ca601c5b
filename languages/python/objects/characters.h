/// Owns what is known of single characters, by the Unicode tables: classes and simple case.
#pragma once

#include <cstdint>

namespace python {

bool is_space_character(uint32_t c);
/// str.isdecimal of the character.
bool is_decimal_character(uint32_t c);
/// str.isalnum of the character.
bool is_alphanumeric_character(uint32_t c);
/// The one character that is the lower or upper case of `c`, or `c`.
uint32_t lower_character(uint32_t c);
uint32_t upper_character(uint32_t c);

}  // namespace python
