#include "interpreter/traceback.h"

#include <algorithm>
#include <cstdio>
#include <unordered_map>
#include <vector>

#include "interpreter/code.h"
#include "interpreter/suggestions.h"
#include "modules/io/files.h"
#include "objects/exception_group.h"
#include "objects/operations.h"

namespace python {

namespace {

struct SourceFile {
  bool exists = false;
  std::vector<std::string> lines;
};

const SourceFile& source_file(const std::string& filename) {
  static auto* files = new std::unordered_map<std::string, SourceFile>;
  auto [found, is_new] = files->try_emplace(filename);
  SourceFile& file = found->second;
  if (!is_new) return file;
  FILE* stream = fopen(filename.c_str(), "rb");
  if (!stream) return file;
  std::string text;
  char buffer[8192];
  size_t count;
  while ((count = fread(buffer, 1, sizeof buffer, stream)) > 0) text.append(buffer, count);
  fclose(stream);
  file.exists = true;
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  size_t start = 0;
  while (start < text.size()) {
    size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    std::string line = text.substr(start, end - start);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    file.lines.push_back(std::move(line));
    start = end + 1;
  }
  return file;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }

/// Columns a UTF-8 text takes, one for each code point.
int display_width(std::string_view text) {
  int width = 0;
  for (char c : text) width += (c & 0xC0) != 0x80;
  return width;
}

// ---- where the operator or subscript of an expression stands, found in its text ----

struct Anchors {
  int left_end = -1, right_start = -1;  // bytes in the segment
};

/// Skips a string literal or a bracketed group that starts at `i`; or one character.
size_t skip_unit(std::string_view s, size_t i) {
  char c = s[i];
  if (c == '\'' || c == '"') {
    bool triple = s.substr(i, 3) == std::string(3, c);
    size_t length = triple ? 3 : 1;
    for (size_t k = i + length; k < s.size();) {
      if (s[k] == '\\') k += 2;
      else if (s.substr(k, length) == std::string(length, c)) return k + length;
      else k++;
    }
    return s.size();
  }
  if (c == '(' || c == '[' || c == '{') {
    size_t k = i + 1;
    while (k < s.size() && s[k] != ')' && s[k] != ']' && s[k] != '}') k = skip_unit(s, k);
    return k + 1;
  }
  return i + 1;
}

/// How tightly the operator at `i` binds (larger: tighter), 0 for none; *length is its length.
int operator_level(std::string_view s, size_t i, size_t* length) {
  *length = 2;
  std::string_view two = s.substr(i, 2);
  if (two == "**") return 8;
  if (two == "//") return 6;
  if (two == "<<" || two == ">>") return 4;
  *length = 1;
  switch (s[i]) {
    case '|': return 1;
    case '^': return 2;
    case '&': return 3;
    case '+':
    case '-': return 5;
    case '*':
    case '/':
    case '%':
    case '@': return 6;
    default: return 0;
  }
}

/// The root operator of a binary expression: the loosest, of equal ones the last (of powers the first).
Anchors binary_anchors(std::string_view s) {
  int best = 100;
  size_t best_at = 0, best_length = 0;
  bool after_operand = false;
  for (size_t i = 0; i < s.size();) {
    size_t length = 1;
    int level = after_operand ? operator_level(s, i, &length) : 0;
    if (level) {
      if (level < best || (level == best && level != 8)) {
        best = level;
        best_at = i;
        best_length = length;
      }
      after_operand = false;
      i += length;
      continue;
    }
    if (!is_blank(s[i]) && s[i] != '\\' && s[i] != '\n') {
      bool sign = !after_operand && (s[i] == '-' || s[i] == '+' || s[i] == '~');
      if (!sign) after_operand = true;
    }
    // An exponent's sign belongs to its number.
    if ((s[i] == 'e' || s[i] == 'E') && i > 0 && (isdigit(static_cast<unsigned char>(s[i - 1])) || s[i - 1] == '.') && i + 1 < s.size() &&
        (s[i + 1] == '-' || s[i + 1] == '+')) {
      i += 2;
      continue;
    }
    i = skip_unit(s, i);
  }
  if (best == 100) return {};
  return {static_cast<int>(best_at), static_cast<int>(best_at + best_length)};
}

/// The end of the expression in s[start, end): blanks and the parentheses around the whole are not a part of it, those of a tuple or
/// a generator expression are.
size_t expression_end(std::string_view s, size_t start, size_t end) {
  for (;;) {
    while (start < end && is_blank(s[start])) start++;
    while (end > start && is_blank(s[end - 1])) end--;
    if (end - start < 2 || s[start] != '(' || skip_unit(s, start) != end) return end;
    size_t i = start + 1;
    for (; i + 1 < end; i = skip_unit(s, i)) {
      if (s[i] == ',' || s.substr(i, 5) == " for ") return end;
    }
    if (i == start + 1) return end;
    start++;
    end--;
  }
}

Anchors subscript_anchors(std::string_view s) {
  size_t last = std::string_view::npos;
  for (size_t i = 0; i < s.size();) {
    if (s[i] == '[') last = i;
    i = skip_unit(s, i);
  }
  if (last == std::string_view::npos || last == 0 || s.back() != ']') return {};
  return {static_cast<int>(expression_end(s, 0, last)), static_cast<int>(expression_end(s, last + 1, s.size() - 1) + 1)};
}

Anchors anchors_of(Opcode opcode, std::string_view segment) {
  if (opcode >= Opcode::add && opcode <= Opcode::bit_xor) return binary_anchors(segment);
  if (opcode == Opcode::get_item || opcode == Opcode::get_slice || opcode == Opcode::set_item || opcode == Opcode::set_slice ||
      opcode == Opcode::delete_item)
    return subscript_anchors(segment);
  return {};
}

void append_source(std::string& out, const Code* code, int32_t pc, int32_t line_number) {
  const CodeSpec& spec = **code->spec;
  std::string line;
  if (!source_line(spec.filename, line_number, &line)) return;
  size_t indent = 0;
  while (indent < line.size() && is_blank(line[indent])) indent++;
  size_t end = line.size();
  while (end > indent && (is_blank(line[end - 1]) || line[end - 1] == '\r')) end--;
  out += "    " + line.substr(indent, end - indent) + "\n";
  const Position& position = spec.positions[static_cast<size_t>(pc)];
  if (position.line <= 0 || position.end_column < 0) return;
  size_t start_column = static_cast<size_t>(position.column);
  size_t end_column = position.end_line == position.line ? static_cast<size_t>(position.end_column) : end;
  if (end_column > end) end_column = end;
  if (start_column < indent || start_column >= end_column) return;
  std::string_view segment = std::string_view(line).substr(start_column, end_column - start_column);
  Anchors anchors;
  if (position.end_line == position.line) anchors = anchors_of(spec.instructions[static_cast<size_t>(pc)].op, segment);
  if (start_column == indent && end_column == end && anchors.left_end < 0) return;
  out.append(4 + static_cast<size_t>(display_width(std::string_view(line).substr(indent, start_column - indent))), ' ');
  if (anchors.left_end < 0) {
    out.append(static_cast<size_t>(display_width(segment)), '^');
  } else {
    size_t left = static_cast<size_t>(anchors.left_end), right = static_cast<size_t>(anchors.right_start);
    out.append(static_cast<size_t>(display_width(segment.substr(0, left))), '~');
    out.append(static_cast<size_t>(display_width(segment.substr(left, right - left))), '^');
    out.append(static_cast<size_t>(display_width(segment.substr(right))), '~');
  }
  out += "\n";
}

void append_traceback(std::string& out, Value traceback) {
  const Code* last_code = nullptr;
  int32_t last_line = -1;
  int64_t repeated = 0;
  auto flush_repeated = [&] {
    if (repeated > 3) {
      out += "  [Previous line repeated " + std::to_string(repeated - 3) + " more time" + (repeated - 3 == 1 ? "" : "s") + "]\n";
    }
  };
  for (Traceback* entry = is_none(traceback) ? nullptr : as<Traceback>(traceback); entry; entry = entry->next) {
    const Code* code = entry->code;
    if (code == last_code && entry->line == last_line) {
      repeated++;
    } else {
      flush_repeated();
      last_code = code;
      last_line = entry->line;
      repeated = 1;
    }
    if (repeated > 3) continue;
    out += "  File \"" + to_utf8(code->filename) + "\", line " + std::to_string(entry->line) + ", in " + to_utf8(code->name) + "\n";
    append_source(out, code, entry->pc, entry->line);
  }
  flush_repeated();
}

Value quiet_attribute(Value object, const char* name) {
  Value value = find_attr(object, intern(name));
  if (!value) vm.exception = null_value;
  return value;
}

/// The lines of a SyntaxError before its last one.
void append_syntax_error_place(std::string& out, Value exception) {
  Value filename = quiet_attribute(exception, "filename"), line = quiet_attribute(exception, "lineno");
  if (!line || !is_small_int(line)) return;
  SyntaxErrorInfo info;
  info.filename = filename && is_str(filename) ? to_utf8(as<Str>(filename)) : "<string>";
  info.line = static_cast<int>(small_int(line));
  info.type = "SyntaxError";
  auto number = [&](const char* name) {
    Value v = quiet_attribute(exception, name);
    return v && is_small_int(v) ? static_cast<int>(small_int(v)) : 0;
  };
  info.column = number("offset");
  info.end_line = number("end_lineno");
  info.end_column = number("end_offset");
  Value text = quiet_attribute(exception, "text");
  if (text && is_str(text)) {
    info.text = to_utf8(as<Str>(text));
    info.has_text = true;
  }
  std::string formatted = format_syntax_error(info);
  // All but the last line, which the exception itself gives.
  size_t cut = formatted.size() > 1 ? formatted.rfind('\n', formatted.size() - 2) : std::string::npos;
  if (cut != std::string::npos) out += formatted.substr(0, cut + 1);
}

/// Where the text of an exception goes: what stands inside of a group is drawn to the right of a margin.
struct Report {
  std::string out;
  std::vector<Value> seen;
  int depth = 0;            // of groups
  bool need_close = false;  // the innermost group's last member is being written: its frame needs a lower edge

