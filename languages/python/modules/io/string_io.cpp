/// StringIO.
#include <cstring>

#include "modules/io/io.h"
#include "objects/types.h"

namespace python {

void trace_string_io(void* object, jitwright::Tracer& tracer) {
  StringIO* self = static_cast<StringIO*>(object);
  visit(tracer, self->dict);
  visit(tracer, self->storage);
  visit(tracer, self->write_newline);
  visit(tracer, self->read_newline);
  visit(tracer, self->decoder);
}

namespace {

StringIO* self_of(Value v) { return as<StringIO>(v); }
uint8_t* data_of(StringIO* file) { return file->storage->bytes; }

bool check_open(StringIO* file) {
  if (!file->closed) return true;
  raise_value_error("I/O operation on closed file");
  return false;
}

/// Room for `length` characters of `width`; what is there is widened.
void reserve(StringIO* file, uint64_t length, uint32_t width) {
  if (width < file->width) width = file->width;
  if (length <= file->capacity && width == file->width) return;
  uint64_t capacity = length <= file->capacity ? file->capacity : length < 64 ? 64 : length + (length >> 1);
  StringBuffer* storage = make<StringBuffer>(Kind::string_buffer, capacity * width);
  storage->capacity = capacity * width;
  if (file->length && width == file->width) {
    memcpy(storage->bytes, file->storage->bytes, file->length * width);
  } else {
    for (uint64_t i = 0; i < file->length; i++) {
      uint32_t c = file->width == 1 ? data_of(file)[i] : reinterpret_cast<uint16_t*>(data_of(file))[i];
      if (width == 2)
        reinterpret_cast<uint16_t*>(storage->bytes)[i] = static_cast<uint16_t>(c);
      else
        reinterpret_cast<uint32_t*>(storage->bytes)[i] = c;
    }
  }
  file->storage = storage;
  file->capacity = capacity;
  file->width = width;
}

/// The characters [start, end) as a str.
Str* text_between(StringIO* file, uint64_t start, uint64_t end) {
  if (start >= end) return vm.empty_str;
  if (file->width == 1) return make_str_latin1(data_of(file) + start, end - start);
  if (file->width == 4) return make_str_from_code_points(reinterpret_cast<uint32_t*>(data_of(file)) + start, end - start);
  StrBuilder builder;
  for (uint64_t i = start; i < end; i++) builder.append(reinterpret_cast<uint16_t*>(data_of(file))[i]);
  return builder.finish();
}

void write_text(StringIO* file, Str* text) {
  if (file->decoder) text = decode_newlines(file->decoder, text, true);
  if (file->write_newline) text = str_replace(text, vm.characters['\n'], file->write_newline, -1);
  if (text->length == 0) return;
  uint64_t end = file->position + text->length;
  reserve(file, end, text->width);
  uint32_t width = file->width;
  if (file->position > file->length) memset(data_of(file) + file->length * width, 0, (file->position - file->length) * width);
  if (width == text->width) {
    memcpy(data_of(file) + file->position * width, text->data(), uint64_t{text->length} * width);
  } else {
    for (uint32_t i = 0; i < text->length; i++) {
      uint32_t c = char_at(text, i);
      if (width == 2)
        reinterpret_cast<uint16_t*>(data_of(file))[file->position + i] = static_cast<uint16_t>(c);
      else
        reinterpret_cast<uint32_t*>(data_of(file))[file->position + i] = c;
    }
  }
  file->position = end;
  if (end > file->length) file->length = end;
}

Str* take(StringIO* file, int64_t size) {
  if (file->position >= file->length) return vm.empty_str;
  uint64_t available = file->length - file->position, start = file->position;
  file->position += size < 0 || static_cast<uint64_t>(size) > available ? available : static_cast<uint64_t>(size);
  return text_between(file, start, file->position);
}
Str* take_line(StringIO* file, int64_t limit) {
  if (file->position >= file->length) return vm.empty_str;
  LineEnding ending{file->read_universal && !file->read_translate, file->read_newline};
  int64_t end = find_line_end(data_of(file), file->width, file->position, file->length, ending);
  int64_t size = (end < 0 ? static_cast<int64_t>(file->length) : end) - static_cast<int64_t>(file->position);
  return take(file, limit >= 0 && limit < size ? limit : size);
}

Value string_io_read(Value self, Value size_v) {
  int64_t size;
  if (!check_open(self_of(self)) || !size_argument(size_v, &size)) return null_value;
  return ref(take(self_of(self), size));
}
Value string_io_readline(Value self, Value size_v) {
  int64_t size;
  if (!check_open(self_of(self)) || !size_argument(size_v, &size)) return null_value;
  return ref(take_line(self_of(self), size));
}
Value string_io_next(Value self) {
  if (kind_of(object_of(self)) == Kind::instance) {
    Value line = call_method(self, vm.names.readline_name, nullptr, 0);
    return !line || length(line) ? line : raise_stop_iteration(none());
  }
  if (!check_open(self_of(self))) return null_value;
  Str* line = take_line(self_of(self), -1);
  return line->length ? ref(line) : raise_stop_iteration(none());
}
Value string_io_write(Value self, Value v) {
  Str* text = as_str(v);
  if (!text) return raise_type_error("string argument expected, got '%T'", v);
  if (!check_open(self_of(self))) return null_value;
  if (text->length) write_text(self_of(self), text);
  return int_value(text->length);
}
Value string_io_seek(Value self, Value offset_v, Value whence_v) {
  int64_t offset, whence = 0;
  StringIO* file = self_of(self);
  if (!check_open(file) || !index_in_range(offset_v, &offset) || (whence_v && !index_in_range(whence_v, &whence)))
    return null_value;
  if (whence < 0 || whence > 2) return raise_value_error("Invalid whence (%s, should be 0, 1 or 2)", whence);
  if (whence == 0 && offset < 0) return raise_value_error("Negative seek position %s", offset);
  if (whence != 0 && offset != 0) return raise_error(ExceptionKind::os_error, "Can't do nonzero cur-relative seeks");
  if (whence == 0) file->position = static_cast<uint64_t>(offset);
  if (whence == 2) file->position = file->length;
  return int_value(static_cast<int64_t>(file->position));
}
Value string_io_tell(Value self) {
  return check_open(self_of(self)) ? int_value(static_cast<int64_t>(self_of(self)->position)) : null_value;
}
Value string_io_truncate(Value self, Value size_v) {
  StringIO* file = self_of(self);
  int64_t size = static_cast<int64_t>(file->position);
  if (!check_open(file)) return null_value;
  if (size_v && !is_none(size_v) && !index_in_range(size_v, &size)) return null_value;
  if (size < 0) return raise_value_error("Negative size value %s", size);
  if (static_cast<uint64_t>(size) < file->length) file->length = static_cast<uint64_t>(size);
  return int_value(size);
}
Value string_io_getvalue(Value self) {
  StringIO* file = self_of(self);
  return check_open(file) ? ref(text_between(file, 0, file->length)) : null_value;
}
Value string_io_close(Value self) {
  StringIO* file = self_of(self);
  file->closed = 1;
  file->storage = nullptr;
  file->length = file->position = file->capacity = 0;
  return none();
}
Value string_io_true(Value self) { return check_open(self_of(self)) ? true_value() : null_value; }
Value string_io_closed(Value self) { return boolean(self_of(self)->closed); }
Value string_io_false(Value self) { return check_open(self_of(self)) ? false_value() : null_value; }
Value string_io_newlines(Value self) {
  if (!check_open(self_of(self))) return null_value;
  return self_of(self)->decoder ? newlines_value(self_of(self)->decoder->seen) : none();
}

Value string_io_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  StringIO* file = self_of(arguments[0]);
  if (!parse_arguments("StringIO", "initial_value newline", 0, arguments + 1, count - 1, names, given)) return null_value;
  if (!is_newline_argument(given[1], "StringIO()")) return null_value;
  if (given[0] && !is_none(given[0]) && !as_str(given[0]))
    return raise_type_error("initial_value must be str or None, not %T", given[0]);
  Str* newline = given[1] ? (is_none(given[1]) ? nullptr : as_str(given[1])) : vm.characters['\n'];
  file->storage = nullptr;
  file->length = file->position = file->capacity = 0;
  file->width = 1;
  file->closed = 0;
  file->read_universal = !newline || newline->length == 0;
  file->read_translate = !newline;
  file->read_newline = newline && newline->length ? newline : nullptr;
  file->write_newline = newline && newline->length && char_at(newline, 0) == '\r' ? newline : nullptr;
  file->decoder = file->read_universal ? make_newline_decoder(none(), !newline, ref(vm.names.strict_name)) : nullptr;
  if (given[0] && !is_none(given[0])) {
    write_text(file, as_str(given[0]));
    file->position = 0;
  }
  return none();
}
Value construct_string_io(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  StringIO* file = make<StringIO>(Kind::string_io);
  List* extended = make_list();
  list_append(extended, ref(file));
  for (uint32_t i = 0; i < count + (names ? names->length : 0); i++) list_append(extended, arguments[i]);
  return string_io_init(reinterpret_cast<const Value*>(extended->items->items), count + 1, names) ? ref(file) : null_value;
}

Value string_io_getstate(Value self) {
  Value value = string_io_getvalue(self);
  if (!value) return null_value;
  StringIO* file = self_of(self);
  Value newline = file->read_newline ? ref(file->read_newline.get()) : file->read_translate ? none() : ref(vm.empty_str);
  Value state[] = {value, newline, int_value(static_cast<int64_t>(file->position)),
                   file->dict ? ref(dict_copy(file->dict)) : none()};
  return ref(make_tuple_of(state, 4));
}
Value string_io_setstate(Value self, Value state_v) {
  Tuple* state = as_tuple(state_v);
  int64_t position;
  if (!check_open(self_of(self))) return null_value;
  if (!state || state->length < 4) return raise_type_error("StringIO.__setstate__ argument should be 4-tuple, got %T", state_v);
  Value arguments[] = {self, ref(vm.empty_str), state->items[1]};
  if (!string_io_init(arguments, 3, nullptr)) return null_value;
  StringIO* file = self_of(self);
  Str* text = as_str(state->items[0]);
  if (!text) return raise_type_error("initial_value must be str or None, not %T", state->items[0].get());
  // The text has been translated already.
  reserve(file, text->length, text->width);
  for (uint32_t i = 0; i < text->length; i++) {
    if (file->width == 1)
      data_of(file)[i] = static_cast<uint8_t>(char_at(text, i));
    else if (file->width == 2)
      reinterpret_cast<uint16_t*>(data_of(file))[i] = static_cast<uint16_t>(char_at(text, i));
    else
      reinterpret_cast<uint32_t*>(data_of(file))[i] = char_at(text, i);
  }
  file->length = text->length;
  if (!is_int(state->items[2])) return raise_type_error("third item of state must be an integer, got %T", state->items[2].get());
  if (!index_in_range(state->items[2], &position)) return null_value;
  if (position < 0) return raise_value_error("position value cannot be negative");
  file->position = static_cast<uint64_t>(position);
  if (Dict* dict = as_dict(state->items[3])) file->dict = dict_copy(dict);
  else if (!is_none(state->items[3])) return raise_type_error("fourth item of state should be a dict, got a %T", state->items[3].get());
  return none();
}

const BuiltinDefinition methods[] = {
    entry("__init__", string_io_init, 1),
    entry("read", string_io_read, 1),
    entry("readline", string_io_readline, 1),
    entry("write", string_io_write),
    entry("seek", string_io_seek, 2),
    entry("tell", string_io_tell),
    entry("truncate", string_io_truncate, 1),
    entry("getvalue", string_io_getvalue),
    entry("close", string_io_close),
    entry("readable", string_io_true),
    entry("writable", string_io_true),
    entry("seekable", string_io_true),
    entry("__next__", string_io_next, 1, nullptr, builtin_raw_self),
    entry("__getstate__", string_io_getstate),
    entry("__setstate__", string_io_setstate),
};
const GetSetDefinition attributes[] = {
    {"closed", string_io_closed}, {"line_buffering", string_io_false}, {"newlines", string_io_newlines}};

}  // namespace

void define_string_io() {
  Type* type = make_io_type("StringIO", Kind::string_io, io_types.text, type_has_dictionary, construct_string_io);
  define(type, methods);
  define_attributes(type, attributes);
  finish_builtin_type(type);
}

}  // namespace python
