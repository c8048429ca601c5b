/// Buffered files: the buffer between reads and writes of any size and the raw file.
#include "modules/io/buffered.h"

#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "modules/os/arguments.h"
#include "objects/exception.h"

namespace python {

void trace_buffered(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<Buffered*>(object)->dict);
  visit(tracer, static_cast<Buffered*>(object)->raw);
}
void finalize_buffered(void* object) {
  free(static_cast<Buffered*>(object)->buffer);
  static_cast<Buffered*>(object)->buffer = nullptr;
}
void trace_buffered_pair(void* object, jitwright::Tracer& tracer) {
  BufferedPair* pair = static_cast<BufferedPair*>(object);
  visit(tracer, pair->dict);
  visit(tracer, pair->reader);
  visit(tracer, pair->writer);
}

Buffered* as_buffered(Value v) {
  for (Kind kind : {Kind::buffered_reader, Kind::buffered_writer, Kind::buffered_random}) {
    if (Value native = native_part(v, kind)) return as<Buffered>(native);
  }
  return nullptr;
}

void open_buffered(Buffered* file, Value raw, bool readable, bool writable, uint64_t size) {
  free(file->buffer);
  file->buffer = static_cast<char*>(malloc(size));
  file->size = size;
  file->position = file->end = 0;
  file->writing = file->detached = false;
  file->readable = readable;
  file->writable = writable;
  file->raw = raw;
  file->fast = has_kind(raw, Kind::file_io);
}
Buffered* make_buffered(Kind kind, Value raw, uint64_t size) {
  Buffered* file = jitwright::make_finalizable<Buffered>(static_cast<jitwright::KindId>(kind));
  open_buffered(file, raw, kind != Kind::buffered_writer, kind != Kind::buffered_reader, size);
  return file;
}

int buffered_closed(Buffered* file) {
  if (file->fast) return as<FileIO>(file->raw)->descriptor < 0;
  return is_closed(file->raw);
}

bool check_usable(Buffered* file, const char* message) {
  if (!file->raw.get()) {
    raise_value_error(file->detached ? "raw stream has been detached" : "I/O operation on uninitialized object");
    return false;
  }
  if (!message) return true;
  int closed = buffered_closed(file);
  if (closed > 0) raise_value_error("%s", message);
  return closed == 0;
}

// ---- the raw file ----

ssize_t raw_read(Buffered* file, char* out, uint64_t size) {
  if (file->fast) {
    FileIO* raw = as<FileIO>(file->raw);
    if (raw->readable && raw->descriptor >= 0) return read_descriptor(raw->descriptor, out, size);
  }
  Value memory = make_bytearray(std::string(size, '\0'));
  Value result = call_method_1(file->raw, "readinto", memory);
  if (!result) return -1;
  if (is_none(result)) return -2;
  int64_t count;
  if (!index_in_range(result, &count)) {
    raise_error(ExceptionKind::os_error, "raw readinto() failed");
    return -1;
  }
  if (count < 0 || static_cast<uint64_t>(count) > size) {
    raise_error(ExceptionKind::os_error, "raw readinto() returned invalid length %s (should have been between 0 and %s)", count,
                size);
    return -1;
  }
  std::string_view view;
  bytes_view(memory, &view);
  memcpy(out, view.data(), static_cast<size_t>(count));
  return count;
}

ssize_t raw_write(Buffered* file, const char* bytes, uint64_t size) {
  if (file->fast) {
    FileIO* raw = as<FileIO>(file->raw);
    if (raw->writable && raw->descriptor >= 0) return write_descriptor(raw->descriptor, bytes, size);
  }
  Value result = call_method_1(file->raw, "write", ref(make_bytes(bytes, size)));
  if (!result) return -1;
  if (is_none(result)) return -2;
  int64_t count;
  if (!index_in_range(result, &count)) return -1;
  if (count < 0 || static_cast<uint64_t>(count) > size) {
    raise_error(ExceptionKind::os_error, "raw write() returned invalid length %s (should have been between 0 and %s)", count,
                size);
    return -1;
  }
  return count;
}

