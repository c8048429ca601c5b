/// Owns the meaning of escapes in string and bytes literals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace python {

/// Append the decoded `body` (the text between the quotes) to `out`, as UTF-8 (lone surrogates as three bytes). False: `message`
/// says why in CPython's words. \N{...} names are
/// those that character_by_name knows.
bool decode_string(std::string_view body, bool raw, std::string& out, std::string& message);
bool decode_bytes(std::string_view body, bool raw, std::string& out, std::string& message);

/// The character with that name, set by the program that has the names; null: none is known.
extern bool (*character_by_name)(std::string_view name, uint32_t* code);

void append_utf8(std::string& out, uint32_t code);

}  // namespace python
