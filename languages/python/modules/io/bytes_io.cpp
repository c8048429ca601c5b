/// BytesIO.
#include "modules/io/io.h"

#include <cstring>
#include <vector>

#include "objects/memory_view.h"
#include "objects/types.h"

namespace python {

void trace_bytes_io(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<BytesIO*>(object)->dict);
  visit(tracer, static_cast<BytesIO*>(object)->storage);
}

namespace {

BytesIO* self_of(Value v) { return as<BytesIO>(v); }

bool check_open(BytesIO* file) {
  if (!file->closed) return true;
  raise_closed();
  return false;
}
bool check_resizable(BytesIO* file) {
  if (!file->exports) return true;
  raise_error(ExceptionKind::buffer_error, "Existing exports of data: object cannot be re-sized");
  return false;
}

/// Room for `size` bytes; the new ones are zero.
void reserve(BytesIO* file, uint64_t size) {
  uint64_t capacity = file->storage ? file->storage->length : 0;
  if (size <= capacity) return;
  uint64_t grown = size < 64 ? 64 : size + (size >> 1);
  Bytes* storage = make<Bytes>(Kind::bytes, grown + 1);
  storage->length = grown;
  if (file->length) memcpy(storage->data, file->storage->data, file->length);
  file->storage = storage;
}

bool write_bytes(BytesIO* file, std::string_view data) {
  if (data.empty()) return true;
  uint64_t end = file->position + data.size();
  reserve(file, end);
  // A gap beyond the end is filled with zeros; what truncate left behind is not zero.
  if (file->position > file->length) memset(file->storage->data + file->length, 0, file->position - file->length);
  memcpy(file->storage->data + file->position, data.data(), data.size());
  file->position = end;
  if (end > file->length) file->length = end;
  return true;
}

/// The next `size` bytes at most (negative: all), passed by.
std::string_view take(BytesIO* file, int64_t size) {
  if (file->position >= file->length) return {};
  uint64_t available = file->length - file->position,
           count = size < 0 || static_cast<uint64_t>(size) > available ? available : static_cast<uint64_t>(size);
  std::string_view view(reinterpret_cast<const char*>(file->storage->data) + file->position, count);
  file->position += count;
  return view;
}
std::string_view take_line(BytesIO* file, int64_t limit) {
  if (file->position >= file->length) return {};
  const uint8_t* start = file->storage->data + file->position;
  const void* end = memchr(start, '\n', file->length - file->position);
  int64_t size = end ? static_cast<const uint8_t*>(end) + 1 - start : static_cast<int64_t>(file->length - file->position);
  return take(file, limit >= 0 && limit < size ? limit : size);
}

Value bytes_io_read(Value self, Value size_v) {
  int64_t size;
  if (!check_open(self_of(self)) || !size_argument(size_v, &size)) return null_value;
  return ref(make_bytes(take(self_of(self), size)));
}
Value bytes_io_readline(Value self, Value size_v) {
  int64_t size;
  if (!check_open(self_of(self)) || !size_argument(size_v, &size)) return null_value;
  return ref(make_bytes(take_line(self_of(self), size)));
}
Value bytes_io_next(Value self) {
  if (!check_open(self_of(self))) return null_value;
  std::string_view line = take_line(self_of(self), -1);
  return line.empty() ? raise_stop_iteration(none()) : ref(make_bytes(line));
}
Value bytes_io_readlines(Value self, Value hint_v) {
  int64_t hint, total = 0;
  if (!check_open(self_of(self)) || !size_argument(hint_v, &hint)) return null_value;
  List* lines = make_list();
  for (;;) {
    std::string_view line = take_line(self_of(self), -1);
    if (line.empty()) return ref(lines);
    total += static_cast<int64_t>(line.size());
    list_append(lines, ref(make_bytes(line)));
    if (hint > 0 && total >= hint) return ref(lines);
  }
}
Value bytes_io_readinto(Value self, Value buffer) {
  Buffer memory;
  if (!check_open(self_of(self)) || !get_writable_buffer(buffer, &memory, "readinto")) return null_value;
  std::string_view data = take(self_of(self), static_cast<int64_t>(memory.length));
  if (!data.empty()) memcpy(memory.data, data.data(), data.size());
  return int_value(static_cast<int64_t>(data.size()));
}
Value bytes_io_write(Value self, Value data) {
  std::string_view view;
  if (!check_open(self_of(self)) || !check_resizable(self_of(self)) || !get_bytes(data, &view)) return null_value;
  if (!write_bytes(self_of(self), view)) return null_value;
  return int_value(static_cast<int64_t>(view.size()));
}
Value bytes_io_writelines(Value self, Value lines) {
  if (!check_open(self_of(self))) return null_value;
  Value iterator = iterate(lines);
  if (!iterator) return null_value;
  while (Value line = next(iterator)) {
    if (!bytes_io_write(self, line)) return null_value;
  }
  return has_error() ? null_value : none();
}
Value bytes_io_seek(Value self, Value offset_v, Value whence_v) {
  int64_t offset, whence = 0;
  BytesIO* file = self_of(self);
  if (!check_open(file) || !index_in_range(offset_v, &offset) || (whence_v && !index_in_range(whence_v, &whence)))
    return null_value;
  if (whence == 0 && offset < 0) return raise_value_error("negative seek value %s", offset);
  if (whence < 0 || whence > 2) return raise_value_error("invalid whence (%s, should be 0, 1 or 2)", whence);
  int64_t from = whence == 1   ? static_cast<int64_t>(file->position)
                 : whence == 2 ? static_cast<int64_t>(file->length)
                               : 0,
          position;
  if (__builtin_add_overflow(from, offset, &position)) return raise_overflow_error("new position too large");
  file->position = static_cast<uint64_t>(position < 0 ? 0 : position);
  return int_value(static_cast<int64_t>(file->position));
}
Value bytes_io_tell(Value self) {
  return check_open(self_of(self)) ? int_value(static_cast<int64_t>(self_of(self)->position)) : null_value;
}
Value bytes_io_truncate(Value self, Value size_v) {
  BytesIO* file = self_of(self);
  int64_t size = static_cast<int64_t>(file->position);
  if (!check_open(file) || !check_resizable(file)) return null_value;
  if (size_v && !is_none(size_v) && !index_in_range(size_v, &size)) return null_value;
  if (size < 0) return raise_value_error("negative size value %s", size);
  if (static_cast<uint64_t>(size) < file->length) file->length = static_cast<uint64_t>(size);
  return int_value(size);
}
Value bytes_io_getvalue(Value self) {
  BytesIO* file = self_of(self);
  if (!check_open(file)) return null_value;
  return ref(file->storage ? make_bytes(file->storage->data, file->length) : make_bytes(""));
}
Value bytes_io_getbuffer(Value self) {
  BytesIO* file = self_of(self);
  if (!check_open(file)) return null_value;
  if (!file->storage) reserve(file, 1);
  return make_memory_view_of(self, {file->storage->data, file->length, false, 'B', file->storage.get()});
}
Value bytes_io_close(Value self) {
  if (!check_resizable(self_of(self))) return null_value;
  self_of(self)->closed = 1;
  self_of(self)->storage = nullptr;
  self_of(self)->length = self_of(self)->position = 0;
  return none();
}
Value bytes_io_true(Value self) { return check_open(self_of(self)) ? true_value() : null_value; }
Value bytes_io_false(Value self) { return check_open(self_of(self)) ? false_value() : null_value; }
Value bytes_io_none(Value self) { return check_open(self_of(self)) ? none() : null_value; }
Value bytes_io_closed(Value self) { return boolean(self_of(self)->closed); }

Value bytes_io_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value initial;
  BytesIO* file = self_of(arguments[0]);
  if (!parse_arguments("BytesIO", "initial_bytes", 0, arguments + 1, count - 1, names, &initial)) return null_value;
  if (!check_resizable(file)) return null_value;
  file->length = file->position = file->closed = 0;
  file->storage = nullptr;
  if (initial && !is_none(initial)) {
    std::string_view view;
    if (!get_bytes(initial, &view)) return null_value;
    write_bytes(file, view);
    file->position = 0;
  }
  return none();
}
Value construct_bytes_io(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value self = ref(make<BytesIO>(Kind::bytes_io));
  std::vector<Value> extended{self};
  extended.insert(extended.end(), arguments, arguments + count + (names ? names->length : 0));
  return bytes_io_init(extended.data(), count + 1, names) ? self : null_value;
}

