/// BufferedReader, BufferedWriter, BufferedRandom and BufferedRWPair as classes.
#include <cerrno>
#include <cstring>

#include "modules/io/buffered.h"
#include "modules/os/arguments.h"
#include "objects/buffer.h"
#include "objects/exception.h"
#include "objects/types.h"

namespace python {

Str* qualified_type_name(Type* type);

namespace {

Buffered* self_of(Value v) { return as_buffered(v); }

/// Usable, open and readable.
bool check_reading(Value self, const char* what) {
  std::string message = std::string(what) + " of closed file";
  if (!check_usable(self_of(self), message.c_str())) return false;
  return true;
}

Value bytes_or_null(const std::string& text) { return ref(make_bytes(text)); }

// ---- reading ----

Value read_everything(Value self) {
  Buffered* file = self_of(self);
  if (file->writing && !buffered_flush(file)) return null_value;
  std::string out(file->buffer + file->position, read_ahead(file));
  file->position = file->end = 0;
  Value readall = find_attr(file->raw, intern("readall"));
  if (has_error()) return null_value;
  if (readall && !is_none(readall)) {
    Value rest = call_0(readall);
    if (!rest) return null_value;
    if (is_none(rest)) return out.empty() ? none() : bytes_or_null(out);
    std::string_view view;
    if (!native_part(rest, Kind::bytes) || !bytes_view(rest, &view)) return raise_type_error("readall() should return bytes");
    if (out.empty() && has_kind(rest, Kind::bytes)) return rest;
    return bytes_or_null(out + std::string(view));
  }
  for (;;) {
    Value part = call_method_0(file->raw, "read");
    if (!part) return null_value;
    std::string_view view;
    if (!is_none(part) && !bytes_view(part, &view)) return raise_type_error("read() should return bytes");
    if (view.empty()) return is_none(part) && out.empty() ? none() : bytes_or_null(out);
    out += view;
  }
}

/// Exactly `size` bytes unless the end or a block comes first; false with an error pending. *blocked: not even one was there.
bool read_exactly(Buffered* file, uint64_t size, std::string* out, bool* blocked) {
  *blocked = false;
  if (file->writing && !buffered_flush(file)) return false;
  while (out->size() < size) {
    uint64_t ahead = read_ahead(file), wanted = size - out->size();
    if (ahead > 0) {
      uint64_t count = wanted < ahead ? wanted : ahead;
      out->append(file->buffer + file->position, count);
      file->position += count;
      continue;
    }
    ssize_t count;
    if (wanted >= file->size) {
      size_t start = out->size();
      uint64_t whole = wanted - wanted % file->size;
      out->resize(start + whole);
      count = raw_read(file, out->data() + start, whole);
      out->resize(start + static_cast<size_t>(count < 0 ? 0 : count));
    } else {
      count = fill_buffer(file);
    }
    if (count == -1) return false;
    if (count == -2) *blocked = out->empty();
    if (count <= 0) return true;
  }
  return true;
}

Value buffered_read(Value self, Value size_v) {
  int64_t size = -1;
  if (!check_usable(self_of(self))) return null_value;
  if (size_v && !is_none(size_v)) {
    if (!index_in_range(size_v, &size)) return null_value;
    if (size < -1) return raise_value_error("read length must be non-negative or -1");
  }
  if (!check_reading(self, "read")) return null_value;
  if (size < 0) return read_everything(self);
  Buffered* file = self_of(self);
  if (!file->writing && static_cast<uint64_t>(size) <= file->end - file->position) {
    file->position += static_cast<uint64_t>(size);
    return ref(make_bytes(file->buffer + file->position - size, static_cast<uint64_t>(size)));
  }
  std::string out;
  bool blocked;
  if (!read_exactly(file, static_cast<uint64_t>(size), &out, &blocked)) return null_value;
  return blocked ? none() : bytes_or_null(out);
}
Value buffered_read1_method(Value self, Value size_v) {
  int64_t size = -1;
  if (!check_usable(self_of(self)) || (size_v && !index_in_range(size_v, &size)) || !check_reading(self, "read"))
    return null_value;
  Buffered* file = self_of(self);
  if (size < 0) size = static_cast<int64_t>(file->size);
  if (size == 0) return ref(make_bytes(""));
  std::string out(static_cast<size_t>(size), '\0');
  ssize_t count = buffered_read1(file, out.data(), out.size());
  return count == -1 ? null_value : ref(make_bytes(out.data(), static_cast<uint64_t>(count < 0 ? 0 : count)));
}
Value buffered_peek(Value self, Value) {
  if (!check_usable(self_of(self)) || !check_reading(self, "peek")) return null_value;
  Buffered* file = self_of(self);
  if (file->writing && !buffered_flush(file)) return null_value;
  if (read_ahead(file) == 0 && fill_buffer(file) == -1) return null_value;
  return ref(make_bytes(file->buffer + file->position, read_ahead(file)));
}
Value read_into(Value self, Value target, bool once) {
  Buffer memory;
  if (!check_usable(self_of(self)) || !check_reading(self, "readinto") || !get_writable_buffer(target, &memory, "readinto"))
    return null_value;
  Buffered* file = self_of(self);
  std::string out;
  bool blocked = false;
  if (once) {
    out.resize(memory.length);
    ssize_t count = memory.length ? buffered_read1(file, out.data(), out.size()) : 0;
    if (count == -1) return null_value;
    if (count == -2) return none();
    out.resize(static_cast<size_t>(count));
  } else if (!read_exactly(file, memory.length, &out, &blocked)) {
    return null_value;
  }
  if (blocked) return none();
  if (!get_writable_buffer(target, &memory, "readinto")) return null_value;
  memcpy(memory.data, out.data(), out.size());
  return int_value(static_cast<int64_t>(out.size()));
}
Value buffered_readinto(Value self, Value target) { return read_into(self, target, false); }
Value buffered_readinto1(Value self, Value target) { return read_into(self, target, true); }

/// The next line; null with an error pending.
Value read_line(Buffered* file, int64_t limit) {
  if (file->writing && !buffered_flush(file)) return null_value;
  std::string line;
  for (;;) {
    uint64_t ahead = read_ahead(file);
    if (limit >= 0 && ahead > static_cast<uint64_t>(limit) - line.size()) ahead = static_cast<uint64_t>(limit) - line.size();
    const char* start = file->buffer + file->position;
    const void* end = ahead ? memchr(start, '\n', ahead) : nullptr;
    uint64_t count = end ? static_cast<uint64_t>(static_cast<const char*>(end) + 1 - start) : ahead;
    file->position += count;
    bool complete = end || (limit >= 0 && line.size() + count >= static_cast<uint64_t>(limit));
    if (complete && line.empty()) return ref(make_bytes(start, count));
    line.append(start, count);
    if (complete) return bytes_or_null(line);
    ssize_t got = fill_buffer(file);
    if (got == -1) return null_value;
    if (got <= 0) return bytes_or_null(line);
  }
}
Value buffered_readline(Value self, Value size_v) {
  int64_t size;
  if (!check_usable(self_of(self)) || !size_argument(size_v, &size) || !check_reading(self, "readline")) return null_value;
  return read_line(self_of(self), size);
}
Value buffered_next(Value self) {
  Value line;
  if (has_kind(self, Kind::instance)) {
    line = call_method(self, vm.names.readline_name, nullptr, 0);
  } else {
    if (!check_reading(self, "readline")) return null_value;
    line = read_line(self_of(self), -1);
  }
  std::string_view view;
  if (!line || (bytes_view(line, &view) && !view.empty())) return line;
  return raise_stop_iteration(none());
}

// ---- writing ----

Value buffered_write_method(Value self, Value data) {
  std::string_view view;
  if (!check_usable(self_of(self)) || !get_bytes(data, &view) || !check_usable(self_of(self), "write to closed file"))
    return null_value;
  return buffered_write(self_of(self), view) ? int_value(static_cast<int64_t>(view.size())) : null_value;
}
Value buffered_flush_method(Value self) {
  if (!check_usable(self_of(self), "flush of closed file")) return null_value;
  Buffered* file = self_of(self);
  if (!file->writable) return call_method(file->raw, vm.names.flush_name, nullptr, 0);
  if (!settle(file)) return null_value;
  return file->fast ? none() : call_method(file->raw, vm.names.flush_name, nullptr, 0);
}

// ---- position ----

Value buffered_tell(Value self) {
  if (!check_usable(self_of(self))) return null_value;
  Buffered* file = self_of(self);
  int64_t position = raw_seek(file, 0, 1);
  if (position < 0) return null_value;
  position += file->writing ? static_cast<int64_t>(file->end - file->position) : -static_cast<int64_t>(read_ahead(file));
  return int_value(position < 0 ? 0 : position);
}
Value buffered_seek(Value self, Value offset_v, Value whence_v) {
  int64_t offset, whence = 0;
  if (!check_usable(self_of(self)) || (whence_v && !index_in_range(whence_v, &whence))) return null_value;
  if (whence < 0 || whence > 2) {
    if (whence < 0 || whence > 4) return raise_value_error("whence value %s unsupported", whence);
  }
  if (!check_usable(self_of(self), "seek of closed file") || !index_in_range(offset_v, &offset)) return null_value;
  Buffered* file = self_of(self);
  Value seekable = call_method_0(file->raw, "seekable");
  if (!seekable) return null_value;
  if (truth(seekable) == 0) return raise_unsupported("File or stream is not seekable.");
  if (whence != 2 && whence <= 1 && !file->writing && read_ahead(file)) {
    // Within what was read ahead nothing has to be read again.
    int64_t end = raw_seek(file, 0, 1);
    if (end < 0) return null_value;
    int64_t now = end - static_cast<int64_t>(read_ahead(file)), target = whence == 1 ? now + offset : offset,
            first = end - static_cast<int64_t>(file->end);
    if (target >= first && target <= end) {
      file->position = static_cast<uint64_t>(target - first);
      return int_value(target);
    }
  }
  if (!settle(file)) return null_value;
  int64_t position = raw_seek(file, offset, static_cast<int>(whence));
  return position < 0 ? null_value : int_value(position);
}
Value buffered_truncate(Value self, Value size_v) {
  if (!check_usable(self_of(self), "truncate of closed file")) return null_value;
  Buffered* file = self_of(self);
  if (!file->writable) return raise_unsupported("truncate");
  if (!settle(file)) return null_value;
  if (!size_v || is_none(size_v)) {
    size_v = buffered_tell(self);
    if (!size_v) return null_value;
  }
  return call_method_1(file->raw, "truncate", size_v);
}

// ---- the rest ----

Value buffered_close(Value self) {
  Buffered* file = self_of(self);
  if (!check_usable(file)) return null_value;
  int closed = buffered_closed(file);
  if (closed) return closed > 0 ? none() : null_value;
  bool flushed = bool(call_method(self, vm.names.flush_name, nullptr, 0));
  Value error = take_error();
  bool done = bool(call_method(file->raw, vm.names.close_name, nullptr, 0));
  if (error) {
    if (!done)
      set_exception_field(vm.exception, exception_context, error);
    else
      vm.exception = error;
  }
  if (file->writing) file->writing = false;
  file->position = file->end = 0;
  return flushed && done ? none() : null_value;
}
Value buffered_detach(Value self) {
  Buffered* file = self_of(self);
  if (!check_usable(file) || !call_method(self, vm.names.flush_name, nullptr, 0)) return null_value;
  Value raw = file->raw;
  file->raw = null_value;
  file->detached = true;
  file->fast = false;
  return raw;
}
template <const char* const* name>
Value forward(Value self) {
  return check_usable(self_of(self)) ? call_method_0(self_of(self)->raw, *name) : null_value;
}
const char* const seekable_text = "seekable";
const char* const readable_text = "readable";
const char* const writable_text = "writable";
const char* const fileno_text = "fileno";
const char* const isatty_text = "isatty";
Value buffered_no(Value self) { return check_usable(self_of(self)) ? false_value() : null_value; }

Value buffered_repr(Value self) {
  Buffered* file = self_of(self);
  Value name = file->raw.get() ? find_attr(file->raw, intern("name")) : null_value;
  if (has_error()) {
    if (!error_matches(ExceptionKind::value_error) && !error_matches(ExceptionKind::attribute_error)) return null_value;
    vm.exception = null_value;
  }
  Str* type = qualified_type_name(type_of(self));
  if (!name) return ref(text_format("<%s>", type));
  if (!enter_repr(self)) return raise_runtime_error("reentrant call inside %s.__repr__", type);
  Value shown = to_repr(name);
  leave_repr(self);
  return shown ? ref(text_format("<%s name=%S>", type, shown)) : null_value;
}
Value buffered_getstate(Value self) { return raise_type_error("cannot pickle '%s' object", qualified_type_name(type_of(self))); }
Value buffered_del(Value self) {
  Buffered* file = self_of(self);
  // What a TextIOWrapper wraps is closed by it, after its own text is written.
  if (file->wrapped || !file->raw.get()) return none();
  int closed = buffered_closed(file);
  if (closed == 0) call_method(self, vm.names.close_name, nullptr, 0);
  return has_error() ? null_value : none();
}

Value get_closed(Value self) {
  if (!check_usable(self_of(self))) return null_value;
  int closed = buffered_closed(self_of(self));
  return closed < 0 ? null_value : boolean(closed);
}
Value get_name(Value self) { return check_usable(self_of(self)) ? get_attr(self_of(self)->raw, intern("name")) : null_value; }
Value get_mode(Value self) { return check_usable(self_of(self)) ? get_attr(self_of(self)->raw, intern("mode")) : null_value; }
Value get_raw(Value self) { return none_if_null(self_of(self)->raw); }

/// `type(raw, buffer_size)`.
template <Kind kind>
Value buffered_init(const Value* arguments, uint32_t count, Tuple* names) {
  static const char* const type_names[] = {"BufferedReader", "BufferedWriter", "BufferedRandom"};
  constexpr bool reads = kind != Kind::buffered_writer, writes = kind != Kind::buffered_reader;
  Value given[2];
  int64_t size = standard_buffer_size;
  const char* name = type_names[kind == Kind::buffered_reader ? 0 : kind == Kind::buffered_writer ? 1 : 2];
  if (!parse_arguments(name, "raw buffer_size", 1, arguments + 1, count - 1, names, given)) return null_value;
  Buffered* file = as<Buffered>(arguments[0]);
  file->raw = null_value;
  if (given[1] && !index_in_range(given[1], &size)) return null_value;
  if constexpr (reads && writes) {
    if (!check_ability(given[0], Ability::seekable)) return null_value;
  }
  if (reads && !check_ability(given[0], Ability::readable)) return null_value;
  if (writes && !check_ability(given[0], Ability::writable)) return null_value;
  if (size <= 0) return raise_value_error("buffer size must be strictly positive");
  open_buffered(file, given[0], reads, writes, static_cast<uint64_t>(size));
  return none();
}
template <Kind kind>
Value construct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Buffered* file = jitwright::make_finalizable<Buffered>(static_cast<jitwright::KindId>(kind));
  if (count == 0 && !names) return ref(file);
  List* extended = make_list();
  list_append(extended, ref(file));
  for (uint32_t i = 0; i < count + (names ? names->length : 0); i++) list_append(extended, arguments[i]);
  return buffered_init<kind>(reinterpret_cast<const Value*>(extended->items->items), count + 1, names) ? ref(file) : null_value;
}

const BuiltinDefinition common_methods[] = {
    entry("detach", buffered_detach, 1, nullptr, builtin_raw_self),
    entry("close", buffered_close, 1, nullptr, builtin_raw_self),
    entry("flush", buffered_flush_method),
    entry("seekable", forward<&seekable_text>),
    entry("fileno", forward<&fileno_text>),
    entry("isatty", forward<&isatty_text>),
    entry("tell", buffered_tell),
    entry("seek", buffered_seek, 2),
    entry("truncate", buffered_truncate, 1),
    entry("__repr__", buffered_repr, 1, nullptr, builtin_raw_self),
    entry("__getstate__", buffered_getstate),
    entry("__del__", buffered_del, 1, nullptr, builtin_raw_self),
};
const BuiltinDefinition reading_methods[] = {
    entry("readable", forward<&readable_text>), entry("read", buffered_read, 1),
    entry("read1", buffered_read1_method, 1),   entry("peek", buffered_peek, 1),
    entry("readinto", buffered_readinto),       entry("readinto1", buffered_readinto1),
    entry("readline", buffered_readline, 1),    entry("__next__", buffered_next, 1, nullptr, builtin_raw_self),
};
const BuiltinDefinition writing_methods[] = {entry("writable", forward<&writable_text>), entry("write", buffered_write_method)};
const BuiltinDefinition not_readable[] = {entry("readable", buffered_no)};
const BuiltinDefinition not_writable[] = {entry("writable", buffered_no)};
const GetSetDefinition common_attributes[] = {{"closed", get_closed}, {"name", get_name}, {"mode", get_mode}, {"raw", get_raw}};

// ---- BufferedRWPair ----

BufferedPair* pair_of(Value v) { return as<BufferedPair>(v); }

Value pair_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[3];
  int64_t size = standard_buffer_size;
  if (!parse_arguments("BufferedRWPair", "reader writer buffer_size", 2, arguments + 1, count - 1, names, given))
    return null_value;
  if (given[2] && !index_in_range(given[2], &size)) return null_value;
  if (!check_ability(given[0], Ability::readable) || !check_ability(given[1], Ability::writable)) return null_value;
  if (size <= 0) return raise_value_error("buffer size must be strictly positive");
  pair_of(arguments[0])->reader = ref(make_buffered(Kind::buffered_reader, given[0], static_cast<uint64_t>(size)));
  pair_of(arguments[0])->writer = ref(make_buffered(Kind::buffered_writer, given[1], static_cast<uint64_t>(size)));
  return none();
}
Value construct_pair(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  BufferedPair* pair = make<BufferedPair>(Kind::buffered_pair);
  if (count == 0 && !names) return ref(pair);
  List* extended = make_list();
  list_append(extended, ref(pair));
  for (uint32_t i = 0; i < count + (names ? names->length : 0); i++) list_append(extended, arguments[i]);
  return pair_init(reinterpret_cast<const Value*>(extended->items->items), count + 1, names) ? ref(pair) : null_value;
}
/// Calls a method of the reader or the writer with the same arguments.
Value pair_forward(ValueField BufferedPair::* half, const char* name, const Value* arguments, uint32_t count) {
  Value target = pair_of(arguments[0])->*half;
  if (!target) return raise_value_error("I/O operation on uninitialized object");
  return call_method(target, intern(std::string_view(name)), arguments + 1, count - 1);
}
#define PAIR(half, name) \
  Value pair_##name(const Value* arguments, uint32_t count) { return pair_forward(&BufferedPair::half, #name, arguments, count); }
