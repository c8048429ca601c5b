/// open(), the standard streams, and what is flushed when the program ends.
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>

#include "interpreter/traceback.h"
#include "modules/io/buffered.h"
#include "modules/io/text.h"
#include "modules/os/arguments.h"
#include "objects/death.h"
#include "objects/exception.h"
#include "program/options.h"

namespace python {

StandardStreams standard_streams;

namespace {

struct Mode {
  bool creating, reading, writing, appending, updating, text, binary;
};

/// False with ValueError.
bool parse_mode(Value mode_v, Mode* out, std::string* raw) {
  std::string mode = "r";
  if (mode_v) {
    Str* text = as_str(mode_v);
    if (!text) {
      raise_type_error("open() argument 'mode' must be str, not %T", mode_v);
      return false;
    }
    mode = to_utf8(text);
  }
  *out = {};
  for (size_t i = 0; i < mode.size(); i++) {
    bool* flag = nullptr;
    switch (mode[i]) {
      case 'x': flag = &out->creating; break;
      case 'r': flag = &out->reading; break;
      case 'w': flag = &out->writing; break;
      case 'a': flag = &out->appending; break;
      case '+': flag = &out->updating; break;
      case 't': flag = &out->text; break;
      case 'b': flag = &out->binary; break;
      default: break;
    }
    if (!flag || *flag) {
      raise_value_error("invalid mode: '%s'", mode.c_str());
      return false;
    }
    *flag = true;
    if (mode[i] != 't' && mode[i] != 'b') *raw += mode[i];
  }
  if (out->text && out->binary) {
    raise_value_error("can't have text and binary mode at once");
    return false;
  }
  if (out->creating + out->reading + out->writing + out->appending > 1) {
    raise_value_error("must have exactly one of create/read/write/append mode");
    return false;
  }
  return true;
}

/// Closes what was opened for nothing; the error on its way stays.
Value abandon(Value file) {
  Value error = take_error();
  if (!call_method(file, vm.names.close_name, nullptr, 0)) take_error();
  vm.exception = error;
  return null_value;
}

}  // namespace

Value io_open(const Value* arguments, uint32_t count, Tuple* names) {
  deaths_matter();  // a file that nobody refers to any more is written and closed
  Value v[8];
  if (!parse_arguments("open", "file mode buffering encoding errors newline closefd opener", 1, arguments, count, names, v))
    return null_value;
  Value target = v[0];
  if (!as_exact_int(target)) {
    target = fspath(target);
    if (!target) return null_value;
  }
  int64_t buffering = -1;
  Mode mode;
  std::string raw_mode;
  if (v[2] && !index_in_range(v[2], &buffering)) return null_value;
  if (!parse_mode(v[1], &mode, &raw_mode)) return null_value;
  static const char* const text_only[] = {"encoding", "errors", "newline"};
  for (int i = 0; i < 3; i++) {
    Value option = v[3 + i];
    if (!option || is_none(option)) continue;
    if (mode.binary) return raise_value_error("binary mode doesn't take an %s argument", text_only[i]);
    if (!as_str(option)) return raise_type_error("open() argument '%s' must be str or None, not %T", text_only[i], option);
  }
  bool closefd;
  if (!flag_argument(v[6], true, &closefd)) return null_value;
  Value raw_arguments[] = {target, ref(make_str(raw_mode.empty() ? "r" : raw_mode)), boolean(closefd), none_if_null(v[7])};
  Value raw = call(ref(builtin_type(Kind::file_io)), raw_arguments, 4);
  if (!raw) return null_value;
  int descriptor = as<FileIO>(raw)->descriptor;
  struct stat status;
  bool is_regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  bool line_buffering = buffering == 1 || (buffering < 0 && !is_regular && isatty(descriptor));
  if (line_buffering && mode.binary && buffering == 1) {
    // A line-buffered binary file is buffered as others are.
    buffering = -1;
  }
  if (buffering == 1) buffering = -1;
  if (buffering < 0) {
    // The system's block size, but not the huge ones of pipes and devices.
    buffering =
        is_regular && status.st_blksize > standard_chunk_size ? status.st_blksize : static_cast<int64_t>(standard_buffer_size);
  }
  if (buffering == 0) {
    if (mode.binary) return raw;
    raise_value_error("can't have unbuffered text I/O");
    return abandon(raw);
  }
  if (!mode.creating && !mode.reading && !mode.writing && !mode.appending) {
    raise_value_error("Must have exactly one of create/read/write/append mode and at most one plus");
    return abandon(raw);
  }
  Kind kind = mode.updating ? Kind::buffered_random : mode.reading ? Kind::buffered_reader : Kind::buffered_writer;
  if (mode.updating && !check_ability(raw, Ability::seekable)) return abandon(raw);
  Value buffer = ref(make_buffered(kind, raw, static_cast<uint64_t>(buffering)));
  if (mode.binary) return buffer;
  Value text_arguments[] = {buffer, none_if_null(v[3]), none_if_null(v[4]), none_if_null(v[5]), boolean(line_buffering)};
  Value text = call(ref(builtin_type(Kind::text_io)), text_arguments, 5);
  if (!text) return abandon(buffer);
  return set_attr(text, intern("mode"), v[1] ? v[1] : ref(intern("r"))) ? text : abandon(text);
}

// ---- the standard streams ----

namespace {

TextIO* make_stream(int descriptor, const char* name, bool writes, const char* errors) {
  struct stat status;
  if (fstat(descriptor, &status) < 0) return nullptr;
  bool unbuffered = program_options.unbuffered && writes;
  Value raw = ref(make_file_io(descriptor, !writes, writes, false, ref(intern(std::string_view(name)))));
  // Text comes in larger pieces than such a buffer takes and goes straight to a pipe or terminal: nothing is left of what failed.
  uint64_t size = standard_buffer_size;
  if (unbuffered) size = 0;
  else if (writes && !S_ISREG(status.st_mode) && static_cast<uint64_t>(status.st_blksize) < size) size = static_cast<uint64_t>(status.st_blksize);
  Value buffer = ref(make_buffered(writes ? Kind::buffered_writer : Kind::buffered_reader, raw, size));
  bool by_line = writes && (descriptor == 2 || isatty(descriptor));
  TextIO* text = make_text(buffer, "utf-8", errors, by_line || unbuffered, unbuffered);
  if (!text) return nullptr;
  if (!writes) choose_newlines(text, nullptr);
  set_attr(ref(text), intern("mode"), ref(intern(std::string_view(writes ? "w" : "r"))));
  return text;
}

/// Whether the environment names no language: then bytes that are no text go through the standard streams as they are.
bool has_plain_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = getenv(name);
    if (value && *value) return std::string_view(value) == "C" || std::string_view(value) == "POSIX";
  }
  return true;
}