Value bytes_io_getstate(Value self) {
  Value value = bytes_io_getvalue(self);
  if (!value) return null_value;
  Value state[] = {value, int_value(static_cast<int64_t>(self_of(self)->position)),
                   self_of(self)->dict ? ref(dict_copy(self_of(self)->dict)) : none()};
  return ref(make_tuple_of(state, 3));
}
Value bytes_io_setstate(Value self, Value state_v) {
  Tuple* state = as_tuple(state_v);
  int64_t position;
  if (!state || state->length < 3) return raise_type_error("BytesIO.__setstate__ argument should be 3-tuple, got %T", state_v);
  Value arguments[] = {self, state->items[0]};
  if (!bytes_io_init(arguments, 2, nullptr)) return null_value;
  if (!is_int(state->items[1])) return raise_type_error("second item of state must be an integer, not %T", state->items[1].get());
  if (!index_in_range(state->items[1], &position)) return null_value;
  if (position < 0) return raise_value_error("position value cannot be negative");
  self_of(self)->position = static_cast<uint64_t>(position);
  if (Dict* dict = as_dict(state->items[2])) self_of(self)->dict = dict_copy(dict);
  else if (!is_none(state->items[2])) return raise_type_error("third item of state should be a dict, got a %T", state->items[2].get());
  return none();
}

const BuiltinDefinition methods[] = {
    entry("__init__", bytes_io_init, 1),
    entry("read", bytes_io_read, 1),
    entry("read1", bytes_io_read, 1),
    entry("readline", bytes_io_readline, 1),
    entry("readlines", bytes_io_readlines, 1),
    entry("readinto", bytes_io_readinto),
    entry("write", bytes_io_write),
    entry("writelines", bytes_io_writelines),
    entry("seek", bytes_io_seek, 2),
    entry("tell", bytes_io_tell),
    entry("truncate", bytes_io_truncate, 1),
    entry("getvalue", bytes_io_getvalue),
    entry("getbuffer", bytes_io_getbuffer),
    entry("close", bytes_io_close),
    entry("flush", bytes_io_none),
    entry("isatty", bytes_io_false),
    entry("readable", bytes_io_true),
    entry("writable", bytes_io_true),
    entry("seekable", bytes_io_true),
    entry("__next__", bytes_io_next),
    entry("__getstate__", bytes_io_getstate),
    entry("__setstate__", bytes_io_setstate),
};
const GetSetDefinition attributes[] = {{"closed", bytes_io_closed}};

}  // namespace

void define_bytes_io() {
  Type* type = make_io_type("BytesIO", Kind::bytes_io, io_types.buffered, type_has_dictionary, construct_bytes_io);
  define(type, methods);
  define_attributes(type, attributes);
  finish_builtin_type(type);
}

}  // namespace python
