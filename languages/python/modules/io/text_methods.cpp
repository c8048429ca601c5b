/// TextIOWrapper as a class.
#include <cstdlib>

#include "modules/io/text.h"
#include "objects/exception.h"
#include "objects/types.h"

namespace python {

Str* qualified_type_name(Type* type);

namespace {

TextIO* self_of(Value v) { return as<TextIO>(native_part(v, Kind::text_io)); }

/// Whether `answer` of a question to the buffer is true: 1, 0, -1 with an error pending.
int ask(Value buffer, const char* question) {
  Value answer = call_method_0(buffer, question);
  return answer ? truth(answer) : -1;
}

/// Everything but the arguments' checks.
bool open_text(TextIO* file, Value buffer, Str* encoding, Str* errors, Str* newline, bool line_buffering, bool write_through) {
  file->buffer = buffer;
  file->encoding = encoding;
  file->errors = errors;
  file->detached = false;
  file->line_buffering = line_buffering;
  file->write_through = write_through;
  file->chunk_size = standard_chunk_size;
  file->pending_size = 0;
  forget_decoded(file);
  file->chunk = nullptr;
  Buffered* below = as_buffered(buffer);
  file->fast = below && !has_kind(buffer, Kind::instance);
  int readable, writable, seekable;
  if (file->fast && below->fast) {
    readable = below->readable;
    writable = below->writable;
    seekable = ask(below->raw, "seekable");
  } else {
    readable = ask(buffer, "readable");
    writable = readable < 0 ? -1 : ask(buffer, "writable");
    seekable = writable < 0 ? -1 : ask(buffer, "seekable");
  }
  if (readable < 0 || writable < 0 || seekable < 0) return false;
  if (!choose_codec(file, readable > 0, writable > 0)) return false;
  choose_newlines(file, newline);
  file->seekable = file->telling = seekable > 0;
  file->has_read1 = file->fast || find_attr(buffer, intern("read1"));
  if (has_error()) return false;
  if (below) below->wrapped = true;
  if (file->seekable && file->encoder.get()) {
    // Behind what is there already no mark is wanted.
    Value position = call_method_0(buffer, "tell");
    if (!position) return false;
    if (truth(position) && !call_method_1(file->encoder, "setstate", small_int_value(0))) return false;
  }
  return true;
}

Value text_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[6];
  if (!parse_arguments("TextIOWrapper", "buffer encoding errors newline line_buffering write_through", 1, arguments + 1,
                       count - 1, names, given))
    return null_value;
  TextIO* file = self_of(arguments[0]);
  file->buffer = null_value;
  if (!is_newline_argument(given[3], "TextIOWrapper()")) return null_value;
  for (int i = 1; i <= 2; i++) {
    if (given[i] && !is_none(given[i]) && !as_str(given[i])) {
      return raise_type_error("TextIOWrapper() argument '%s' must be str or None, not %T", i == 1 ? "encoding" : "errors",
                              given[i]);
    }
  }
  Str* encoding = given[1] && !is_none(given[1]) ? as_str(given[1]) : nullptr;
  if (!encoding || str_equals(encoding, "locale")) encoding = intern("UTF-8");
  Str* errors = given[2] && !is_none(given[2]) ? as_str(given[2]) : vm.names.strict_name;
  for (Str* text : {encoding, errors}) {
    if (str_find(text, vm.characters[0], 0, text->length) >= 0) return raise_value_error("embedded null character");
  }
  int line_buffering = given[4] ? truth(given[4]) : 0, write_through = given[5] ? truth(given[5]) : 0;
  if (line_buffering < 0 || write_through < 0) return null_value;
  Str* newline = given[3] && !is_none(given[3]) ? as_str(given[3]) : nullptr;
  return open_text(file, given[0], encoding, errors, newline, line_buffering > 0, write_through > 0)
             ? none()
             : (file->buffer = null_value, null_value);
}
TextIO* allocate_text() { return jitwright::make_finalizable<TextIO>(static_cast<jitwright::KindId>(Kind::text_io)); }
Value construct_text(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  TextIO* file = allocate_text();
  if (count == 0 && !names) return ref(file);
  List* extended = make_list();
  list_append(extended, ref(file));
  for (uint32_t i = 0; i < count + (names ? names->length : 0); i++) list_append(extended, arguments[i]);
  return text_init(reinterpret_cast<const Value*>(extended->items->items), count + 1, names) ? ref(file) : null_value;
}

// ---- reading and writing ----

/// Open, and the buffer can be read from.
bool check_reading(TextIO* file) {
  if (!check_text(file)) return false;
  if (file->fast) {
    if (!as_buffered(file->buffer)->readable) raise_unsupported("not readable");
    return as_buffered(file->buffer)->readable;
  }
  if (file->codec != TextCodec::other || file->decoder.get()) {
    int readable = file->decoded.get() ? 1 : ask(file->buffer, "readable");
    if (readable == 0) raise_unsupported("not readable");
    return readable > 0;
  }
  raise_unsupported("not readable");
  return false;
}

Value text_read(Value self, Value size_v) {
  TextIO* file = self_of(self);
  int64_t size;
  if (!size_argument(size_v, &size) || !check_text(file, false) || !check_reading(file)) return null_value;
  if (size < 0) {
    Str* text = text_read_all(file);
    return text ? ref(text) : null_value;
  }
  if (!text_flush(file)) return null_value;
  Str* first = take_decoded(file, size);
  if (static_cast<int64_t>(first->length) == size) return ref(first);
  StrBuilder builder;
  builder.append(first);
  while (static_cast<int64_t>(builder.length()) < size) {
    int64_t left = size - static_cast<int64_t>(builder.length());
    int got = read_chunk(file, left);
    if (got < 0) return null_value;
    if (got == 0) break;
    builder.append(take_decoded(file, left));
  }
  return ref(builder.finish());
}
Value text_readline_method(Value self, Value size_v) {
  TextIO* file = self_of(self);
  int64_t size;
  if (!size_argument(size_v, &size) || !check_text(file, false) || !check_reading(file)) return null_value;
  Str* line = text_readline(file, size);
  return line ? ref(line) : null_value;
}
Value text_next(Value self) {
  TextIO* file = self_of(self);
  Value line;
  if (!has_kind(self, Kind::instance)) {
    line = text_iterate(file);
    return line || has_error() ? line : raise_stop_iteration(none());
  }
  if (!check_text(file, false)) return null_value;
  file->telling = false;
  line = call_method(self, vm.names.readline_name, nullptr, 0);
  if (!line) return null_value;
  Str* text = as_str(line);
  if (!text) return raise_error(ExceptionKind::os_error, "readline() should have returned a str object, not '%T'", line);
  if (text->length) return line;
  file->telling = file->seekable;
  return raise_stop_iteration(none());
}
Value text_write_method(Value self, Value v) {
  TextIO* file = self_of(self);
  Str* text = as_str(v);
  if (!text) return raise_type_error("write() argument must be str, not %T", v);
  if (!check_text(file)) return null_value;
  if (file->fast && !as_buffered(file->buffer)->writable) return raise_unsupported("not writable");
  return text_write(file, text) ? int_value(text->length) : null_value;
}
Value text_flush_method(Value self) {
  TextIO* file = self_of(self);
  if (!check_text(file, false) || !check_text(file)) return null_value;
  file->telling = file->seekable;
  if (!text_flush(file)) return null_value;
  if (file->fast && as_buffered(file->buffer)->fast) return buffered_flush(as_buffered(file->buffer)) ? none() : null_value;
  return call_method(file->buffer, vm.names.flush_name, nullptr, 0);
}
Value text_close(Value self) {
  TextIO* file = self_of(self);
  if (!check_text(file, false)) return null_value;
  int closed = is_closed(file->buffer);
  if (closed) return closed > 0 ? none() : null_value;
  Value flushed = call_method(self, vm.names.flush_name, nullptr, 0);
  Value error = take_error();
  file->pending_size = 0;
  Value done = call_method(file->buffer, vm.names.close_name, nullptr, 0);
  if (error) {
    if (!done)
      set_exception_field(vm.exception, exception_context, error);
    else
      vm.exception = error;
  }
  return flushed && done ? done : null_value;
}
Value text_detach(Value self) {
  TextIO* file = self_of(self);
  if (!check_text(file, false) || !call_method(self, vm.names.flush_name, nullptr, 0)) return null_value;
  Value buffer = file->buffer;
  if (Buffered* below = as_buffered(buffer)) below->wrapped = false;
  file->buffer = null_value;
  file->detached = true;
  file->fast = false;
  return buffer;
}
Value text_del(Value self) {
  TextIO* file = self_of(self);
  if (!file->buffer.get()) return none();
  int closed = is_closed(file->buffer);
  if (closed == 0) call_method(self, vm.names.close_name, nullptr, 0);
  return has_error() ? null_value : none();
}

// ---- position ----

Value text_tell(Value self) {
  return check_text(self_of(self), false) && check_text(self_of(self)) ? text_position(self_of(self)) : null_value;
}
Value text_seek(Value self, Value cookie, Value whence_v) {
  TextIO* file = self_of(self);
  int64_t whence = 0;
  if (!check_text(file, false) || !check_text(file) || (whence_v && !index_in_range(whence_v, &whence))) return null_value;
  if (!file->seekable) return raise_unsupported("underlying stream is not seekable");
  Value number = index_of(cookie);
  if (!number) return null_value;
  if (whence == 1) {
    if (int_sign(number) != 0) return raise_unsupported("can't do nonzero cur-relative seeks");
    number = text_position(file);
    if (!number) return null_value;
  } else if (whence == 2) {
    if (int_sign(number) != 0) return raise_unsupported("can't do nonzero end-relative seeks");
    if (!call_method(self, vm.names.flush_name, nullptr, 0)) return null_value;
    forget_decoded(file);
    file->chunk = nullptr;
    file->rest = nullptr;
    if (file->newlines.get()) file->newlines->pending_return = 0;
    if (file->decoder.get() && !call_method_0(file->decoder, "reset")) return null_value;
    Value arguments[] = {small_int_value(0), small_int_value(2)};
    Value position = call_method(file->buffer, vm.names.seek_name, arguments, 2);
    if (!position) return null_value;
    if (file->encoder.get()) {
      bool start = truth(position) == 0;
      if (!(start ? call_method_0(file->encoder, "reset") : call_method_1(file->encoder, "setstate", small_int_value(0))))
        return null_value;
    }
    return position;
  } else if (whence != 0) {
    return raise_value_error("invalid whence (%s, should be 0, 1 or 2)", whence);
  }
  if (int_sign(number) < 0) return raise_value_error("negative seek position %R", number);
  if (!call_method(self, vm.names.flush_name, nullptr, 0)) return null_value;
  return text_go_to(file, number);
}
Value text_truncate(Value self, Value size_v) {
  TextIO* file = self_of(self);
  if (!check_text(file, false) || !call_method(self, vm.names.flush_name, nullptr, 0)) return null_value;
  return call_method_1(file->buffer, "truncate", none_if_null(size_v));
}

Value text_reconfigure(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[5];
  TextIO* file = self_of(arguments[0]);
  if (!parse_arguments("reconfigure", "* encoding errors newline line_buffering write_through", 0, arguments + 1, count - 1,
                       names, given))
    return null_value;
  if (!check_text(file, false)) return null_value;
  bool codec_changes = (given[0] && !is_none(given[0])) || (given[1] && !is_none(given[1]));
  if (file->decoded.get() && (codec_changes || given[2])) {
    return raise_unsupported("It is not possible to set the encoding or newline of stream after the first read");
  }
  for (int i = 0; i < 2; i++) {
    if (given[i] && !is_none(given[i]) && !as_str(given[i])) {
      return raise_type_error("reconfigure() argument '%s' must be str or None, not %T", i == 0 ? "encoding" : "errors",
                              given[i]);
    }
  }
  if (given[2] && !is_newline_argument(given[2], "reconfigure()")) return null_value;
  int line_buffering = given[3] && !is_none(given[3]) ? truth(given[3]) : file->line_buffering;
  int write_through = given[4] && !is_none(given[4]) ? truth(given[4]) : file->write_through;
  if (line_buffering < 0 || write_through < 0 || !call_method(arguments[0], vm.names.flush_name, nullptr, 0)) return null_value;
  if (codec_changes) {
    Str *old_encoding = file->encoding, *old_errors = file->errors;
    bool has_encoding = given[0] && !is_none(given[0]);
    if (has_encoding) file->encoding = str_equals(as_str(given[0]), "locale") ? intern("UTF-8") : as_str(given[0]);
    if (given[1] && !is_none(given[1]))
      file->errors = as_str(given[1]);
    else if (has_encoding)
      file->errors = vm.names.strict_name;
    int readable = ask(file->buffer, "readable"), writable = readable < 0 ? -1 : ask(file->buffer, "writable");
    if (writable < 0) return null_value;
    if (!choose_codec(file, readable > 0, writable > 0)) {
      Value error = take_error();
      file->encoding = old_encoding;
      file->errors = old_errors;
      choose_codec(file, readable > 0, writable > 0);
      vm.exception = error;
      return null_value;
    }
  }
  if (given[2]) choose_newlines(file, is_none(given[2]) ? nullptr : as_str(given[2]));
  file->line_buffering = line_buffering;
  file->write_through = write_through;
  return none();
}

template <int which>
Value forward(Value self) {
  static const char* const methods[] = {"seekable", "readable", "writable", "fileno", "isatty"};
  return check_text(self_of(self), false) ? call_method_0(self_of(self)->buffer, methods[which]) : null_value;
}

Value text_repr(Value self) {
  TextIO* file = self_of(self);
  if (!check_text(file, false)) return null_value;
  Str* type = qualified_type_name(type_of(self));
  if (!enter_repr(self)) return raise_runtime_error("reentrant call inside %s.__repr__", type);
  StrBuilder builder;
  builder.append('<');
  builder.append(type);
  for (const char* name : {"name", "mode"}) {
    Value value = find_attr(self, intern(std::string_view(name)));
    if (!value) {
      vm.exception = null_value;
      continue;
    }
    Value text = to_repr(value);
    if (!text) {
      leave_repr(self);
      return null_value;
    }
    builder.append_ascii(" ");
    builder.append_ascii(name);
    builder.append('=');
    builder.append(as_str(text));
  }
  leave_repr(self);
  builder.append_ascii(" encoding=");
  builder.append(str_repr(file->encoding));
  builder.append('>');
  return ref(builder.finish());
}
Value text_getstate(Value self) { return raise_type_error("cannot pickle '%s' object", qualified_type_name(type_of(self))); }

Value get_closed(Value self) {
  return check_text(self_of(self), false) ? get_attr(self_of(self)->buffer, vm.names.closed_name) : null_value;
}
Value get_name(Value self) {
  return check_text(self_of(self), false) ? get_attr(self_of(self)->buffer, intern("name")) : null_value;
}
Value get_buffer_of(Value self) { return check_text(self_of(self), false) ? self_of(self)->buffer.get() : null_value; }
Value get_encoding(Value self) { return check_text(self_of(self), false) ? ref(self_of(self)->encoding.get()) : null_value; }
Value get_errors(Value self) { return check_text(self_of(self), false) ? ref(self_of(self)->errors.get()) : null_value; }
Value get_line_buffering(Value self) { return boolean(self_of(self)->line_buffering); }
Value get_write_through(Value self) { return boolean(self_of(self)->write_through); }
Value get_newlines(Value self) {
  if (!check_text(self_of(self), false)) return null_value;
  return self_of(self)->newlines.get() ? newlines_value(self_of(self)->newlines->seen) : none();
}
Value get_chunk_size(Value self) { return int_value(self_of(self)->chunk_size); }
bool set_chunk_size(Value self, Value v) {
  int64_t size;
  if (!v || !index_in_range(v, &size)) return false;
  if (size <= 0) {
    raise_value_error("a strictly positive integer is required");
    return false;
  }
  TextIO* file = self_of(self);
  if (!text_flush(file)) return false;
  free(file->pending);
  file->pending = nullptr;
  file->chunk_size = size;
  return true;
}

const BuiltinDefinition methods[] = {
    entry("__init__", text_init, 1),
    entry("read", text_read, 1),
    entry("readline", text_readline_method, 1),
    entry("write", text_write_method),
    entry("flush", text_flush_method),
    entry("close", text_close, 1, nullptr, builtin_raw_self),
    entry("detach", text_detach, 1, nullptr, builtin_raw_self),
    entry("reconfigure", text_reconfigure, 1),
    entry("seekable", forward<0>),
    entry("readable", forward<1>),
    entry("writable", forward<2>),
    entry("fileno", forward<3>),
    entry("isatty", forward<4>),
    entry("tell", text_tell),
    entry("seek", text_seek, 2, nullptr, builtin_raw_self),
    entry("truncate", text_truncate, 1, nullptr, builtin_raw_self),
    entry("__next__", text_next, 1, nullptr, builtin_raw_self),
    entry("__repr__", text_repr, 1, nullptr, builtin_raw_self),
    entry("__getstate__", text_getstate),
    entry("__del__", text_del, 1, nullptr, builtin_raw_self),
};
const GetSetDefinition attributes[] = {
    {"closed", get_closed},
    {"name", get_name},
    {"buffer", get_buffer_of},
    {"encoding", get_encoding},
    {"errors", get_errors},
    {"newlines", get_newlines},
    {"line_buffering", get_line_buffering},
    {"write_through", get_write_through},
    {"_CHUNK_SIZE", get_chunk_size, set_chunk_size},
};

}  // namespace

Value text_iterate(TextIO* file) {
  if (!check_text(file, false) || !check_reading(file)) return null_value;
  file->telling = false;
  Str* line = text_readline(file, -1);
  if (!line) return null_value;
  if (line->length) return ref(line);
  file->telling = file->seekable;
  forget_decoded(file);
  file->chunk = nullptr;
  return null_value;
}

TextIO* make_text(Value buffer, const char* encoding, const char* errors, bool line_buffering, bool write_through) {
  TextIO* file = allocate_text();
  bool good = open_text(file, buffer, intern(std::string_view(encoding)), intern(std::string_view(errors)), nullptr,
                        line_buffering, write_through);
  return good ? file : nullptr;
}

void define_text_io() {
  Type* type = make_io_type("TextIOWrapper", Kind::text_io, io_types.text, type_has_dictionary, construct_text);
  define(type, methods);
  define_attributes(type, attributes);
  finish_builtin_type(type);
}

}  // namespace python
