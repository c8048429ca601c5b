#include "modules/file.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "objects/builtin.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"

namespace python {

StandardStreams standard_streams;

namespace {

bool os_error(File* file) {
  raise_os_error(errno, file->name.get() && is_str(file->name) ? file->name.get() : null_value);
  return false;
}

bool write_all(File* file, const char* bytes, uint64_t count) {
  while (count > 0) {
    ssize_t written = write(file->descriptor, bytes, count);
    if (written < 0) {
      if (errno == EINTR && !vm.interrupted) continue;
      return errno == EINTR ? true : os_error(file);
    }
    bytes += written;
    count -= static_cast<uint64_t>(written);
  }
  return true;
}

void need_buffer(File* file) {
  if (!file->buffer) file->buffer = static_cast<char*>(malloc(file_buffer_size));
}

/// Reads the next bytes into the empty buffer; 0 at the end, -1 on error.
ssize_t fill(File* file) {
  need_buffer(file);
  file->position = file->size = 0;
  for (;;) {
    ssize_t count = read(file->descriptor, file->buffer, file_buffer_size);
    if (count >= 0) {
      file->size = static_cast<uint64_t>(count);
      return count;
    }
    if (errno != EINTR) {
      os_error(file);
      return -1;
    }
    if (interrupted()) return -1;
  }
}

bool check_open(File* file) {
  if (!(file->flags & file_closed)) return true;
  raise_value_error("I/O operation on closed file.");
  return false;
}
bool raise_unsupported(const char* what) {
  Value type = dict_get_str(vm.builtins, intern("OSError"));
  raise_exception(call_1(type, ref(make_str(what))), null_value);
  return false;
}
bool check_readable(File* file) {
  if (!check_open(file)) return false;
  if (!(file->flags & file_readable)) return raise_unsupported("not readable");
  return !(file->flags & file_writing) || file_flush(file);
}

Value text_or_bytes(File* file, std::string_view bytes) {
  if (file->flags & file_binary) return ref(make_bytes(bytes));
  return decode_utf8(bytes);
}

bool universal(File* file) { return !(file->flags & (file_binary | file_raw_newlines)); }

void translate_newlines(std::string* text) {
  if (text->find('\r') == std::string::npos) return;
  std::string out;
  for (size_t i = 0; i < text->size(); i++) {
    if ((*text)[i] == '\r') {
      out += '\n';
      if (i + 1 < text->size() && (*text)[i + 1] == '\n') i++;
    } else {
      out += (*text)[i];
    }
  }
  *text = std::move(out);
}

bool read_everything(File* file, std::string* out) {
  for (;;) {
    out->append(file->buffer ? file->buffer + file->position : "", file->size - file->position);
    ssize_t count = fill(file);
    if (count < 0) return false;
    if (count == 0) return true;
  }
}

}  // namespace

bool file_flush(File* file) {
  if (!(file->flags & file_writing)) return true;
  uint64_t size = file->size;
  file->size = file->position = 0;
  file->flags &= ~file_writing;
  return write_all(file, file->buffer, size);
}

bool file_write(File* file, std::string_view bytes) {
  need_buffer(file);
  if (!(file->flags & file_writing)) {
    if (file->position < file->size) lseek(file->descriptor, static_cast<off_t>(file->position) - static_cast<off_t>(file->size), SEEK_CUR);
    file->position = file->size = 0;
    file->flags |= file_writing;
  }
  if (file->size + bytes.size() > file_buffer_size) {
    if (!file_flush(file)) return false;
    if (bytes.size() > file_buffer_size / 2) return write_all(file, bytes.data(), bytes.size());
    file->flags |= file_writing;
  }
  memcpy(file->buffer + file->size, bytes.data(), bytes.size());
  file->size += bytes.size();
  if ((file->flags & file_line_buffered) && memchr(bytes.data(), '\n', bytes.size())) return file_flush(file);
  return true;
}

bool file_write_value(File* file, Value v) {
  if (file->flags & file_binary) {
    std::string_view bytes;
    if (!bytes_view(v, &bytes)) {
      raise_type_error("a bytes-like object is required, not '%T'", v);
      return false;
    }
    return file_write(file, bytes);
  }
  Str* s = as_str(v);
  if (!s) {
    raise_type_error("write() argument must be str, not %T", v);
    return false;
  }
  if (is_ascii(s)) return file_write(file, ascii_view(s));
  std::string text = to_utf8(s);
  for (uint32_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c >= 0xD800 && c < 0xE000) {
      if (file == standard_streams.error) continue;
      char escaped[16];
      snprintf(escaped, sizeof escaped, "\\u%04x", c);
      raise_error(ExceptionKind::unicode_encode_error, "'utf-8' codec can't encode character '%s' in position %s: surrogates not allowed",
                  escaped, static_cast<int64_t>(i));
      return false;
    }
  }
  return file_write(file, text);
}