  void indent() { out.append(static_cast<size_t>(2 * depth), ' '); }
  /// Whole lines, each behind the margin.
  void lines(std::string_view text) {
    while (!text.empty()) {
      size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
      indent();
      if (depth) out += "| ";
      out += text.substr(0, end);
      text.remove_prefix(end);
    }
  }
  bool is_new(Value v) const { return std::find(seen.begin(), seen.end(), v) == seen.end(); }
};

void append_exception(Report& report, Value exception);

/// The exception that led to another one, and how.
void append_linked(Report& report, Value exception, const char* how) {
  bool need_close = report.need_close;
  report.need_close = false;
  append_exception(report, exception);
  report.need_close = need_close;
  report.lines("\n" + std::string(how) + "\n\n");
}

/// Traceback, type and message, notes: without what led to the exception, and without the members of a group.
void append_one(Report& report, Value exception) {
  Value traceback = exception_field(exception, exception_traceback);
  bool group = is_exception_group(exception);
  if (traceback && !is_none(traceback)) {
    if (group && report.depth == 1) report.out += "  + Exception Group Traceback (most recent call last):\n";
    else report.lines(group ? "Exception Group Traceback (most recent call last):\n" : "Traceback (most recent call last):\n");
    std::string entries;
    append_traceback(entries, traceback);
    report.lines(entries);
  }
  std::string text;
  if (is_instance(exception, exception_type(ExceptionKind::syntax_error))) {
    append_syntax_error_place(text, exception);
    Value message = quiet_attribute(exception, "msg");
    Value shown = message ? to_str(message) : null_value;
    vm.exception = null_value;
    text += std::string(type_name_of(exception)) + ": " + (shown ? to_utf8(as<Str>(shown)) : "<no detail available>") + "\n";
  } else {
    text += to_utf8(exception_line(exception));
    vm.exception = null_value;
    text += suggestion_for(exception) + "\n";
  }
  Value notes = quiet_attribute(exception, "__notes__");
  if (List* list = notes ? as_list(notes) : nullptr) {
    for (uint64_t i = 0; i < list->length; i++) {
      Value note = to_str(list_get(list, i));
      vm.exception = null_value;
      if (note) text += to_utf8(as<Str>(note)) + "\n";
    }
  }
  report.lines(text);
}

void append_members(Report& report, Value group) {
  constexpr uint64_t shown_members = 15;
  constexpr int shown_depth = 10;
  if (report.depth > shown_depth) return report.lines("... (max_group_depth is 10)\n");
  bool outermost = report.depth == 0;
  if (outermost) report.depth++;
  append_one(report, group);
  Tuple* members = grouped_exceptions(group);
  uint64_t count = std::min(members->length, shown_members + 1);
  report.need_close = false;
  for (uint64_t i = 0; i < count; i++) {
    bool last = i + 1 == count;
    if (last) report.need_close = true;
    report.indent();
    report.out += i == 0 ? "+-" : "  ";
    report.out += "+---------------- " + (i < shown_members ? std::to_string(i + 1) : "...") + " ----------------\n";
    report.depth++;
    if (i < shown_members) {
      append_exception(report, members->items[i]);
    } else {
      uint64_t more = members->length - shown_members;
      report.lines("and " + std::to_string(more) + " more exception" + (more == 1 ? "" : "s") + "\n");
    }
    if (last && report.need_close) {
      report.indent();
      report.out += "+------------------------------------\n";
      report.need_close = false;
    }
    report.depth--;
  }
  if (outermost) report.depth--;
}

void append_exception(Report& report, Value exception) {
  report.seen.push_back(exception);
  Value cause = exception_field(exception, exception_cause);
  Value context = exception_field(exception, exception_context);
  if (cause && !is_none(cause)) {
    if (report.is_new(cause)) append_linked(report, cause, "The above exception was the direct cause of the following exception:");
  } else if (context && !is_none(context) && exception_field(exception, exception_suppress_context) != true_value() &&
             report.is_new(context)) {
    append_linked(report, context, "During handling of the above exception, another exception occurred:");
  }
  if (is_exception_group(exception)) append_members(report, exception);
  else append_one(report, exception);
}

}  // namespace

bool source_line(const std::string& filename, int number, std::string* line) {
  const SourceFile& file = source_file(filename);
  if (number < 1 || static_cast<size_t>(number) > file.lines.size()) return false;
  *line = file.lines[static_cast<size_t>(number) - 1];
  return true;
}

std::string format_exception(Value exception) {
  Report report;
  append_exception(report, exception);
  return report.out;
}

void print_error() {
  Value exception = take_error();
  std::string text = format_exception(exception);
  vm.exception = null_value;
  flush_standard_output();
  write_standard_error(text);
}

void print_ignored_error(const char* where) {
  Value exception = take_error();
  write_standard_error(std::string("Exception ignored in: ") + where + "\n" + format_exception(exception));
  vm.exception = null_value;
}

Value raise_syntax_error(const SyntaxErrorInfo& info) {
  // What is nested too deeply is not wrong.
  if (info.type == "RecursionError") return raise_error(ExceptionKind::recursion_error, info.message.c_str());
  if (info.type == "MemoryError") return raise_error(ExceptionKind::memory_error, "%s", info.message.c_str());
  ExceptionKind kind = info.type == "IndentationError" ? ExceptionKind::indentation_error
                       : info.type == "TabError"       ? ExceptionKind::tab_error
                                                       : ExceptionKind::syntax_error;
  Value text = info.has_text ? ref(make_str(info.text)) : none();
  Tuple* place = make_tuple(6);
  place->items[0] = ref(make_str(info.filename));
  place->items[1] = info.line ? int_value(info.line) : none();
  place->items[2] = info.line ? int_value(info.column) : none();
  place->items[3] = text;
  place->items[4] = info.line ? int_value(info.end_line) : none();
  place->items[5] = info.line ? int_value(info.end_column) : none();
  Value arguments[] = {ref(make_str(info.message)), ref(place)};
  Value exception = make_exception(exception_type(kind), make_tuple_of(arguments, 2));
  Instance* instance = as<Instance>(exception);
  static const char* const attributes[] = {"filename", "lineno", "offset", "text", "end_lineno", "end_offset"};
  set_slot(instance, intern("msg"), arguments[0]);
  for (int i = 0; i < 6; i++) set_slot(instance, intern(attributes[i]), place->items[i]);
  set_slot(instance, intern("print_file_and_line"), none());
  raise_value(exception);
  return null_value;
}

}  // namespace python