PAIR(reader, read)
PAIR(reader, peek)
PAIR(reader, read1)
PAIR(reader, readinto)
PAIR(reader, readinto1)
PAIR(reader, readable)
PAIR(writer, write)
PAIR(writer, flush)
PAIR(writer, writable)
#undef PAIR
Value pair_close(Value self) {
  if (!pair_of(self)->writer.get()) return raise_value_error("I/O operation on uninitialized object");
  bool first = bool(call_method_0(pair_of(self)->writer, "close"));
  Value error = take_error();
  bool second = bool(call_method_0(pair_of(self)->reader, "close"));
  if (error) {
    if (!second)
      set_exception_field(vm.exception, exception_context, error);
    else
      vm.exception = error;
  }
  return first && second ? none() : null_value;
}
Value pair_isatty(Value self) {
  Value answer = call_method_0(pair_of(self)->writer, "isatty");
  return !answer || answer == true_value() ? answer : call_method_0(pair_of(self)->reader, "isatty");
}
Value pair_closed(Value self) {
  if (!pair_of(self)->writer.get()) return raise_runtime_error("the BufferedRWPair object is being garbage-collected");
  return get_attr(pair_of(self)->writer, vm.names.closed_name);
}
const BuiltinDefinition pair_methods[] = {
    entry("__init__", pair_init, 1),     entry("read", pair_read, 1),         entry("peek", pair_peek, 1),
    entry("read1", pair_read1, 1),       entry("readinto", pair_readinto, 1), entry("readinto1", pair_readinto1, 1),
    entry("readable", pair_readable, 1), entry("write", pair_write, 1),       entry("flush", pair_flush, 1),
    entry("writable", pair_writable, 1), entry("close", pair_close),          entry("isatty", pair_isatty),
};
const GetSetDefinition pair_attributes[] = {{"closed", pair_closed}};

}  // namespace

