#include "program/line_editor.h"

#include <dlfcn.h>
#include <histedit.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>
#include <cctype>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>

#include "objects/vm.h"

namespace python {

namespace {

constexpr int history_size = 1000;

/// libedit's functions. The prompt loads the library, because programs that run without one would pay for four libraries.
struct {
#define JW_EDIT_FUNCTIONS(X) \
  X(el_init) X(el_end) X(el_reset) X(el_gets) X(el_set) X(el_source) X(el_line) X(el_insertstr) \
  X(history_init) X(history_end) X(history)
#define MEMBER(name) decltype(&::name) name;
  JW_EDIT_FUNCTIONS(MEMBER)
#undef MEMBER
} edit;

bool load_edit_library() {
  void* library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
  bool complete = true;
#define LOOK_UP(name) \
  edit.name = reinterpret_cast<decltype(&::name)>(dlsym(library, #name)); \
  complete &= edit.name != nullptr;
  JW_EDIT_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
  return complete;
}

struct {
  EditLine* editor;
  History* history;
  History* program_history;  // what edit_program_line offers
  HistEvent event;
  Completer completer;
  std::string delimiters;    // what words end at; none: what a name cannot hold
  std::string prompt, history_file;
  bool interrupted;
  mbstate_t decoding;
} state;

char* current_prompt(EditLine*) { return state.prompt.data(); }

/// Waits for input; false when Ctrl-C came first. The signal is held back but for the wait itself: one that comes just before the wait ends it too.
bool wait_for_input() {
  sigset_t interrupt, before;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, &before);
  pollfd input{STDIN_FILENO, POLLIN, 0};
  while (!vm.interrupted && ppoll(&input, 1, nullptr, &before) < 0 && errno == EINTR) {
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return !vm.interrupted;
}

/// Reads a character; Ctrl-C ends the line.
int read_character(EditLine*, wchar_t* out) {
  for (;;) {
    if (!wait_for_input()) {
      state.interrupted = true;
      return -1;
    }
    char byte;
    ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return 0;
    size_t used = mbrtowc(out, &byte, 1, &state.decoding);
    if (used == static_cast<size_t>(-2)) continue;
    if (used == static_cast<size_t>(-1)) {
      memset(&state.decoding, 0, sizeof state.decoding);
      *out = static_cast<unsigned char>(byte);
    }
    return 1;
  }
}

bool is_word_character(char c) {
  if (!state.delimiters.empty()) return state.delimiters.find(c) == std::string::npos;
  return c == '_' || c == '.' || isalnum(static_cast<unsigned char>(c)) || (c & 0x80);
}

/// The Tab key: four blanks at the start of a line, else what all possible names begin with, or the list of them.
unsigned char complete(EditLine* editor, int) {
  const LineInfo* info = edit.el_line(editor);
  const char* start = info->cursor;
  while (start > info->buffer && is_word_character(start[-1])) start--;
  std::string word(start, info->cursor);
  if (!state.completer) return edit.el_insertstr(editor, "\t") == 0 ? CC_REFRESH : CC_ERROR;
  edited_line = {std::string(info->buffer, info->lastchar), static_cast<size_t>(start - info->buffer), static_cast<size_t>(info->cursor - info->buffer)};
  if (word.empty() && state.delimiters.empty()) return edit.el_insertstr(editor, "    ") == 0 ? CC_REFRESH : CC_ERROR;
  std::vector<std::string> names = state.completer(word);
  if (names.empty()) return CC_ERROR;
  std::string common = names[0];
  for (const std::string& name : names) {
    size_t same = 0;
    while (same < common.size() && same < name.size() && common[same] == name[same]) same++;
    common.resize(same);
  }
  if (common.size() > word.size()) {
    edit.el_insertstr(editor, common.c_str() + word.size());
    return CC_REFRESH;
  }
  putchar('\n');
  for (const std::string& name : names) printf("%s  ", name.c_str());
  putchar('\n');
  fflush(stdout);
  return CC_REDISPLAY;
}

std::string history_path() {
  const char* home = getenv("HOME");
  return home && *home ? std::string(home) + "/.jwpython_history" : "";
}

/// Makes the editor, without a history.
bool start_editor() {
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return false;
  if (!load_edit_library()) return false;
  setlocale(LC_CTYPE, "");
  if (MB_CUR_MAX == 1) setlocale(LC_CTYPE, "C.UTF-8");
  state.editor = edit.el_init("jwpython", stdin, stdout, stderr);
  if (!state.editor) return false;
  edit.el_set(state.editor, EL_EDITOR, "emacs");
  edit.el_set(state.editor, EL_SIGNAL, 0);
  edit.el_set(state.editor, EL_PROMPT, current_prompt);
  edit.el_set(state.editor, EL_ADDFN, "complete-name", "Completes a name", complete);
  edit.el_set(state.editor, EL_BIND, "\t", "complete-name", nullptr);
  edit.el_set(state.editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  edit.el_set(state.editor, EL_GETCFN, read_character);
  edit.el_source(state.editor, nullptr);
  return true;
}

}  // namespace

EditedLine edited_line;

bool start_line_editor(Completer completer) {
  if (!start_editor()) return false;
  state.completer = completer;
  state.history = edit.history_init();
  if (!state.history) return false;
  edit.history(state.history, &state.event, H_SETSIZE, history_size);
  edit.history(state.history, &state.event, H_SETUNIQUE, 1);
  state.history_file = history_path();
  if (!state.history_file.empty()) edit.history(state.history, &state.event, H_LOAD, state.history_file.c_str());
  edit.el_set(state.editor, EL_HIST, edit.history, state.history);
  return true;
}

/// A line with its newline, as the editor's state says.
static LineResult get_line(const std::string& prompt, std::string* line) {
  state.prompt = prompt;
  state.interrupted = false;
  int count = 0;
  const char* text = edit.el_gets(state.editor, &count);
  if (state.interrupted) {
    edit.el_reset(state.editor);
    return LineResult::interrupted;
  }
  if (!text || count <= 0) return LineResult::end;
  *line = text;
  return LineResult::line;
}

bool edit_program_line(const EditorUse& use, const std::string& prompt, std::string* line, LineResult* result) {
  if (!state.editor && !start_editor()) return false;
  if (!state.program_history) {
    state.program_history = edit.history_init();
    edit.history(state.program_history, &state.event, H_SETSIZE, 1 << 20);
  }
  edit.history(state.program_history, &state.event, H_CLEAR);
  for (const std::string& each : *use.history) edit.history(state.program_history, &state.event, H_ENTER, each.c_str());
  Completer completer = state.completer;
  state.completer = use.completer;
  state.delimiters = use.delimiters;
  edit.el_set(state.editor, EL_HIST, edit.history, state.program_history);
  *result = get_line(prompt, line);
  state.completer = completer;
  state.delimiters.clear();
  if (state.history) edit.el_set(state.editor, EL_HIST, edit.history, state.history);
  return true;
}

LineResult edit_line(const std::string& prompt, std::string* line) {
  LineResult result = get_line(prompt, line);
  bool blank = result != LineResult::line || line->find_first_not_of(" \t\n") == std::string::npos;
  if (!blank) edit.history(state.history, &state.event, H_ENTER, line->c_str());
  return result;
}

void finish_line_editor() {
  if (!state.editor) return;
  if (!state.history_file.empty()) edit.history(state.history, &state.event, H_SAVE, state.history_file.c_str());
  if (state.history) edit.history_end(state.history);
  edit.el_end(state.editor);
  state.editor = nullptr;
}

}  // namespace python