int64_t raw_seek(Buffered* file, int64_t offset, int whence) {
  Value position;
  if (file->fast && as<FileIO>(file->raw)->descriptor >= 0) {
    off_t result = lseek(as<FileIO>(file->raw)->descriptor, offset, whence);
    if (result < 0) raise_errno();
    return result;
  }
  if (offset == 0 && whence == 1) {
    position = call_method_0(file->raw, "tell");
  } else {
    Value arguments[] = {int_value(offset), small_int_value(whence)};
    position = call_method(file->raw, vm.names.seek_name, arguments, 2);
  }
  int64_t result;
  if (!position || !index_in_range(position, &result)) return -1;
  if (result < 0) {
    raise_error(ExceptionKind::os_error, "Raw stream returned invalid position %s", result);
    return -1;
  }
  return result;
}

// ---- reading ----

ssize_t fill_buffer(Buffered* file) {
  file->position = file->end = 0;
  ssize_t count = raw_read(file, file->buffer, file->size);
  if (count > 0) file->end = static_cast<uint64_t>(count);
  return count;
}

ssize_t buffered_read1(Buffered* file, char* out, uint64_t size) {
  if (file->writing && !buffered_flush(file)) return -1;
  uint64_t ahead = read_ahead(file);
  if (ahead == 0) {
    if (size >= file->size) return raw_read(file, out, size);
    ssize_t count = fill_buffer(file);
    if (count <= 0) return count;
    ahead = file->end;
  }
  uint64_t count = size < ahead ? size : ahead;
  memcpy(out, file->buffer + file->position, count);
  file->position += count;
  return static_cast<ssize_t>(count);
}

bool settle(Buffered* file) {
  if (file->writing) return buffered_flush(file);
  uint64_t ahead = read_ahead(file);
  file->position = file->end = 0;
  return ahead == 0 || raw_seek(file, -static_cast<int64_t>(ahead), 1) >= 0;
}

// ---- writing ----

namespace {

/// BlockingIOError with how much was taken.
bool raise_would_block(uint64_t written) {
  Value values[] = {small_int_value(EAGAIN), ref(make_str("write could not complete without blocking")),
                    int_value(static_cast<int64_t>(written))};
  Value error = call(ref(exception_type(ExceptionKind::blocking_io_error)), values, 3);
  if (error) {
    set_slot(as<Instance>(error), intern("characters_written"), values[2]);
    raise_exception(error, null_value);
  }
  return false;
}

}  // namespace

bool buffered_flush(Buffered* file) {
  if (!file->writing) return true;
  while (file->position < file->end) {
    ssize_t count = raw_write(file, file->buffer + file->position, file->end - file->position);
    if (count == -2) {
      // What was not taken stays, at the front.
      memmove(file->buffer, file->buffer + file->position, file->end - file->position);
      file->end -= file->position;
      file->position = 0;
      return raise_would_block(0);
    }
    if (count < 0) return false;
    file->position += static_cast<uint64_t>(count);
    if (interrupted()) return false;  // a signal cut the write short: its handler runs before the rest
  }
  file->position = file->end = 0;
  file->writing = false;
  return true;
}

bool buffered_write(Buffered* file, std::string_view bytes) {
  if (!file->writing) {
    if (!settle(file)) return false;
    file->writing = true;
  }
  if (file->end + bytes.size() <= file->size) {
    memcpy(file->buffer + file->end, bytes.data(), bytes.size());
    file->end += bytes.size();
    return true;
  }
  if (!buffered_flush(file)) {
    // A file that would block: the buffer takes what it has room for.
    if (!has_error() || !error_matches(ExceptionKind::blocking_io_error)) return false;
    uint64_t room = file->size - file->end, part = bytes.size() < room ? bytes.size() : room;
    memcpy(file->buffer + file->end, bytes.data(), part);
    file->end += part;
    if (part == bytes.size()) {
      vm.exception = null_value;
      return true;
    }
    vm.exception = null_value;
    return raise_would_block(part);
  }
  uint64_t written = 0;
  while (bytes.size() - written > file->size) {
    ssize_t count = raw_write(file, bytes.data() + written, bytes.size() - written);
    if (count == -2) {
      uint64_t part = bytes.size() - written < file->size ? bytes.size() - written : file->size;
      memcpy(file->buffer, bytes.data() + written, part);
      file->end = part;
      file->writing = part > 0;
      written += part;
      return written == bytes.size() || raise_would_block(written);
    }
    if (count < 0) return false;
    written += static_cast<uint64_t>(count);
    if (interrupted()) return false;
  }
  memcpy(file->buffer, bytes.data() + written, bytes.size() - written);
  file->end = bytes.size() - written;
  file->writing = true;
  return true;
}

}  // namespace python
