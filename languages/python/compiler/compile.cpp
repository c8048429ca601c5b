/// The front end's steps in order: decode, tokenize, parse, resolve names, generate code.
#include "compiler/compile.h"

#include <iconv.h>
#include <utf8proc.h>

#include <cstdio>

#include "compiler/compiler.h"
#include "parser/parser.h"
#include "parser/string_literal.h"

namespace python {

namespace {

SyntaxErrorInfo plain_error(std::string message, const std::string& filename) {
  SyntaxErrorInfo error;
  error.type = "SyntaxError";
  error.message = std::move(message);
  error.filename = filename;
  return error;
}

/// The encoding a comment in the first two lines names, in lower case; empty if none does.
std::string declared_encoding(std::string_view source) {
  for (int line = 0; line < 2; line++) {
    size_t end = source.find('\n');
    std::string_view text = source.substr(0, end);
    size_t at = text.find_first_not_of(" \t\f");
    if (at != std::string_view::npos && text[at] != '#' && text[at] != '\r') return "";
    size_t coding = at == std::string_view::npos ? at : text.find("coding", at);
    if (coding != std::string_view::npos && coding + 6 < text.size() && (text[coding + 6] == ':' || text[coding + 6] == '=')) {
      size_t start = text.find_first_not_of(" \t", coding + 7);
      std::string name;
      for (; start != std::string_view::npos && start < text.size(); start++) {
        char c = text[start];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
          break;
        name += c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
      }
      if (!name.empty()) return name;
    }
    if (end == std::string_view::npos) break;
    source.remove_prefix(end + 1);
  }
  return "";
}

/// From any encoding the C library knows. False: it does not, or the text is none in that encoding.
bool convert(std::string_view source, const std::string& encoding, std::string& out) {
  iconv_t converter = iconv_open("UTF-8", encoding.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return false;
  std::string input(source);
  out.resize(source.size() * 4 + 16);
  char *from = input.data(), *to = out.data();
  size_t from_left = input.size(), to_left = out.size();
  bool ok = iconv(converter, &from, &from_left, &to, &to_left) != static_cast<size_t>(-1);
  iconv_close(converter);
  out.resize(out.size() - to_left);
  return ok;
}

/// The source as UTF-8 with \n line ends. False: `error` is set.
bool decode(std::string_view source, const std::string& filename, std::string& out, SyntaxErrorInfo& error) {
  bool has_bom = source.substr(0, 3) == "\xEF\xBB\xBF";
  if (has_bom) source.remove_prefix(3);
  std::string encoding = declared_encoding(source);
  bool utf8 = encoding.empty() || encoding == "utf-8" || encoding == "utf8" || encoding.rfind("utf-8-", 0) == 0;
  bool latin =
      encoding == "latin-1" || encoding == "iso-8859-1" || encoding == "iso-latin-1" || encoding == "latin1" || encoding == "l1";
  latin |= encoding == "latin" || encoding == "iso8859-1" || encoding == "8859";
  bool ascii = encoding == "ascii" || encoding == "us-ascii";
  std::string converted;
  if (!utf8 && !latin && !ascii) {
    if (!convert(source, encoding, converted)) {
      error = plain_error("encoding problem: " + encoding, filename);
      return false;
    }
    source = converted;
    utf8 = true;
  }
  if (has_bom && !utf8) {
    error = plain_error("encoding problem: " + encoding + " with BOM", filename);
    return false;
  }
  out.reserve(source.size() + 1);
  int line = 1;
  for (size_t at = 0; at < source.size();) {
    auto c = static_cast<unsigned char>(source[at]);
    if (c == '\r') {
      out += '\n';
      line++;
      at += at + 1 < source.size() && source[at + 1] == '\n' ? 2 : 1;
    } else if (c == 0) {
      error = plain_error("source code cannot contain null bytes", filename);
      return false;
    } else if (c < 128) {
      line += c == '\n';
      out += source[at++];
    } else if (latin) {
      append_utf8(out, c);
      at++;
    } else {
      utf8proc_int32_t code = 0;
      auto size = ascii ? -1
                        : utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(source.data()) + at,
                                           static_cast<utf8proc_ssize_t>(source.size() - at), &code);
      if (size < 0) {
        char hex[8];
        std::snprintf(hex, sizeof hex, "\\x%02x", c);
        if (encoding.empty())
          error = plain_error("Non-UTF-8 code starting with '" + std::string(hex) + "' in file " + filename + " on line " +
                                  std::to_string(line) +
                                  ", but no encoding declared; see https://peps.python.org/pep-0263/ for details",
                              filename);
        else
          error = plain_error("(unicode error) '" + encoding + "' codec can't decode byte 0x" + (hex + 2) + " in position " +
                                  std::to_string(at) + ": invalid start byte",
                              filename);
        return false;
      }
      out.append(source.substr(at, static_cast<size_t>(size)));
      at += static_cast<size_t>(size);
    }
  }
  if (out.empty() || out.back() != '\n') out += '\n';
  return true;
}

std::string_view line_of(std::string_view source, int line) {
  size_t start = 0;
  for (int i = 1; i < line; i++) {
    size_t end = source.find('\n', start);
    if (end == std::string_view::npos) return "";
    start = end + 1;
  }
  size_t end = source.find('\n', start);
  return source.substr(start, end == std::string_view::npos ? end : end - start + 1);
}

/// CPython leaves columns in bytes for a file without coding line, except the tokenizer's.
SyntaxErrorInfo describe(const SourceError& from, std::string_view source, const std::string& filename) {
  bool in_bytes = !from.in_characters;
  SyntaxErrorInfo error;
  error.type = from.type;
  error.message = from.message;
  error.filename = filename;
  error.line = from.line;
  error.end_line = from.end_line;
  error.incomplete = from.incomplete;
  error.text = from.has_text ? from.text : std::string(line_of(source, from.line));
  error.has_text = !error.text.empty();
  error.column = in_bytes ? from.column + 1 : from.column;
  error.end_column = in_bytes ? from.end_column + 1 : from.end_column;
  return error;
}

/// The parser's columns are bytes; errors of later stages keep them, as CPython's do.
void count_in_characters(SyntaxErrorInfo& error) {
  auto convert = [&](int column) {
    if (column < 1 || static_cast<size_t>(column) > error.text.size() + 1) return column;
    return count_characters(std::string_view(error.text).substr(0, static_cast<size_t>(column) - 1)) + 1;
  };
  error.column = convert(error.column);
  if (error.end_line == error.line) error.end_column = convert(error.end_column);
}

/// Future imports stand at the beginning; what they switch on, or an error.
bool future_features(const SyntaxTree& module, bool& annotations, SourceError& error) {
  static constexpr std::string_view known[] = {"nested_scopes",  "generators",     "division",         "absolute_import",
                                               "with_statement", "print_function", "unicode_literals", "barry_as_FLUFL",
                                               "generator_stop", "annotations"};
  bool beginning = true, first = true;
  for (Stmt* stmt : module.body) {
    bool future = stmt->kind == StmtKind::import_from && static_cast<ImportStmt*>(stmt)->module == "__future__" &&
                  static_cast<ImportStmt*>(stmt)->level == 0;
    if (future) {
      auto report = [&](std::string message, bool whole) {
        error.type = "SyntaxError";
        error.message = std::move(message);
        error.line = stmt->at.line;
        error.end_line = stmt->at.end_line;
        error.column = stmt->at.column;
        error.end_column = whole ? stmt->at.end_column : -1;
        return false;
      };
      if (!beginning) return report("from __future__ imports must occur at the beginning of the file", true);
      for (const Alias& alias : static_cast<ImportStmt*>(stmt)->names) {
        bool found = false;
        for (std::string_view name : known) found |= name == alias.name;
        if (alias.name == "braces") return report("not a chance", false);
        if (!found) return report("future feature " + std::string(alias.name) + " is not defined", false);
        annotations |= alias.name == "annotations";
      }
    } else {
      bool docstring =
          first && stmt->kind == StmtKind::expression && static_cast<ExprStmt*>(stmt)->value->kind == ExprKind::constant;
      beginning = beginning && docstring;
    }
    first = false;
  }
  return true;
}

}  // namespace

ParseResult parse(std::string_view bytes, const std::string& filename, CompileMode mode) {
  ParseResult result;
  result.source = std::make_unique<std::string>();
  const std::string& source = *result.source;
  if (!decode(bytes, filename, *result.source, result.error)) return result;

  Tokenizer tokenizer(source);
  tokenizer.run();

  result.arena = std::make_unique<Arena>();
  Parser parser(*result.arena, source, tokenizer);
  SyntaxTree* tree = mode == CompileMode::eval          ? parser.parse_expression()
                     : mode == CompileMode::interactive ? parser.parse_interactive()
                                                        : parser.parse_file();
  if (parser.error) {
    result.error = describe(parser.error, source, filename);
    // Of this one error CPython counts the bytes.
    bool counts_bytes = parser.error.message.starts_with("bytes can only contain");
    if (!parser.error.in_characters && !counts_bytes) count_in_characters(result.error);
    // An expression is read without a newline at its end.
    std::string& text = result.error.text;
    if (mode == CompileMode::eval && !bytes.empty() && bytes.back() != '\n' && text.ends_with('\n') && source.ends_with(text)) {
      text.pop_back();
      if (result.error.column > count_characters(text)) result.error.column = result.error.end_column = 0;
    }
  } else {
    result.tree = tree;
  }
  return result;
}

CompileResult compile_tree(ParseResult& parsed, const std::string& filename, CompileMode mode, int optimize) {
  CompileResult result;
  const std::string& source = *parsed.source;
  SourceError error;
  bool annotations = false;
  if (!future_features(*parsed.tree, annotations, error)) {
    result.error = describe(error, source, filename);
    return result;
  }
  SymbolTable symbols(*parsed.arena, annotations);
  if (!symbols.build(*parsed.tree)) {
    result.error = describe(symbols.error, source, filename);
    return result;
  }
  Compiler compiler(*parsed.arena, symbols, source, filename, mode, annotations, optimize);
  auto code = compiler.compile(*parsed.tree);
  if (compiler.error) {
    result.error = describe(compiler.error, source, filename);
    return result;
  }
  result.code = std::move(code);
  result.warnings = std::move(compiler.warnings);
  return result;
}

CompileResult compile(std::string_view source, const std::string& filename, CompileMode mode, int optimize) {
  ParseResult parsed = parse(source, filename, mode);
  if (parsed.tree) return compile_tree(parsed, filename, mode, optimize);
  CompileResult result;
  result.error = std::move(parsed.error);
  return result;
}

std::string format_syntax_error(const SyntaxErrorInfo& error) {
  std::string out;
  if (error.line > 0) {
    out += "  File \"" + error.filename + "\", line " + std::to_string(error.line) + "\n";
    if (error.has_text) {
      std::string_view text = error.text;
      int offset = error.column - 1;
      int end = error.end_line > error.line ? count_characters(text) : error.end_column;
      int behind = count_characters(text.substr(0, text.find('\n'))) + 1;
      if (end > behind) end = behind;
      // CPython marks the range of plain SyntaxErrors only.
      int carets = end > error.column && error.type == "SyntaxError" ? end - error.column : 1;
      while (!text.empty() && (text[0] == ' ' || text[0] == '\t' || text[0] == '\f')) {
        text.remove_prefix(1);
        offset--;
      }
      if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
      int length = static_cast<int>(text.size());
      if (offset > length) offset = length;
      out += "    " + std::string(text) + "\n";
      if (offset >= 0)
        out += "    " + std::string(static_cast<size_t>(offset), ' ') + std::string(static_cast<size_t>(carets), '^') + "\n";
    }
  }
  return out + error.type + (error.message.empty() ? "" : ": " + error.message) + "\n";
}

}  // namespace python