bool file_read_line(File* file, std::string* line) {
  line->clear();
  for (;;) {
    if (file->position == file->size) {
      ssize_t count = fill(file);
      if (count < 0) return false;
      if (count == 0) return true;
    }
    const char* start = file->buffer + file->position;
    size_t available = file->size - file->position;
    if (universal(file) && !line->empty() && line->back() == '\r') {
      if (*start == '\n') file->position++;
      line->back() = '\n';
      return true;
    }
    size_t length = 0;
    while (length < available && start[length] != '\n' && !(start[length] == '\r' && universal(file))) length++;
    bool complete = length < available;
    line->append(start, complete ? length + 1 : length);
    file->position += complete ? length + 1 : length;
    if (complete && line->back() == '\n') return true;
  }
}

void flush_standard_output() {
  File* output = standard_streams.output;
  if (!output) return;
  Value saved = take_error();
  file_flush(output);
  vm.exception = saved;
}

void write_standard_error(std::string_view text) {
  Value saved = take_error();
  Value stream = vm.modules ? sys_attribute(vm.names.stderr_name) : null_value;
  if (stream && !is_none(stream) && !has_kind(stream, Kind::file)) {
    Value argument = ref(make_str(text));
    call_method(stream, vm.names.write_name, &argument, 1);
  } else if (stream && has_kind(stream, Kind::file)) {
    file_write(as<File>(stream), text);
    file_flush(as<File>(stream));
  } else if (::write(2, text.data(), text.size()) < 0) {
    errno = 0;
  }
  vm.exception = saved;
}

void finalize_file(void* object) {
  File* file = static_cast<File*>(object);
  bool unwritten = (file->flags & file_writing) && !(file->flags & file_closed);
  // Errors have nobody to go to, and an exception would be an object.
  for (uint64_t done = 0; unwritten && done < file->size;) {
    ssize_t count = write(file->descriptor, file->buffer + done, file->size - done);
    if (count < 0 && errno != EINTR) break;
    if (count > 0) done += static_cast<uint64_t>(count);
  }
  free(file->buffer);
  file->buffer = nullptr;
  if (!(file->flags & (file_closed | file_keeps_descriptor))) close(file->descriptor);
  file->flags |= file_closed;
}

void trace_file(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<File*>(object)->name);
  visit(tracer, static_cast<File*>(object)->mode);
}

namespace {

File* make_file(int descriptor, uint32_t flags, Value name, const char* mode) {
  File* file = jitwright::make_finalizable<File>(static_cast<jitwright::KindId>(Kind::file));
  file->descriptor = descriptor;
  file->flags = flags;
  file->name = name;
  file->mode = ref(intern(mode));
  return file;
}

}  // namespace

Value open_file(Value path, std::string_view mode, int descriptor, bool raw_newlines) {
  uint32_t flags = 0;
  int os_flags = 0, kinds = 0;
  bool plus = false;
  for (char c : mode) {
    switch (c) {
      case 'r': flags |= file_readable; kinds++; break;
      case 'w': flags |= file_writable; os_flags |= O_CREAT | O_TRUNC; kinds++; break;
      case 'a': flags |= file_writable; os_flags |= O_CREAT | O_APPEND; kinds++; break;
      case 'x': flags |= file_writable; os_flags |= O_CREAT | O_EXCL; kinds++; break;
      case 'b': flags |= file_binary; break;
      case 't': break;
      case '+': plus = true; break;
      default: return raise_value_error("invalid mode: '%s'", std::string(mode).c_str());
    }
  }
  if (kinds != 1) return raise_value_error("must have exactly one of create/read/write/append mode");
  if (plus) flags |= file_readable | file_writable;
  if (raw_newlines) flags |= file_raw_newlines;
  os_flags |= (flags & file_readable) && (flags & file_writable) ? O_RDWR : flags & file_writable ? O_WRONLY : O_RDONLY;
  Value name = path;
  if (descriptor < 0) {
    Str* text = as_str(path);
    std::string_view raw;
    std::string bytes;
    if (text) bytes = to_utf8(text);
    else if (bytes_view(path, &raw)) bytes = raw;
    else {
      bool found = false;
      Value converted = call_special(path, vm.names.__fspath__, nullptr, 0, &found);
      if (!converted) return vm.exception ? null_value : raise_type_error("expected str, bytes or os.PathLike object, not %T", path);
      return open_file(converted, mode, -1, raw_newlines);
    }
    if (bytes.find('\0') != std::string::npos) return raise_value_error("embedded null byte");
    descriptor = open(bytes.c_str(), os_flags | O_CLOEXEC, 0666);
    if (descriptor < 0) return raise_os_error(errno, path);
    struct stat status;
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
      close(descriptor);
      return raise_os_error(EISDIR, path);
    }
  }
  return ref(make_file(descriptor, flags, name, std::string(mode).c_str()));
}