void define_buffered() {
  static const BuiltinDefinition reader_init[] = {entry("__init__", buffered_init<Kind::buffered_reader>, 1)};
  static const BuiltinDefinition writer_init[] = {entry("__init__", buffered_init<Kind::buffered_writer>, 1)};
  static const BuiltinDefinition random_init[] = {entry("__init__", buffered_init<Kind::buffered_random>, 1)};
  Type* reader = make_io_type("BufferedReader", Kind::buffered_reader, io_types.buffered, type_has_dictionary,
                              construct<Kind::buffered_reader>);
  Type* writer = make_io_type("BufferedWriter", Kind::buffered_writer, io_types.buffered, type_has_dictionary,
                              construct<Kind::buffered_writer>);
  Type* random = make_io_type("BufferedRandom", Kind::buffered_random, io_types.buffered, type_has_dictionary,
                              construct<Kind::buffered_random>);
  define(reader, reader_init);
  define(writer, writer_init);
  define(random, random_init);
  for (Type* type : {reader, writer, random}) {
    define(type, common_methods);
    define_attributes(type, common_attributes);
    if (type != writer)
      define(type, reading_methods);
    else
      define(type, not_readable);
    if (type != reader)
      define(type, writing_methods);
    else
      define(type, not_writable);
    finish_builtin_type(type);
  }
  Type* pair = make_io_type("BufferedRWPair", Kind::buffered_pair, io_types.buffered, type_has_dictionary, construct_pair);
  define(pair, pair_methods);
  define_attributes(pair, pair_attributes);
  finish_builtin_type(pair);
}

}  // namespace python
