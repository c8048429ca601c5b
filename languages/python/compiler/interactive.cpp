#include "compiler/interactive.h"

namespace python {

namespace {

bool is_name_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

bool is_blank_text(std::string_view text) { return text.find_first_not_of(" \t\f\r\n") == std::string_view::npos; }

/// The first line that is not empty and no comment.
std::string_view first_line(std::string_view source) {
  while (!source.empty()) {
    size_t end = source.find('\n');
    std::string_view line = source.substr(0, end);
    size_t start = line.find_first_not_of(" \t\f\r");
    if (start != std::string_view::npos && line[start] != '#') return line.substr(start);
    if (end == std::string_view::npos) break;
    source.remove_prefix(end + 1);
  }
  return {};
}

}  // namespace

bool is_compound_statement(std::string_view source) {
  std::string_view line = first_line(source);
  if (line.starts_with("@")) return true;
  size_t length = 0;
  while (length < line.size() && is_name_character(line[length])) length++;
  std::string_view word = line.substr(0, length);
  for (std::string_view keyword : {"if", "for", "while", "def", "class", "with", "try", "async"}) {
    if (word == keyword) return true;
  }
  if (word != "match") return false;
  // A soft keyword: a statement if its line opens a block.
  size_t end = line.find_last_not_of(" \t\r\n");
  return end != std::string_view::npos && line[end] == ':';
}

bool wants_more_lines(std::string_view source, const CompileResult& result) {
  if (!result.code && !result.error.incomplete) return false;
  if (is_blank_text(source)) return false;
  if (!source.empty() && source.back() == '\n') source.remove_suffix(1);
  size_t last = source.rfind('\n');
  bool closed = is_blank_text(last == std::string_view::npos ? source : source.substr(last + 1));
  if (result.code) return is_compound_statement(source) && !closed;
  // An empty line ends a block that is not there yet, with an error; brackets and strings go on.
  return !(closed && is_compound_statement(source) && result.error.message.find("was never closed") == std::string::npos &&
           result.error.message.find("unterminated") == std::string::npos);
}

}  // namespace python