namespace {

File* self_of(Value v) { return as<File>(v); }

Value method_write(Value self, Value text) {
  File* file = self_of(self);
  if (!check_open(file)) return null_value;
  if (!(file->flags & file_writable)) { raise_unsupported("not writable"); return null_value; }
  if (!file_write_value(file, text)) return null_value;
  if (file->descriptor == 2) file_flush(file);
  return int_value(length(text));
}
Value method_write_lines(Value self, Value lines) {
  List* list = list_view_of(lines);
  if (!list) return null_value;
  for (uint64_t i = 0; i < list->length; i++) {
    if (!method_write(self, list_get(list, i))) return null_value;
  }
  return none();
}
Value method_read(Value self, Value count) {
  File* file = self_of(self);
  if (!check_readable(file)) return null_value;
  int64_t wanted = -1;
  if (count && !is_none(count) && !clamped_index(count, &wanted)) return null_value;
  std::string text;
  if (wanted < 0) {
    if (!read_everything(file, &text)) return null_value;
    if (universal(file)) translate_newlines(&text);
    return text_or_bytes(file, text);
  }
  int64_t seen = 0;
  while (seen < wanted) {
    if (file->position == file->size) {
      ssize_t got = fill(file);
      if (got < 0) return null_value;
      if (got == 0) break;
    }
    char c = file->buffer[file->position++];
    text += c;
    if ((file->flags & file_binary) || (c & 0xC0) != 0x80) seen++;
    // A character is complete when the next byte does not continue it.
    while (!(file->flags & file_binary) && (c & 0x80) && (file->position < file->size || fill(file) > 0) && (file->buffer[file->position] & 0xC0) == 0x80) {
      text += file->buffer[file->position++];
    }
  }
  if (universal(file)) translate_newlines(&text);
  return text_or_bytes(file, text);
}
Value method_read_line(Value self, Value) {
  File* file = self_of(self);
  if (!check_readable(file)) return null_value;
  std::string line;
  if (!file_read_line(file, &line)) return null_value;
  return text_or_bytes(file, line);
}
Value method_next(Value self) {
  File* file = self_of(self);
  if (!check_readable(file)) return null_value;
  std::string line;
  if (!file_read_line(file, &line)) return null_value;
  if (line.empty()) return raise_stop_iteration(none());
  return text_or_bytes(file, line);
}
Value method_read_lines(Value self, Value) {
  List* list = make_list();
  for (;;) {
    Value line = method_read_line(self, none());
    if (!line) return null_value;
    if (length(line) == 0) return ref(list);
    list_append(list, line);
  }
}
Value method_flush(Value self) { return check_open(self_of(self)) && file_flush(self_of(self)) ? none() : null_value; }
Value method_close(Value self) {
  File* file = self_of(self);
  if (file->flags & file_closed) return none();
  bool flushed = file_flush(file);
  file->flags |= file_closed;
  if (!(file->flags & file_keeps_descriptor)) close(file->descriptor);
  return flushed ? none() : null_value;
}
Value method_enter(Value self) { return check_open(self_of(self)) ? self : null_value; }
Value method_exit(const Value* arguments, uint32_t) { return method_close(arguments[0]) ? none() : null_value; }
Value method_iter(Value self) { return self; }
Value method_descriptor_number(Value self) { return check_open(self_of(self)) ? int_value(self_of(self)->descriptor) : null_value; }
Value method_is_terminal(Value self) { return boolean(isatty(self_of(self)->descriptor)); }
Value method_readable(Value self) { return boolean(self_of(self)->flags & file_readable); }
Value method_writable(Value self) { return boolean(self_of(self)->flags & file_writable); }
Value method_seekable(Value self) { return boolean(lseek(self_of(self)->descriptor, 0, SEEK_CUR) >= 0); }
Value method_seek(Value self, Value offset, Value whence) {
  File* file = self_of(self);
  int64_t to, from = 0;
  if (!check_open(file) || !file_flush(file) || !clamped_index(offset, &to) || (whence && !clamped_index(whence, &from))) return null_value;
  if (from == 1) to -= static_cast<int64_t>(file->size - file->position);
  file->position = file->size = 0;
  off_t result = lseek(file->descriptor, to, static_cast<int>(from));
  if (result < 0) { os_error(file); return null_value; }
  return int_value(result);
}
Value method_tell(Value self) {
  File* file = self_of(self);
  if (!check_open(file) || !file_flush(file)) return null_value;
  off_t result = lseek(file->descriptor, 0, SEEK_CUR);
  if (result < 0) { os_error(file); return null_value; }
  return int_value(result - static_cast<int64_t>(file->size - file->position));
}
Value method_truncate(Value self, Value size) {
  File* file = self_of(self);
  Value at = size && !is_none(size) ? size : method_tell(self);
  int64_t length;
  if (!at || !clamped_index(at, &length) || !file_flush(file)) return null_value;
  if (ftruncate(file->descriptor, length) < 0) { os_error(file); return null_value; }
  return at;
}
Value method_reconfigure(const Value* arguments, uint32_t, Tuple*) { return none(); }
Value method_repr(Value self) {
  File* file = self_of(self);
  if (file->flags & file_binary) return ref(text_format("<_io.BufferedRandom name=%R>", file->name.get()));
  return ref(text_format("<_io.TextIOWrapper name=%R mode=%R encoding='utf-8'>", file->name.get(), file->mode.get()));
}

Value get_closed(Value self) { return boolean(self_of(self)->flags & file_closed); }
Value get_name(Value self) { return self_of(self)->name; }
Value get_mode(Value self) { return self_of(self)->mode; }
Value get_encoding(Value) { return ref(intern("utf-8")); }
Value get_errors(Value self) { return ref(intern(self_of(self)->descriptor == 2 ? "backslashreplace" : "strict")); }
Value get_newlines(Value) { return none(); }
Value get_buffer(Value self) {
  File* file = self_of(self);
  if (!file_flush(file)) return null_value;
  return ref(make_file(file->descriptor, (file->flags & (file_readable | file_writable)) | file_binary | file_keeps_descriptor | file_line_buffered, file->name, "rb+"));
}

}  // namespace

