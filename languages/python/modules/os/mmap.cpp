/// The module mmap.
#include "modules/os/mmap.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cstring>

#include "modules/os/arguments.h"
#include "objects/bytes.h"
#include "objects/module.h"
#include "objects/range.h"

namespace python {

namespace {

enum MapField : uint32_t { map_resource, map_field_count };
enum Access : int { access_default, access_read, access_write, access_copy };
Type* mmap_type;

/// What is mapped, outside the heap; views of it keep it alive after the object is closed.
struct Mapping {
  uint8_t* data;
  uint64_t size, position = 0;
  int64_t offset;
  int descriptor, flags, protection;
  Access access;
  ~Mapping() {
    munmap(data, size);
    if (descriptor >= 0) close(descriptor);
  }
};

Mapping* mapping_of(Value self) {
  Value resource = as<NativeObject>(self)->fields[map_resource];
  return is_none(resource) ? nullptr : static_cast<Mapping*>(as<Resource>(resource)->data);
}
/// Null with ValueError if it is closed.
Mapping* open_mapping(Value self) {
  Mapping* mapping = mapping_of(self);
  if (!mapping) raise_value_error("mmap closed or invalid");
  return mapping;
}
Mapping* writable_mapping(Value self) {
  Mapping* mapping = open_mapping(self);
  if (!mapping || mapping->access != access_read) return mapping;
  raise_type_error("mmap can't modify a readonly memory map.");
  return nullptr;
}
Value wrap(Mapping* mapping) { return make_resource(mapping, [](void* data) { delete static_cast<Mapping*>(data); }); }

/// False with an error pending.
bool choose_access(int access, bool plain, int* flags, int* protection) {
  if (access != access_default && !plain) {
    raise_value_error("mmap can't specify both access and flags, prot.");
    return false;
  }
  switch (access) {
    case access_read:
      *flags = MAP_SHARED;
      *protection = PROT_READ;
      return true;
    case access_write:
      *flags = MAP_SHARED;
      *protection = PROT_READ | PROT_WRITE;
      return true;
    case access_copy:
      *flags = MAP_PRIVATE;
      *protection = PROT_READ | PROT_WRITE;
      return true;
    case access_default: return true;
    default: raise_value_error("mmap invalid access parameter."); return false;
  }
}

/// mmap(fileno, length, flags=MAP_SHARED, prot=PROT_WRITE|PROT_READ, access=ACCESS_DEFAULT, offset=0)
Value construct_mmap(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value v[6];
  if (!parse_arguments("mmap", "fileno length flags prot access offset", 2, arguments, count, names, v)) return null_value;
  int descriptor, flags = MAP_SHARED, protection = PROT_READ | PROT_WRITE, access = access_default;
  int64_t length, offset = 0;
  if (!int_argument(v[0], &descriptor) || !index_in_range(v[1], &length) || (v[2] && !int_argument(v[2], &flags)) ||
      (v[3] && !int_argument(v[3], &protection)) || (v[4] && !int_argument(v[4], &access)) || (v[5] && !long_argument(v[5], &offset)))
    return null_value;
  if (length < 0) return raise_overflow_error("memory mapped length must be positive");
  if (offset < 0) return raise_overflow_error("memory mapped offset must be positive");
  if (!choose_access(access, !v[2] && !v[3], &flags, &protection)) return null_value;
  if (access == access_default && !(protection & PROT_WRITE)) access = access_read;
  struct stat status;
  if (descriptor != -1 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    if (length == 0) {
      if (status.st_size == 0) return raise_value_error("cannot mmap an empty file");
      if (offset >= status.st_size) return raise_value_error("mmap offset is greater than file size");
      length = status.st_size - offset;
    } else if (offset > status.st_size || status.st_size - offset < length) {
      return raise_value_error("mmap length is greater than file size");
    }
  }
  int own = -1;
  if (descriptor == -1) {
    flags |= MAP_ANONYMOUS;
  } else {
    own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (own < 0) return raise_errno();
  }
  void* data = mmap(nullptr, static_cast<size_t>(length), protection, flags, own, offset);
  if (data == MAP_FAILED) {
    int error = errno;
    if (own >= 0) close(own);
    errno = error;
    return raise_errno();
  }
  Mapping* mapping = new Mapping{static_cast<uint8_t*>(data), static_cast<uint64_t>(length), 0, offset, own, flags, protection, static_cast<Access>(access)};
  NativeObject* object = make_native(mmap_type, map_field_count);
  object->fields[map_resource] = wrap(mapping);
  return ref(object);
}

std::string_view content_of(const Mapping* mapping) { return {reinterpret_cast<const char*>(mapping->data), mapping->size}; }

Value mmap_close(Value self) {
  as<NativeObject>(self)->fields[map_resource] = none();
  return none();
}
Value mmap_enter(Value self) { return open_mapping(self) ? self : null_value; }
Value mmap_exit(const Value* arguments, uint32_t) { return mmap_close(arguments[0]); }

int64_t clamp(int64_t position, uint64_t size) {
  if (position < 0) position += static_cast<int64_t>(size);
  return position < 0 ? 0 : position > static_cast<int64_t>(size) ? static_cast<int64_t>(size) : position;
}
Value find(Value self, const Value* arguments, uint32_t count, bool backwards) {
  Mapping* mapping = open_mapping(self);
  std::string_view part;
  if (!mapping || !get_bytes(arguments[0], &part)) return null_value;
  int64_t start = backwards ? 0 : static_cast<int64_t>(mapping->position), end = static_cast<int64_t>(mapping->size);
  if (count > 1 && !clamped_index(arguments[1], &start)) return null_value;
  if (count > 2 && !clamped_index(arguments[2], &end)) return null_value;
  start = clamp(start, mapping->size);
  end = clamp(end, mapping->size);
  if (end < start) return int_value(-1);
  std::string_view range = content_of(mapping).substr(static_cast<size_t>(start), static_cast<size_t>(end - start));
  size_t at = backwards ? range.rfind(part) : find_bytes(range, part, 0);
  return int_value(at == std::string_view::npos ? -1 : start + static_cast<int64_t>(at));
}
Value mmap_find(const Value* arguments, uint32_t count) { return find(arguments[0], arguments + 1, count - 1, false); }
Value mmap_rfind(const Value* arguments, uint32_t count) { return find(arguments[0], arguments + 1, count - 1, true); }

Value mmap_flush(Value self, Value offset_v, Value size_v) {
  Mapping* mapping = open_mapping(self);
  int64_t offset = 0, size = mapping ? static_cast<int64_t>(mapping->size) : 0;
  if (!mapping || (offset_v && !index_in_range(offset_v, &offset)) || (size_v && !index_in_range(size_v, &size))) return null_value;
  if (offset < 0 || size < 0 || static_cast<uint64_t>(offset + size) > mapping->size) return raise_value_error("flush values out of range");
  if (mapping->access == access_read || mapping->access == access_copy) return none();
  return msync(mapping->data + offset, static_cast<size_t>(size), MS_SYNC) == 0 ? none() : raise_errno();
}
Value mmap_move(Value self, Value to_v, Value from_v, Value count_v) {
  Mapping* mapping = writable_mapping(self);
  int64_t to, from, count;
  if (!mapping || !index_in_range(to_v, &to) || !index_in_range(from_v, &from) || !index_in_range(count_v, &count)) return null_value;
  int64_t size = static_cast<int64_t>(mapping->size);
  if (to < 0 || from < 0 || count < 0 || size - to < count || size - from < count)
    return raise_value_error("source, destination, or count out of range");
  memmove(mapping->data + to, mapping->data + from, static_cast<size_t>(count));
  return none();
}

Value take(Mapping* mapping, uint64_t count) {
  std::string_view rest = mapping->position < mapping->size ? content_of(mapping).substr(mapping->position) : "";
  if (count > rest.size()) count = rest.size();
  mapping->position += count;
  return ref(make_bytes(rest.substr(0, count)));
}
Value mmap_read(Value self, Value count_v) {
  Mapping* mapping = open_mapping(self);
  int64_t count = -1;
  if (!mapping || (count_v && !is_none(count_v) && !index_in_range(count_v, &count))) return null_value;
  return take(mapping, static_cast<uint64_t>(count));
}
Value mmap_read_byte(Value self) {
  Mapping* mapping = open_mapping(self);
  if (!mapping) return null_value;
  if (mapping->position >= mapping->size) return raise_value_error("read byte out of range");
  return int_value(mapping->data[mapping->position++]);
}
Value mmap_readline(Value self) {
  Mapping* mapping = open_mapping(self);
  if (!mapping) return null_value;
  size_t end = content_of(mapping).find('\n', mapping->position);
  return take(mapping, end == std::string_view::npos ? ~uint64_t{0} : end + 1 - mapping->position);
}
Value mmap_write(Value self, Value data) {
  std::string_view bytes;
  if (!get_bytes(data, &bytes)) return null_value;
  Mapping* mapping = writable_mapping(self);
  if (!mapping) return null_value;
  if (mapping->position > mapping->size || mapping->size - mapping->position < bytes.size()) return raise_value_error("data out of range");
  memcpy(mapping->data + mapping->position, bytes.data(), bytes.size());
  mapping->position += bytes.size();
  return int_value(static_cast<int64_t>(bytes.size()));
}
bool byte_of(Value v, uint8_t* out) {
  int64_t number;
  if (!index_in_range(v, &number)) return false;
  if (number < 0 || number > 255) {
    raise_value_error("mmap item value must be in range(0, 256)");
    return false;
  }
  *out = static_cast<uint8_t>(number);
  return true;
}
Value mmap_write_byte(Value self, Value v) {
  uint8_t byte;
  Mapping* mapping = writable_mapping(self);
  if (!mapping || !byte_of(v, &byte)) return null_value;
  if (mapping->position >= mapping->size) return raise_value_error("write byte out of range");
  mapping->data[mapping->position++] = byte;
  return none();
}
Value mmap_seek(Value self, Value distance_v, Value whence_v) {
  Mapping* mapping = open_mapping(self);
  int64_t position;
  int whence = 0;
  if (!mapping || !index_in_range(distance_v, &position) || (whence_v && !int_argument(whence_v, &whence))) return null_value;
  if (whence < 0 || whence > 2) return raise_value_error("unknown seek type");
  if (whence == 1) position += static_cast<int64_t>(mapping->position);
  if (whence == 2) position += static_cast<int64_t>(mapping->size);
  if (position < 0 || static_cast<uint64_t>(position) > mapping->size) return raise_value_error("seek out of range");
  mapping->position = static_cast<uint64_t>(position);
  return none();
}
Value mmap_tell(Value self) {
  Mapping* mapping = open_mapping(self);
  return mapping ? int_value(static_cast<int64_t>(mapping->position)) : null_value;
}
Value mmap_size(Value self) {
  Mapping* mapping = open_mapping(self);
  if (!mapping) return null_value;
  struct stat status;
  if (mapping->descriptor < 0) return int_value(static_cast<int64_t>(mapping->size));
  return fstat(mapping->descriptor, &status) == 0 ? int_value(status.st_size) : raise_errno();
}
/// The file gets the size, and a new mapping takes the place of the old one, which views of it keep.
Value mmap_resize(Value self, Value size_v) {
  Mapping* old = open_mapping(self);
  int64_t size;
  if (!old || !index_in_range(size_v, &size)) return null_value;
  if (old->access != access_default && old->access != access_write)
    return raise_type_error("mmap can't resize a readonly or copy-on-write memory map.");
  if (size <= 0) return raise_value_error("new size out of range");
  bool anonymous = old->descriptor < 0;
  if (!anonymous && ftruncate(old->descriptor, old->offset + size) != 0) return raise_errno();
  int descriptor = anonymous ? -1 : fcntl(old->descriptor, F_DUPFD_CLOEXEC, 0);
  if (!anonymous && descriptor < 0) return raise_errno();
  void* data = mmap(nullptr, static_cast<size_t>(size), old->protection, old->flags, descriptor, old->offset);
  if (data == MAP_FAILED) {
    int error = errno;
    if (descriptor >= 0) close(descriptor);
    errno = error;
    return raise_errno();
  }
  if (anonymous) memcpy(data, old->data, static_cast<uint64_t>(size) < old->size ? static_cast<size_t>(size) : old->size);
  Mapping* mapping = new Mapping{static_cast<uint8_t*>(data), static_cast<uint64_t>(size), old->position, old->offset, descriptor, old->flags, old->protection, old->access};
  as<NativeObject>(self)->fields[map_resource] = wrap(mapping);
  return none();
}
Value mmap_madvise(const Value* arguments, uint32_t count) {
  Mapping* mapping = open_mapping(arguments[0]);
  int option;
  int64_t start = 0, length = mapping ? static_cast<int64_t>(mapping->size) : 0;
  if (!mapping || !int_argument(arguments[1], &option) || (count > 2 && !index_in_range(arguments[2], &start)) ||
      (count > 3 && !index_in_range(arguments[3], &length)))
    return null_value;
  int64_t size = static_cast<int64_t>(mapping->size);
  if (start < 0 || start >= size) return raise_value_error("madvise start out of bounds");
  if (length < 0) return raise_value_error("madvise length invalid");
  if (length > size - start) length = size - start;
  return madvise(mapping->data + start, static_cast<size_t>(length), option) == 0 ? none() : raise_errno();
}

Value mmap_length(Value self) {
  Mapping* mapping = open_mapping(self);
  return mapping ? int_value(static_cast<int64_t>(mapping->size)) : null_value;
}
/// The position an index means; -1 with an error pending.
int64_t locate(const Mapping* mapping, Value key, const char* kind) {
  int64_t index;
  if (!index_in_range(key, &index)) return -1;
  if (index < 0) index += static_cast<int64_t>(mapping->size);
  if (index >= 0 && static_cast<uint64_t>(index) < mapping->size) return index;
  raise_index_error("mmap %s out of range", kind);
  return -1;
}
bool is_index(Value key) { return as_exact_int(key) || lookup_special(key, vm.names.__index__); }
Value mmap_get_item(Value self, Value key) {
  Mapping* mapping = open_mapping(self);
  if (!mapping) return null_value;
  if (has_kind(key, Kind::slice)) {
    int64_t first, stride, count;
    if (!slice_indices(as<Slice>(key), static_cast<int64_t>(mapping->size), &first, &stride, &count)) return null_value;
    std::string out;
    for (int64_t i = 0; i < count; i++) out += static_cast<char>(mapping->data[first + i * stride]);
    return ref(make_bytes(out));
  }
  if (!is_index(key)) return raise_type_error("mmap indices must be integers");
  int64_t index = locate(mapping, key, "index");
  return index < 0 ? null_value : int_value(mapping->data[index]);
}
Value mmap_set_item(Value self, Value key, Value value) {
  Mapping* mapping = writable_mapping(self);
  if (!mapping) return null_value;
  if (has_kind(key, Kind::slice)) {
    std::string_view bytes;
    int64_t first, stride, count;
    if (!slice_indices(as<Slice>(key), static_cast<int64_t>(mapping->size), &first, &stride, &count) || !get_bytes(value, &bytes)) return null_value;
    if (static_cast<int64_t>(bytes.size()) != count) return raise_index_error("mmap slice assignment is wrong size");
    for (int64_t i = 0; i < count; i++) mapping->data[first + i * stride] = static_cast<uint8_t>(bytes[static_cast<size_t>(i)]);
    return none();
  }
  if (!is_index(key)) return raise_type_error("mmap indices must be integers");
  int64_t index = locate(mapping, key, "index");
  uint8_t byte;
  if (index < 0 || !byte_of(value, &byte)) return null_value;
  mapping->data[index] = byte;
  return none();
}
Value mmap_repr(Value self) {
  const Mapping* mapping = mapping_of(self);
  if (!mapping) return ref(make_str("<mmap.mmap closed=True>"));
  static const char* const names[] = {"ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"};
  return ref(text_format("<mmap.mmap closed=False, access=%s, length=%s, pos=%s, offset=%s>", names[mapping->access], mapping->size,
                         mapping->position, mapping->offset));
}
Value get_closed(Value self) { return boolean(!mapping_of(self)); }

}  // namespace

bool get_mapped_buffer(Value v, Buffer* out) {
  Value native = native_part(v, Kind::native);
  if (!native || !mmap_type || as<NativeObject>(native)->type != mmap_type) return false;
  Mapping* mapping = mapping_of(native);
  if (!mapping) return false;
  *out = {mapping->data, mapping->size, mapping->access == access_read, 'B', object_of(as<NativeObject>(native)->fields[map_resource])};
  return true;
}

void fill_mmap(Module* module) {
  mmap_type = make_module_type(module, "mmap", Kind::native, type_is_base, construct_mmap);
  static const BuiltinDefinition methods[] = {
      entry("close", mmap_close),
      entry("find", mmap_find, 2, 4),
      entry("rfind", mmap_rfind, 2, 4),
      entry("flush", mmap_flush, 1),
      entry("move", mmap_move),
      entry("read", mmap_read, 1),
      entry("read_byte", mmap_read_byte),
      entry("readline", mmap_readline),
      entry("write", mmap_write),
      entry("write_byte", mmap_write_byte),
      entry("seek", mmap_seek, 2),
      entry("tell", mmap_tell),
      entry("size", mmap_size),
      entry("resize", mmap_resize),
      entry("madvise", mmap_madvise, 2, 4),
      entry("__enter__", mmap_enter),
      entry("__exit__", mmap_exit, 1),
      entry("__len__", mmap_length),
      entry("__getitem__", mmap_get_item),
      entry("__setitem__", mmap_set_item),
      entry("__repr__", mmap_repr),
  };
  static const GetSetDefinition attributes[] = {{"closed", get_closed}};
  define(mmap_type, methods);
  define_attributes(mmap_type, attributes);
  jitwright::Heap::current().add_root([](void*, jitwright::Tracer& tracer) { tracer.visit(mmap_type); }, &mmap_type);
  set_member(module, "error", ref(exception_type(ExceptionKind::os_error)));
  static const NamedNumber numbers[] = {
      {"PROT_READ", PROT_READ},     {"PROT_WRITE", PROT_WRITE},     {"PROT_EXEC", PROT_EXEC},     {"MAP_SHARED", MAP_SHARED},
      {"MAP_PRIVATE", MAP_PRIVATE}, {"MAP_ANON", MAP_ANONYMOUS},    {"MAP_ANONYMOUS", MAP_ANONYMOUS}, {"MAP_POPULATE", MAP_POPULATE},
      {"MAP_STACK", MAP_STACK},     {"MAP_NORESERVE", MAP_NORESERVE}, {"MAP_DENYWRITE", MAP_DENYWRITE}, {"MAP_EXECUTABLE", MAP_EXECUTABLE},
      {"ACCESS_DEFAULT", access_default}, {"ACCESS_READ", access_read}, {"ACCESS_WRITE", access_write}, {"ACCESS_COPY", access_copy},
      {"PAGESIZE", sysconf(_SC_PAGESIZE)}, {"ALLOCATIONGRANULARITY", sysconf(_SC_PAGESIZE)},
      {"MADV_NORMAL", MADV_NORMAL}, {"MADV_RANDOM", MADV_RANDOM}, {"MADV_SEQUENTIAL", MADV_SEQUENTIAL}, {"MADV_WILLNEED", MADV_WILLNEED},
      {"MADV_DONTNEED", MADV_DONTNEED}, {"MADV_REMOVE", MADV_REMOVE}, {"MADV_DONTFORK", MADV_DONTFORK}, {"MADV_DOFORK", MADV_DOFORK},
      {"MADV_MERGEABLE", MADV_MERGEABLE}, {"MADV_UNMERGEABLE", MADV_UNMERGEABLE}, {"MADV_HUGEPAGE", MADV_HUGEPAGE},
      {"MADV_NOHUGEPAGE", MADV_NOHUGEPAGE}, {"MADV_DONTDUMP", MADV_DONTDUMP}, {"MADV_DODUMP", MADV_DODUMP}, {"MADV_FREE", MADV_FREE},
  };
  set_numbers(module, numbers);
}

}  // namespace python