/// PYTHONIOENCODING: "encoding:errors", each part optional.
void apply_environment(TextIO* file, bool keeps_errors) {
  const char* setting = getenv("PYTHONIOENCODING");
  if (!file || !setting || !*setting) return;
  std::string text = setting;
  size_t colon = text.find(':');
  std::string encoding = text.substr(0, colon), errors = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (!encoding.empty()) file->encoding = make_str(encoding);
  if (!errors.empty() && !keeps_errors) file->errors = make_str(errors);
  if (!choose_codec(file, !as_buffered(file->buffer)->writable, as_buffered(file->buffer)->writable)) {
    vm.exception = null_value;
    file->encoding = intern("utf-8");
    choose_codec(file, true, true);
  }
}

}  // namespace

void start_files() {
  start_io_bases();
  define_bytes_io();
  define_string_io();
  define_newline_decoder();
  define_file_io();
  define_buffered();
  define_text_io();
  jitwright::Heap::current().add_root(
      [](void* context, jitwright::Tracer& tracer) {
        StandardStreams* streams = static_cast<StandardStreams*>(context);
        for (TextIO* stream : {streams->input, streams->output, streams->error}) tracer.visit(stream);
      },
      &standard_streams);
  const char* errors = has_plain_locale() ? "surrogateescape" : "strict";
  standard_streams.input = make_stream(0, "<stdin>", false, errors);
  standard_streams.output = make_stream(1, "<stdout>", true, errors);
  standard_streams.error = make_stream(2, "<stderr>", true, "backslashreplace");
  apply_environment(standard_streams.input, false);
  apply_environment(standard_streams.output, false);
  apply_environment(standard_streams.error, true);
}

void flush_standard_output() {
  TextIO* output = standard_streams.output;
  if (!output || !output->buffer.get()) return;
  Value saved = take_error();
  if (check_text(output) && text_flush(output)) call_method(output->buffer, vm.names.flush_name, nullptr, 0);
  vm.exception = saved;
}

void write_standard_error(std::string_view text) {
  Value saved = take_error();
  Value stream = vm.modules ? sys_attribute(vm.names.stderr_name) : null_value;
  if (stream && !is_none(stream)) {
    Value argument = ref(make_str(text));
    if (call_method(stream, vm.names.write_name, &argument, 1)) call_method(stream, vm.names.flush_name, nullptr, 0);
  } else if (!stream && ::write(2, text.data(), text.size()) < 0) {
    errno = 0;
  }
  vm.exception = saved;
}

namespace {

struct OpenFiles {
  List *texts, *buffers;
  void add(void* object) {
    Kind kind = kind_of(static_cast<Object*>(object));
    if (kind == Kind::text_io && static_cast<TextIO*>(object)->pending_size) list_append(texts, ref(object));
    if (kind == Kind::buffered_writer || kind == Kind::buffered_random) list_append(buffers, ref(object));
  }
};

}  // namespace

bool flush_everything() {
  OpenFiles files{make_list(), make_list()};
  jitwright::Heap& heap = jitwright::Heap::current();
  while (void* object = heap.next_dying()) files.add(object);
  heap.for_each_watched([](void* object, size_t, void* context) { static_cast<OpenFiles*>(context)->add(object); }, &files);
  bool good = true;
  Value output = standard_streams.output ? ref(standard_streams.output) : null_value;
  Value output_buffer = output ? standard_streams.output->buffer.get() : null_value;
  auto report = [&](Value file) {
    if (!has_error()) return;
    if (file != output && file != output_buffer) {
      vm.exception = null_value;
      return;
    }
    good = false;
    print_ignored_error("<_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>");
  };
  // Text goes to the buffers first.
  for (uint64_t i = 0; i < files.texts->length; i++) {
    TextIO* file = as<TextIO>(list_get(files.texts, i));
    if (file->buffer.get() && check_text(file)) text_flush(file);
    report(list_get(files.texts, i));
  }
  for (uint64_t i = 0; i < files.buffers->length; i++) {
    Buffered* file = as<Buffered>(list_get(files.buffers, i));
    if (file->writing && file->raw.get() && check_usable(file, "closed")) buffered_flush(file);
    report(list_get(files.buffers, i));
  }
  vm.exception = null_value;
  return good;
}

}  // namespace python
