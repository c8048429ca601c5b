/// Reading and writing text: codecs, chunks, lines.
#include "modules/io/text.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "interpreter/import.h"
#include "modules/codecs/registry.h"
#include "objects/codec.h"
#include "objects/exception.h"

namespace python {

void trace_text_io(void* object, jitwright::Tracer& tracer) {
  TextIO* file = static_cast<TextIO*>(object);
  visit(tracer, file->dict);
  visit(tracer, file->buffer);
  visit(tracer, file->encoding);
  visit(tracer, file->errors);
  visit(tracer, file->read_newline);
  visit(tracer, file->write_newline);
  visit(tracer, file->newlines);
  visit(tracer, file->encoder);
  visit(tracer, file->decoder);
  visit(tracer, file->decoded);
  visit(tracer, file->chunk);
  visit(tracer, file->rest);
  visit(tracer, file->chunk_flags);
}
void finalize_text_io(void* object) {
  free(static_cast<TextIO*>(object)->pending);
  static_cast<TextIO*>(object)->pending = nullptr;
}

bool check_text(TextIO* file, bool open) {
  if (!file->buffer.get()) {
    raise_value_error(file->detached ? "underlying buffer has been detached" : "I/O operation on uninitialized object");
    return false;
  }
  if (!open) return true;
  if (file->fast) {
    Buffered* buffer = as_buffered(file->buffer);
    if (buffer->raw.get() && buffer->fast && as<FileIO>(buffer->raw)->descriptor >= 0) return true;
  }
  int closed = is_closed(file->buffer);
  if (closed > 0) raise_closed();
  return closed == 0;
}

// ---- codecs ----

namespace {

/// Without case, '-' and '_'.
std::string plain_name(Str* encoding) {
  std::string out;
  for (char c : to_utf8(encoding)) {
    if (c != '-' && c != '_' && c != ' ') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  return out;
}

Value incremental(TextIO* file, Value codec, const char* what) {
  Value make = get_attr(codec, intern(std::string_view(what)));
  return make ? call_1(make, ref(file->errors.get())) : null_value;
}

}  // namespace

bool choose_codec(TextIO* file, bool reads, bool writes) {
  std::string name = plain_name(file->encoding);
  file->encoder = file->decoder = null_value;
  file->rest = nullptr;
  if (name == "utf8")
    file->codec = TextCodec::utf8;
  else if (name == "latin1" || name == "iso88591" || name == "l1")
    file->codec = TextCodec::latin1;
  else if (name == "ascii" || name == "usascii" || name == "646")
    file->codec = TextCodec::ascii;
  else
    file->codec = TextCodec::other;
  if (file->codec != TextCodec::other) return true;
  Value codec = lookup_codec(file->encoding);
  if (!codec) return false;
  Value is_text = find_attr(codec, intern("_is_text_encoding"));
  if (has_error()) return false;
  if (is_text && truth(is_text) == 0) {
    raise_error(ExceptionKind::lookup_error, "'%s' is not a text encoding; use codecs.open() to handle arbitrary codecs",
                file->encoding.get());
    return false;
  }
  if (reads && !(file->decoder = incremental(file, codec, "incrementaldecoder")).get()) return false;
  if (writes && !(file->encoder = incremental(file, codec, "incrementalencoder")).get()) return false;
  return true;
}

void choose_newlines(TextIO* file, Str* newline) {
  file->read_universal = !newline || newline->length == 0;
  file->read_translate = !newline;
  file->read_newline = newline && newline->length ? newline : nullptr;
  file->write_newline = newline && newline->length && char_at(newline, 0) == '\r' ? newline : nullptr;
  file->newlines = file->read_universal ? make_newline_decoder(none(), !newline, ref(vm.names.strict_name)) : nullptr;
}

// ---- reading ----

namespace {

/// Bytes through the codec alone.
Value decode_bytes_of(TextIO* file, std::string_view bytes, bool final) {
  switch (file->codec) {
    case TextCodec::latin1: return ref(make_str_latin1(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
    case TextCodec::ascii: return decode_ascii(bytes, file->errors);
    case TextCodec::utf8: {
      std::string joined;
      if (file->rest.get()) {
        joined.assign(reinterpret_cast<const char*>(file->rest->data), file->rest->length);
        joined += bytes;
        bytes = joined;
        file->rest = nullptr;
      }
      uint64_t consumed = bytes.size();
      Value text = decode_utf8(bytes, file->errors, final ? nullptr : &consumed);
      if (text && consumed < bytes.size()) file->rest = make_bytes(bytes.substr(consumed));
      return text;
    }
    case TextCodec::other: {
      Value arguments[] = {ref(make_bytes(bytes)), boolean(final)};
      Value text = call_method(file->decoder, vm.names.decode_name, arguments, 2);
      if (text && !as_str(text)) return raise_type_error("decoder should return a string result, not '%T'", text);
      return text;
    }
  }
  return null_value;
}

}  // namespace

Str* decode_chunk(TextIO* file, std::string_view bytes, bool final) {
  Value text = decode_bytes_of(file, bytes, final);
  if (!text) return nullptr;
  return file->newlines.get() ? decode_newlines(file->newlines, as_str(text), final) : as_str(text);
}

void forget_decoded(TextIO* file) {
  file->decoded = nullptr;
  file->decoded_position = 0;
}

namespace {

/// Bytes for the next chunk: 1, 0 at the end; -1 with an error pending.
int read_bytes(TextIO* file, int64_t size, std::string* out) {
  if (file->fast) {
    Buffered* buffer = as_buffered(file->buffer);
    if (!buffer->readable) {
      raise_unsupported("read");
      return -1;
    }
    out->resize(static_cast<size_t>(size));
    ssize_t count = buffered_read1(buffer, out->data(), out->size());
    out->resize(static_cast<size_t>(count < 0 ? 0 : count));
    return count == -1 ? -1 : count > 0;
  }
  Value data = call_method_1(file->buffer, file->has_read1 ? "read1" : "read", int_value(size));
  std::string_view view;
  if (!data) return -1;
  if (!bytes_view(data, &view)) {
    raise_type_error("underlying %s() should have returned a bytes-like object, not '%T'", file->has_read1 ? "read1" : "read",
                     data);
    return -1;
  }
  *out = view;
  return !view.empty();
}

}  // namespace

int read_chunk(TextIO* file, int64_t size_hint) {
  if (file->telling && file->codec == TextCodec::other) {
    Value state = call_method_0(file->decoder, "getstate");
    if (!state) return -1;
    Tuple* pair = as_tuple(state);
    std::string_view waiting;
    if (!pair || pair->length != 2 || !bytes_view(pair->items[0], &waiting)) {
      raise_type_error("illegal decoder state");
      return -1;
    }
    file->rest = waiting.empty() ? nullptr : make_bytes(waiting);
    file->chunk_flags = pair->items[1];
  }
  std::string before(file->rest.get() ? std::string(reinterpret_cast<const char*>(file->rest->data), file->rest->length)
                                      : std::string());
  bool pending_return = file->newlines.get() && file->newlines->pending_return;
  std::string bytes;
  int64_t size = size_hint > file->chunk_size ? size_hint : file->chunk_size;
  // A large file is read in larger parts than the buffer's.
  if (file->fast && size < 65536 && !as_buffered(file->buffer)->writing &&
      as_buffered(file->buffer)->position == as_buffered(file->buffer)->end && file->decoded.get())
    size = 65536;
  int got = read_bytes(file, size, &bytes);
  if (got < 0) return -1;
  Bytes* chunk = file->telling ? make_bytes(before + bytes) : nullptr;
  Str* text = decode_chunk(file, bytes, got == 0);
  if (!text) return -1;
  file->chunk = chunk;
  file->chunk_pending_return = pending_return;
  file->decoded = text;
  file->decoded_position = 0;
  return got || text->length > 0;
}

Str* take_decoded(TextIO* file, int64_t count) {
  uint64_t ahead = decoded_ahead(file);
  if (ahead == 0) return vm.empty_str;
  uint64_t start = file->decoded_position;
  if (count >= 0 && static_cast<uint64_t>(count) < ahead) ahead = static_cast<uint64_t>(count);
  file->decoded_position = start + ahead;
  return start == 0 && ahead == file->decoded->length ? file->decoded.get() : str_slice(file->decoded, start, start + ahead);
}

Str* text_read_all(TextIO* file) {
  if (!text_flush(file)) return nullptr;
  StrBuilder builder;
  builder.append(take_decoded(file, -1));
  Value data = call_method(file->buffer, vm.names.read_name, nullptr, 0);
  std::string_view view;
  if (!data) return nullptr;
  if (is_none(data)) {
    raise_error(ExceptionKind::blocking_io_error, "read() should have returned a bytes object, not 'NoneType'");
    return nullptr;
  }
  if (!bytes_view(data, &view)) {
    raise_type_error("underlying read() should have returned a bytes object, not '%T'", data);
    return nullptr;
  }
  Str* rest = decode_chunk(file, view, true);
  if (!rest) return nullptr;
  forget_decoded(file);
  file->chunk = nullptr;
  if (builder.length() == 0) return rest;
  builder.append(rest);
  return builder.finish();
}

Str* text_readline(TextIO* file, int64_t limit) {
  LineEnding ending{file->read_universal && !file->read_translate, file->read_newline};
  // The common case: the whole line is there.
  if (Str* decoded = file->decoded) {
    uint64_t start = file->decoded_position;
    int64_t end = start < decoded->length ? find_line_end(decoded->data(), decoded->width, start, decoded->length, ending) : -1;
    // With '' a "\r" that ends the chunk may be half an end of line, but the newline decoder keeps those back.
    if (end >= 0 && file->pending_size == 0) {
      if (limit >= 0 && end - static_cast<int64_t>(start) > limit) end = static_cast<int64_t>(start) + limit;
      file->decoded_position = static_cast<uint64_t>(end);
      return str_slice(decoded, start, static_cast<uint64_t>(end));
    }
  }
  if (!text_flush(file)) return nullptr;
  Str* line = nullptr;
  for (;;) {
    if (decoded_ahead(file) == 0) {
      int got = read_chunk(file, 0);
      if (got < 0) return nullptr;
      if (got == 0) {
        forget_decoded(file);
        return line ? line : vm.empty_str;
      }
      if (decoded_ahead(file) == 0) continue;
    }
    Str* decoded = file->decoded;
    uint64_t start = file->decoded_position, searched = 0;
    Str* text = decoded;
    if (line) {
      // A line end of two characters may lie across two chunks.
      searched =
          line->length && !ending.universal && ending.newline && ending.newline->length == 2 ? line->length - 1 : line->length;
      text = str_concat(line, str_slice(decoded, start, decoded->length));
    } else if (start > 0) {
      text = str_slice(decoded, start, decoded->length);
    }
    int64_t end = find_line_end(text->data(), text->width, searched, text->length, ending);
    if (limit >= 0 && (end < 0 ? static_cast<int64_t>(text->length) >= limit : end > limit)) end = limit;
    if (end >= 0) {
      file->decoded_position = start + (static_cast<uint64_t>(end) - (line ? line->length : 0));
      return str_slice(text, 0, static_cast<uint64_t>(end));
    }
    file->decoded_position = decoded->length;
    line = text;
  }
}

// ---- writing ----

namespace {

bool write_bytes(TextIO* file, std::string_view bytes) {
  if (bytes.empty()) return true;
  if (file->fast) {
    Buffered* buffer = as_buffered(file->buffer);
    if (buffer->writable && buffer->raw.get() && buffer->fast && as<FileIO>(buffer->raw)->descriptor >= 0)
      return buffered_write(buffer, bytes);
  }
  return bool(call_method_1(file->buffer, "write", ref(make_bytes(bytes))));
}

}  // namespace

bool text_flush(TextIO* file) {
  if (file->pending_size == 0) return true;
  std::string bytes(file->pending, file->pending_size);
  file->pending_size = 0;
  return write_bytes(file, bytes);
}

bool text_write(TextIO* file, Str* text) {
  if (!check_text(file)) return false;
  bool flushes = file->line_buffering && (str_find(text, vm.characters['\n'], 0, text->length) >= 0 ||
                                          str_find(text, vm.characters['\r'], 0, text->length) >= 0);
  if (file->write_newline.get()) text = str_replace(text, vm.characters['\n'], file->write_newline, -1);
  std::string_view bytes;
  Value encoded = null_value;
  if (file->codec != TextCodec::other && is_ascii(text)) {
    bytes = ascii_view(text);
  } else {
    switch (file->codec) {
      case TextCodec::utf8: encoded = encode_utf8(text, file->errors); break;
      case TextCodec::latin1: encoded = encode_latin1(text, file->errors); break;
      case TextCodec::ascii: encoded = encode_ascii(text, file->errors); break;
      case TextCodec::other:
        if (!file->encoder.get()) {
          raise_unsupported("not writable");
          return false;
        }
        encoded = call_method_1(file->encoder, "encode", ref(text));
        break;
    }
    if (!encoded) return false;
    if (!bytes_view(encoded, &bytes)) {
      raise_type_error("encoder should return a bytes object, not '%T'", encoded);
      return false;
    }
  }
  uint64_t chunk = static_cast<uint64_t>(file->chunk_size);
  if (file->pending_size + bytes.size() > chunk) {
    if (!text_flush(file)) return false;
    if (bytes.size() >= chunk && !write_bytes(file, bytes)) return false;
  }
  if (bytes.size() < chunk) {
    if (!file->pending) file->pending = static_cast<char*>(malloc(chunk));
    memcpy(file->pending + file->pending_size, bytes.data(), bytes.size());
    file->pending_size += bytes.size();
  }
  if ((file->write_through || flushes) && !text_flush(file)) return false;
  if (flushes) {
    if (file->fast) {
      if (!buffered_flush(as_buffered(file->buffer))) return false;
    } else if (!call_method(file->buffer, vm.names.flush_name, nullptr, 0)) {
      return false;
    }
  }
  // What was decoded ahead is before the position now.
  if (file->decoded.get()) {
    forget_decoded(file);
    file->chunk = nullptr;
    if (!is_none(none_if_null(file->decoder)) && !call_method_0(file->decoder, "reset")) return false;
    file->rest = nullptr;
  }
  return true;
}

}  // namespace python
