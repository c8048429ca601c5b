/// The base classes _IOBase, _RawIOBase, _BufferedIOBase and _TextIOBase: what every file can do, by the methods of the class.
#include "modules/io/buffered.h"
#include "modules/io/io.h"

#include "objects/buffer.h"
#include "objects/exception.h"
#include "objects/types.h"

namespace python {

IoTypes io_types;

namespace {

/// `__dict__` of the kinds that keep one of their own.
Value own_attributes(Value self) {
  IoObject* object = as<IoObject>(self);
  if (!object->dict.get()) object->dict = make_dict();
  return ref(object->dict.get());
}
const GetSetDefinition dict_attribute[] = {{"__dict__", own_attributes}};

}  // namespace

Type* make_io_type(const char* name, Kind kind, Type* base, uint32_t flags, Constructor construct) {
  Type* type = make_builtin_type(name, kind, base, flags | type_is_base, construct);
  dict_set_str(type->dict, vm.names.__module__, ref(intern("_io")));
  static const BuiltinDefinition new_method[] = {entry("__new__", builtin_new, 1, 255, builtin_static)};
  if (kind != Kind::instance) {
    define(type, new_method);
    define_attributes(type, dict_attribute);
    vm.types[static_cast<uint32_t>(kind)] = type;
  } else {
    type->flags |= type_has_dictionary;
    type->root_map = make_root_map(type, 2);
  }
  return type;
}

Value raise_unsupported(const char* message) {
  Value text = ref(make_str(message));
  return raise_exception(call_1(ref(io_types.unsupported), text), null_value);
}
Value raise_closed() { return raise_value_error("I/O operation on closed file."); }

Value check_ability(Value file, Ability ability) {
  static const char* const questions[] = {"seekable", "readable", "writable"};
  static const char* const messages[] = {"File or stream is not seekable.", "File or stream is not readable.",
                                         "File or stream is not writable."};
  uint32_t which = static_cast<uint32_t>(ability);
  Value answer = call_method_0(file, questions[which]);
  if (!answer) return null_value;
  return answer == true_value() ? answer : raise_unsupported(messages[which]);
}

bool size_argument(Value v, int64_t* out) {
  *out = -1;
  if (!v || is_none(v)) return true;
  if (is_float(v) || !lookup_special(v, intern("__index__"))) {
    raise_type_error("argument should be integer or None, not '%T'", v);
    return false;
  }
  if (!clamped_index(v, out)) return false;
  if (*out < 0) *out = -1;
  return true;
}

int is_closed(Value file) {
  Value closed = get_attr(file, vm.names.closed_name);
  return closed ? truth(closed) : -1;
}

namespace {

bool check_open(Value self) {
  int closed = is_closed(self);
  if (closed > 0) raise_closed();
  return closed == 0;
}

// ---- _IOBase ----

Str* closed_flag() { return intern("__IOBase_closed"); }

Value construct_base(Type* type, const Value*, uint32_t, Tuple*) { return ref(make_instance(type->root_map)); }

Value base_closed(Value self) {
  if (!has_kind(self, Kind::instance)) return false_value();
  return boolean(bool(get_slot(as<Instance>(self), closed_flag())));
}
Value base_unsupported_seek(const Value*, uint32_t) { return raise_unsupported("seek"); }
Value base_unsupported_truncate(const Value*, uint32_t) { return raise_unsupported("truncate"); }
Value base_fileno(Value) { return raise_unsupported("fileno"); }
Value base_tell(Value self) {
  Value arguments[] = {small_int_value(0), small_int_value(1)};
  return call_method(self, vm.names.seek_name, arguments, 2);
}
Value base_flush(Value self) { return check_open(self) ? none() : null_value; }
Value base_close(Value self) {
  if (base_closed(self) == true_value()) return none();
  Value flushed = call_method(self, vm.names.flush_name, nullptr, 0);
  Value error = take_error();
  if (has_kind(self, Kind::instance)) set_slot(as<Instance>(self), closed_flag(), true_value());
  vm.exception = error;
  return flushed ? none() : null_value;
}
Value base_false(Value self) { return check_open(self) ? false_value() : null_value; }
Value base_no(Value) { return false_value(); }

template <Ability ability>
Value base_check(Value self) {
  return check_ability(self, ability);
}
Value base_check_closed(Value self) { return check_open(self) ? none() : null_value; }

Value base_enter(Value self) { return check_open(self) ? self : null_value; }
Value base_exit(const Value* arguments, uint32_t) { return call_method(arguments[0], vm.names.close_name, nullptr, 0); }
Value base_iter(Value self) { return check_open(self) ? self : null_value; }
Value base_next(Value self) {
  Value line = call_method(self, vm.names.readline_name, nullptr, 0);
  if (!line) return null_value;
  int64_t size = length(line);
  if (size < 0) return null_value;
  return size == 0 ? raise_stop_iteration(none()) : line;
}

/// By read(1), or as much at a time as peek() shows.
Value base_readline(Value self, Value limit_v) {
  int64_t limit;
  if (!size_argument(limit_v, &limit)) return null_value;
  Value peek = find_attr(self, intern("peek"));
  if (has_error()) return null_value;
  std::string line;
  while (limit < 0 || static_cast<int64_t>(line.size()) < limit) {
    int64_t wanted = 1;
    if (peek) {
      Value ahead = call_1(peek, small_int_value(1));
      if (!ahead) return null_value;
      std::string_view view;
      if (!bytes_view(ahead, &view))
        return raise_error(ExceptionKind::os_error, "peek() should have returned a bytes object, not '%T'", ahead);
      if (!view.empty()) {
        size_t end = view.find('\n');
        wanted = static_cast<int64_t>(end == view.npos ? view.size() : end + 1);
        if (limit >= 0 && wanted > limit - static_cast<int64_t>(line.size())) wanted = limit - static_cast<int64_t>(line.size());
      }
    }
    Value part = call_method_1(self, "read", int_value(wanted));
    if (!part) return null_value;
    std::string_view view;
    if (!has_kind(part, Kind::bytes) || !bytes_view(part, &view))
      return raise_error(ExceptionKind::os_error, "read() should have returned a bytes object, not '%T'", part);
    if (view.empty()) break;
    line += view;
    if (line.back() == '\n') break;
  }
  return ref(make_bytes(line));
}
Value base_readlines(Value self, Value hint_v) {
  int64_t hint, total = 0;
  if (!size_argument(hint_v, &hint)) return null_value;
  Value iterator = iterate(self);
  if (!iterator) return null_value;
  List* lines = make_list();
  while (Value line = next(iterator)) {
    list_append(lines, line);
    int64_t size = length(line);
    if (size < 0) return null_value;
    total += size;
    if (hint > 0 && total >= hint) break;
  }
  return has_error() ? null_value : ref(lines);
}
Value base_writelines(Value self, Value lines) {
  if (!check_open(self)) return null_value;
  Value iterator = iterate(lines);
  if (!iterator) return null_value;
  while (Value line = next(iterator)) {
    if (!call_method(self, vm.names.write_name, &line, 1)) return null_value;
  }
  return has_error() ? null_value : none();
}
Value base_del(Value self) {
  // Nobody is left to be told of errors, and a file below may have died first.
  if (is_closed(self) == 0) call_method(self, vm.names.close_name, nullptr, 0);
  take_error();
  return none();
}

const BuiltinDefinition base_methods[] = {
    entry("seek", base_unsupported_seek, 1),
    entry("tell", base_tell),
    entry("truncate", base_unsupported_truncate, 1),
    entry("fileno", base_fileno),
    entry("flush", base_flush),
    entry("close", base_close),
    entry("seekable", base_no),
    entry("readable", base_no),
    entry("writable", base_no),
    entry("isatty", base_false),
    entry("_checkClosed", base_check_closed),
    entry("_checkSeekable", base_check<Ability::seekable>),
    entry("_checkReadable", base_check<Ability::readable>),
    entry("_checkWritable", base_check<Ability::writable>),
    entry("__enter__", base_enter),
    entry("__exit__", base_exit, 1),
    entry("__iter__", base_iter),
    entry("__next__", base_next),
    entry("readline", base_readline, 1),
    entry("readlines", base_readlines, 1),
    entry("writelines", base_writelines),
    entry("__del__", base_del),
};
const GetSetDefinition base_attributes[] = {{"closed", base_closed}};

// ---- _RawIOBase: read and readall by readinto ----

Value raw_readall(Value self) {
  std::string all;
  for (;;) {
    Value part = call_method_1(self, "read", small_int_value(64 * 1024));
    if (!part) return null_value;
    if (is_none(part)) {
      if (all.empty()) return none();
      break;
    }
    if (!has_kind(part, Kind::bytes)) return raise_type_error("read() should return bytes");
    std::string_view view;
    bytes_view(part, &view);
    if (view.empty()) break;
    all += view;
  }
  return ref(make_bytes(all));
}
Value raw_read(Value self, Value size_v) {
  int64_t size;
  if (!size_argument(size_v, &size)) return null_value;
  if (size < 0) return call_method_0(self, "readall");
  Value buffer = make_bytearray(std::string(static_cast<size_t>(size), '\0'));
  Value got = call_method_1(self, "readinto", buffer);
  if (!got || is_none(got)) return got;
  int64_t count;
  if (!index_in_range(got, &count)) return null_value;
  std::string_view view;
  bytes_view(buffer, &view);
  return ref(make_bytes(view.substr(0, static_cast<size_t>(count < 0 ? 0 : count))));
}

const BuiltinDefinition raw_methods[] = {entry("read", raw_read, 1), entry("readall", raw_readall)};

// ---- _BufferedIOBase ----

Value buffered_unsupported(const char* name) { return raise_unsupported(name); }
Value buffered_detach(Value) { return buffered_unsupported("detach"); }
Value buffered_read(const Value*, uint32_t) { return buffered_unsupported("read"); }
Value buffered_read1(const Value*, uint32_t) { return buffered_unsupported("read1"); }
Value buffered_write(const Value*, uint32_t) { return buffered_unsupported("write"); }
Value read_into(Value self, Value buffer, const char* method) {
  Buffer memory;
  if (!get_writable_buffer(buffer, &memory, "readinto", 0)) return null_value;
  Value data = call_method_1(self, method, int_value(static_cast<int64_t>(memory.length)));
  if (!data) return null_value;
  std::string_view view;
  if (!has_kind(data, Kind::bytes) || !bytes_view(data, &view)) return raise_type_error("%s() should return bytes", method);
  if (!get_writable_buffer(buffer, &memory, "readinto", 0)) return null_value;
  if (view.size() > memory.length)
    return raise_value_error("%s() returned too much data: %s bytes requested, %s returned", method, memory.length, view.size());
  memcpy(memory.data, view.data(), view.size());
  return int_value(static_cast<int64_t>(view.size()));
}
Value buffered_readinto(Value self, Value buffer) { return read_into(self, buffer, "read"); }
Value buffered_readinto1(Value self, Value buffer) { return read_into(self, buffer, "read1"); }

const BuiltinDefinition buffered_methods[] = {
    entry("detach", buffered_detach),  entry("read", buffered_read, 1),      entry("read1", buffered_read1, 1),
    entry("write", buffered_write, 1), entry("readinto", buffered_readinto), entry("readinto1", buffered_readinto1),
};

// ---- _TextIOBase ----

Value text_read(const Value*, uint32_t) { return raise_unsupported("read"); }
Value text_readline(const Value*, uint32_t) { return raise_unsupported("readline"); }
Value text_write(const Value*, uint32_t) { return raise_unsupported("write"); }
Value text_detach(Value) { return raise_unsupported("detach"); }
Value text_none(Value) { return none(); }
const BuiltinDefinition text_methods[] = {entry("read", text_read, 1), entry("readline", text_readline, 1),
                                          entry("write", text_write, 1), entry("detach", text_detach)};
const GetSetDefinition text_attributes[] = {{"encoding", text_none}, {"newlines", text_none}, {"errors", text_none}};

}  // namespace

void start_io_bases() {
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Type* type : {io_types.base, io_types.raw, io_types.buffered, io_types.text, io_types.unsupported})
          tracer.visit(type);
      },
      &io_types);
  io_types.base = make_io_type("_IOBase", Kind::instance, vm.object_type, 0, construct_base);
  io_types.raw = make_io_type("_RawIOBase", Kind::instance, io_types.base, 0, construct_base);
  io_types.buffered = make_io_type("_BufferedIOBase", Kind::instance, io_types.base, 0, construct_base);
  io_types.text = make_io_type("_TextIOBase", Kind::instance, io_types.base, 0, construct_base);
  define(io_types.base, base_methods);
  define_attributes(io_types.base, base_attributes);
  define(io_types.raw, raw_methods);
  define(io_types.buffered, buffered_methods);
  define(io_types.text, text_methods);
  define_attributes(io_types.text, text_attributes);
  Dict* dict = make_dict();
  dict_set_str(dict, vm.names.__module__, ref(intern("io")));
  Value unsupported =
      make_class(vm.type_type, intern("UnsupportedOperation"),
                 make_pair(ref(exception_type(ExceptionKind::os_error)), ref(exception_type(ExceptionKind::value_error))), dict,
                 nullptr, nullptr);
  io_types.unsupported = as<Type>(unsupported);
  for (Type* type : {io_types.base, io_types.raw, io_types.buffered, io_types.text}) finish_builtin_type(type);
}

}  // namespace python
