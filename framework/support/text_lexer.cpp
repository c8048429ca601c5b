#include "support/text_lexer.h"

#include <cctype>

namespace jitwright::support {

namespace {
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }
}  // namespace

Token TextLexer::take() {
  Token taken = std::move(token_);
  advance();
  return taken;
}

bool TextLexer::accept(char punctuation) {
  if (!at(punctuation)) return false;
  advance();
  return true;
}

bool TextLexer::accept_word(std::string_view word) {
  if (!at_word(word)) return false;
  advance();
  return true;
}

void TextLexer::advance() {
  while (position_ < text_.size()) {
    char c = text_[position_];
    if (c == ';') {
      while (position_ < text_.size() && text_[position_] != '\n') ++position_;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++position_;
    } else {
      break;
    }
  }
  token_ = Token();
  token_.line = line_;
  if (position_ == text_.size()) return;
  char c = text_[position_];
  if (c == '\n') {
    token_.kind = Token::Kind::line_end;
    ++position_;
    ++line_;
    return;
  }
  if (c == '"') {
    token_.kind = Token::Kind::string;
    for (++position_; position_ < text_.size() && text_[position_] != '"'; ++position_) {
      if (text_[position_] == '\\' && position_ + 1 < text_.size()) {
        ++position_;
        token_.text += text_[position_] == 'n' ? '\n' : text_[position_];
      } else {
        token_.text += text_[position_];
      }
    }
    if (position_ < text_.size()) ++position_;
    return;
  }
  if (is_word(c) || c == '%' || c == '$') {
    token_.kind = Token::Kind::word;
    do {
      token_.text += text_[position_++];
    } while (position_ < text_.size() && is_word(text_[position_]));
    return;
  }
  token_.kind = Token::Kind::punctuation;
  token_.text = c;
  ++position_;
}

std::string quote(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

}  // namespace jitwright::support
