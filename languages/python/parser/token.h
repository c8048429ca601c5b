/// Owns the vocabulary of tokens. A token names a piece of the source; its text stays there.
#pragma once

#include <cstdint>
#include <string_view>

namespace python {

enum class TokenKind : uint8_t {
  end,
  newline,
  indent,
  dedent,
  name,
  number,
  string,
  unknown,
#define KEYWORD(id, text) kw_##id,
#define OPERATOR(id, text) id,
#include "parser/tokens.def"
};

struct Token {
  TokenKind kind;
  uint16_t level = 0;                  // open brackets after this token
  uint32_t start = 0, end = 0;         // offsets in the source
  int32_t line = 0, end_line = 0;      // from 1
  int32_t column = 0, end_column = 0;  // in bytes from 0
};

/// How a token kind is written; for kinds without a fixed text, a description.
std::string_view token_text(TokenKind kind);

}  // namespace python