void start_files() {
  static const BuiltinDefinition methods[] = {
      entry("write", method_write),       entry("writelines", method_write_lines),
      entry("read", method_read, 1),      entry("readline", method_read_line, 1),
      entry("readlines", method_read_lines, 1), entry("flush", method_flush),
      entry("close", method_close),       entry("__enter__", method_enter),
      entry("__exit__", method_exit, 1),  entry("__iter__", method_iter),
      entry("__next__", method_next),     entry("fileno", method_descriptor_number),
      entry("isatty", method_is_terminal), entry("readable", method_readable),
      entry("writable", method_writable), entry("seekable", method_seekable),
      entry("seek", method_seek, 2),      entry("tell", method_tell),
      entry("truncate", method_truncate, 1), entry("reconfigure", method_reconfigure),
      entry("__repr__", method_repr),
  };
  static const GetSetDefinition attributes[] = {
      {"closed", get_closed}, {"name", get_name},     {"mode", get_mode},         {"encoding", get_encoding},
      {"errors", get_errors}, {"buffer", get_buffer}, {"newlines", get_newlines},
  };
  define(builtin_type(Kind::file), methods);
  define_attributes(builtin_type(Kind::file), attributes);
  jitwright::Heap::current().add_root(
      [](void* context, jitwright::Tracer& tracer) {
        StandardStreams* streams = static_cast<StandardStreams*>(context);
        tracer.visit(streams->input);
        tracer.visit(streams->output);
        tracer.visit(streams->error);
      },
      &standard_streams);
  standard_streams.input = make_file(0, file_readable | file_keeps_descriptor, ref(intern("<stdin>")), "r");
  standard_streams.output = make_file(1, file_writable | file_keeps_descriptor | (isatty(1) ? file_line_buffered : 0), ref(intern("<stdout>")), "w");
  standard_streams.error = make_file(2, file_writable | file_keeps_descriptor | file_line_buffered, ref(intern("<stderr>")), "w");
}

}  // namespace python
