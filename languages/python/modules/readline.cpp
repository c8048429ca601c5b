/// The module readline: what input() edits with, once a program imports it. Histories and completers are kept here; the editor is libedit's.
#include "modules/readline.h"

#include <cstdio>
#include <fstream>
#include <vector>

#include "modules/os/arguments.h"
#include "program/line_editor.h"

namespace python {

namespace {

struct {
  std::vector<std::string> history;
  int64_t history_length = -1;  // lines that write_history_file writes; negative: all
  std::string delimiters = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?";
  Value completer = null_value, startup_hook = null_value, pre_input_hook = null_value, display_hook = null_value;
  bool imported = false, adds_lines = true, completes = false;
} state;

Value none_or(Value v) { return v ? v : none(); }
bool text_argument(const char* function, Value v, std::string* out) {
  Str* text = as_str(v);
  if (text) *out = to_utf8(text);
  else raise_type_error("%s() argument must be str, not %T", function, v);
  return text != nullptr;
}

/// The names a program's completer gives for a word, one call after the other until it has no more.
std::vector<std::string> ask_completer(const std::string& word) {
  std::vector<std::string> names;
  for (int64_t i = 0; state.completer; i++) {
    Value name = call_2(state.completer, ref(make_str(word)), int_value(i));
    Str* text = name ? as_str(name) : nullptr;
    if (!text) break;
    names.push_back(to_utf8(text));
  }
  vm.exception = null_value;
  return names;
}

// ---- history ----

std::string default_history_file() {
  const char* home = getenv("HOME");
  return std::string(home ? home : "") + "/.history";
}
bool file_argument(const char* function, Value v, std::string* out) {
  if (!v || is_none(v)) {
    *out = default_history_file();
    return true;
  }
  PathArgument path;
  if (!path_argument(function, v, &path)) return false;
  *out = path.text;
  return true;
}
Value read_history(Value file) {
  std::string path, line;
  if (!file_argument("read_history_file", file, &path)) return null_value;
  std::ifstream in(path);
  if (!in) return raise_os_error(errno, ref(make_str(path)));
  while (std::getline(in, line)) state.history.push_back(line);
  return none();
}
Value write_lines(const char* function, Value file, size_t first, std::ios::openmode mode) {
  std::string path;
  if (!file_argument(function, file, &path)) return null_value;
  std::ofstream out(path, mode);
  if (!out) return raise_os_error(errno, ref(make_str(path)));
  for (size_t i = first; i < state.history.size(); i++) out << state.history[i] << "\n";
  return none();
}
Value write_history(Value file) {
  size_t count = state.history.size(), most = state.history_length < 0 ? count : static_cast<size_t>(state.history_length);
  return write_lines("write_history_file", file, count > most ? count - most : 0, std::ios::trunc);
}
Value append_history(Value count_v, Value file) {
  int64_t count;
  if (!index_in_range(count_v, &count)) return null_value;
  size_t all = state.history.size(), part = count < 0 ? 0 : static_cast<size_t>(count);
  return write_lines("append_history_file", file, all > part ? all - part : 0, std::ios::app);
}
Value clear_history() {
  state.history.clear();
  return none();
}
Value add_history(Value line) {
  std::string text;
  if (!text_argument("add_history", line, &text)) return null_value;
  state.history.push_back(text);
  return none();
}
Value get_history_item(Value index_v) {
  int64_t index;
  if (!index_in_range(index_v, &index)) return null_value;
  if (index < 1 || static_cast<size_t>(index) > state.history.size()) return none();
  return ref(make_str(state.history[static_cast<size_t>(index - 1)]));
}
/// The position of an existing line, counted from 0; -1 with ValueError.
int64_t history_position(Value index_v) {
  int64_t index;
  if (!index_in_range(index_v, &index)) return -1;
  if (index >= 0 && static_cast<size_t>(index) < state.history.size()) return index;
  if (index < 0) raise_value_error("History index cannot be negative");
  else raise_value_error("No history item at position %s", index);
  return -1;
}
Value remove_history_item(Value index_v) {
  int64_t index = history_position(index_v);
  if (index < 0) return null_value;
  state.history.erase(state.history.begin() + index);
  return none();
}
Value replace_history_item(Value index_v, Value line) {
  int64_t index = history_position(index_v);
  std::string text;
  if (index < 0 || !text_argument("replace_history_item", line, &text)) return null_value;
  state.history[static_cast<size_t>(index)] = text;
  return none();
}
Value get_current_history_length() { return int_value(static_cast<int64_t>(state.history.size())); }
Value get_history_length() { return int_value(state.history_length); }
Value set_history_length(Value length) { return index_in_range(length, &state.history_length) ? none() : null_value; }
Value set_auto_history(Value enabled) {
  int wanted = truth(enabled);
  if (wanted < 0) return null_value;
  state.adds_lines = wanted;
  return none();
}

// ---- completion ----

bool set_hook(const char* name, Value function, Value* place) {
  if (function && !is_none(function) && !is_callable(function)) {
    raise_type_error("set_%s(func): argument not callable", name);
    return false;
  }
  *place = function && !is_none(function) ? function : null_value;
  return true;
}
Value set_completer(Value function) { return set_hook("completer", function, &state.completer) ? none() : null_value; }
Value get_completer() { return none_or(state.completer); }
Value set_startup_hook(Value function) { return set_hook("startup_hook", function, &state.startup_hook) ? none() : null_value; }
Value set_pre_input_hook(Value function) { return set_hook("pre_input_hook", function, &state.pre_input_hook) ? none() : null_value; }
Value set_display_hook(Value function) { return set_hook("completion_display_matches_hook", function, &state.display_hook) ? none() : null_value; }
Value set_completer_delims(Value text) { return text_argument("set_completer_delims", text, &state.delimiters) ? none() : null_value; }
Value get_completer_delims() { return ref(make_str(state.delimiters)); }
Value get_line_buffer() { return ref(make_str(edited_line.text)); }
Value get_begidx() { return int_value(static_cast<int64_t>(edited_line.begin)); }
Value get_endidx() { return int_value(static_cast<int64_t>(edited_line.end)); }
Value get_completion_type() { return int_value(9); }
/// Of all that could be bound, the Tab key.
Value parse_and_bind(Value text_v) {
  std::string text;
  if (!text_argument("parse_and_bind", text_v, &text)) return null_value;
  if (text.find("complete") != std::string::npos) state.completes = true;
  return none();
}
Value read_init_file(Value) { return none(); }
Value insert_text(Value) { return none(); }
Value redisplay() { return none(); }

}  // namespace

bool readline_wants(std::string_view prompt, std::string* line, bool* ended) {
  if (!state.imported) return false;
  if (state.startup_hook && !call_0(state.startup_hook)) vm.exception = null_value;
  EditorUse use{state.completes || state.completer ? ask_completer : nullptr, state.delimiters, &state.history};
  LineResult result;
  if (!edit_program_line(use, std::string(prompt), line, &result)) return false;
  *ended = result != LineResult::line;
  if (result == LineResult::interrupted) deliver_interrupt();
  if (*ended) return true;
  if (line->ends_with("\n")) line->pop_back();
  bool repeats = !state.history.empty() && state.history.back() == *line;
  if (state.adds_lines && !line->empty() && !repeats) state.history.push_back(*line);
  return true;
}

void fill_readline(Module* module) {
  state.imported = true;
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Value v : {state.completer, state.startup_hook, state.pre_input_hook, state.display_hook}) visit(tracer, v);
      },
      &state);
  static const BuiltinDefinition functions[] = {
      entry("parse_and_bind", parse_and_bind),
      entry("read_init_file", read_init_file, 0),
      entry("read_history_file", read_history, 0),
      entry("write_history_file", write_history, 0),
      entry("append_history_file", append_history, 1),
      entry("clear_history", clear_history),
      entry("add_history", add_history),
      entry("get_history_item", get_history_item),
      entry("remove_history_item", remove_history_item),
      entry("replace_history_item", replace_history_item),
      entry("get_current_history_length", get_current_history_length),
      entry("get_history_length", get_history_length),
      entry("set_history_length", set_history_length),
      entry("set_auto_history", set_auto_history),
      entry("set_completer", set_completer, 0),
      entry("get_completer", get_completer),
      entry("set_completer_delims", set_completer_delims),
      entry("get_completer_delims", get_completer_delims),
      entry("set_startup_hook", set_startup_hook, 0),
      entry("set_pre_input_hook", set_pre_input_hook, 0),
      entry("set_completion_display_matches_hook", set_display_hook, 0),
      entry("get_line_buffer", get_line_buffer),
      entry("get_begidx", get_begidx),
      entry("get_endidx", get_endidx),
      entry("get_completion_type", get_completion_type),
      entry("insert_text", insert_text),
      entry("redisplay", redisplay),
  };
  define(module, functions);
  constexpr int libedit_version = 0x0402;  // of the readline that libedit's wrapper stands for
  set_member(module, "_READLINE_VERSION", int_value(libedit_version));
  set_member(module, "_READLINE_RUNTIME_VERSION", int_value(libedit_version));
  set_member(module, "_READLINE_LIBRARY_VERSION", ref(make_str("EditLine wrapper")));
  set_member(module, "__doc__", ref(make_str("Importing this module enables command line editing using libedit readline.")));
}

}  // namespace python
