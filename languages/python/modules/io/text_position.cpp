/// tell() and seek() of text. A position is where the bytes of a chunk begin plus, for codecs whose state matters, what to tell
/// the decoder there and how many characters to skip: CPython's five 64-bit parts in one int.
#include "modules/io/text.h"

#include "objects/codec.h"

namespace python {

namespace {

struct Cookie {
  int64_t start, flags, bytes_to_feed, characters_to_skip;
  bool final;
};

Value cookie_value(const Cookie& cookie) {
  Value value = int_value(cookie.start);
  const int64_t parts[] = {cookie.flags, cookie.bytes_to_feed, cookie.characters_to_skip, cookie.final};
  for (int i = 0; i < 4; i++) {
    if (parts[i]) value = int_add(value, int_left_shift(int_value(parts[i]), small_int_value(64 * (i + 1))));
  }
  return value;
}
bool parse_cookie(Value value, Cookie* cookie) {
  int64_t* const parts[] = {&cookie->start, &cookie->flags, &cookie->bytes_to_feed, &cookie->characters_to_skip};
  Value mask = int_value_unsigned(UINT64_MAX);
  for (int i = 0; i < 4; i++) {
    Value part = int_and(int_right_shift(value, small_int_value(64 * i)), mask);
    if (!is_int64(part)) {
      raise_overflow_error("cookie out of range");
      return false;
    }
    *parts[i] = int64_of(part);
  }
  cookie->final = int_sign(int_right_shift(value, small_int_value(256))) != 0;
  return true;
}

/// How many bytes of the chunk the first `characters` come from, for the codecs without state; -1 if that cannot be said.
int64_t bytes_before(TextIO* file, uint64_t characters) {
  std::string_view bytes(reinterpret_cast<const char*>(file->chunk->data), file->chunk->length);
  bool translates = file->newlines.get() && file->newlines->translate;
  uint64_t at = 0;
  // A return kept back from the chunk before is this chunk's first character, unless it made a pair.
  uint64_t seen = 0;
  if (file->chunk_pending_return) {
    bool pair = !bytes.empty() && bytes[0] == '\n';
    if (characters == 0) return -1;
    if (pair) at = 1;
    seen = pair && !translates ? 2 : 1;
    if (seen > characters) return -1;
  }
  while (seen < characters) {
    if (at >= bytes.size()) return -1;
    uint8_t c = static_cast<uint8_t>(bytes[at]);
    if (translates && c == '\r') {
      at += at + 1 < bytes.size() && bytes[at + 1] == '\n' ? 2 : 1;
      seen++;
      continue;
    }
    if (file->codec == TextCodec::utf8 && c >= 0x80) {
      // Bytes that are no UTF-8 gave what the error handler made of them: not to be counted here.
      uint64_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
      if (c < 0xC2 || at + length > bytes.size()) return -1;
      at += length;
    } else {
      at++;
    }
    seen++;
  }
  return static_cast<int64_t>(at);
}

/// By feeding a decoder byte for byte from the chunk's beginning.
Value position_by_decoding(TextIO* file, Cookie cookie, uint64_t characters) {
  Value saved = file->codec == TextCodec::other ? call_method_0(file->decoder, "getstate") : none();
  if (!saved) return null_value;
  Bytes* rest = file->rest;
  uint32_t pending_return = file->newlines.get() ? file->newlines->pending_return : 0,
           seen_newlines = file->newlines.get() ? file->newlines->seen : 0;
  auto restart = [&](Value flags) -> bool {
    file->rest = nullptr;
    if (file->newlines.get()) file->newlines->pending_return = file->chunk_pending_return;
    if (file->codec != TextCodec::other) return true;
    return bool(call_method_1(file->decoder, "setstate", ref(make_pair(ref(make_bytes("")), flags))));
  };
  Value flags = file->codec == TextCodec::other ? none_if_null(file->chunk_flags) : small_int_value(0);
  if (is_none(flags)) flags = small_int_value(0);
  bool good = restart(flags);
  uint64_t decoded = 0, fed = 0;
  cookie.flags = is_int64(flags) ? int64_of(flags) * 2 + file->chunk_pending_return : 0;
  cookie.characters_to_skip = static_cast<int64_t>(characters);
  // Each place where the decoder holds nothing back is a place to start from.
  while (good && fed < file->chunk->length && decoded < characters) {
    Str* text = decode_chunk(file, {reinterpret_cast<const char*>(file->chunk->data) + fed, 1}, false);
    if (!text) {
      good = false;
      break;
    }
    fed++;
    decoded += text->length;
    Value now = file->codec == TextCodec::other
                    ? call_method_0(file->decoder, "getstate")
                    : ref(make_pair(ref(make_bytes(file->rest.get() ? "x" : "")), small_int_value(0)));
    Tuple* state = now ? as_tuple(now) : nullptr;
    std::string_view waiting;
    if (!state || !bytes_view(state->items[0], &waiting)) {
      good = false;
      break;
    }
    bool holds_return = file->newlines.get() && file->newlines->pending_return;
    if (waiting.empty() && decoded <= characters) {
      cookie.start += static_cast<int64_t>(fed);
      file->chunk = make_bytes(file->chunk->data + fed, file->chunk->length - fed);
      characters -= decoded;
      decoded = fed = 0;
      cookie.flags = (is_int64(state->items[1]) ? int64_of(state->items[1]) * 2 : 0) + holds_return;
      file->chunk_flags = state->items[1];
      file->chunk_pending_return = holds_return;
      file->decoded_position = characters;
      cookie.characters_to_skip = static_cast<int64_t>(characters);
    }
  }
  if (good && cookie.characters_to_skip) cookie.bytes_to_feed = static_cast<int64_t>(fed);
  Value error = take_error();
  file->rest = rest;
  if (file->newlines.get()) {
    file->newlines->pending_return = pending_return;
    file->newlines->seen = seen_newlines;
  }
  if (file->codec == TextCodec::other && !call_method_1(file->decoder, "setstate", saved)) return null_value;
  vm.exception = error;
  return error ? null_value : cookie_value(cookie);
}

}  // namespace

Value text_position(TextIO* file) {
  if (!file->seekable) return raise_unsupported("underlying stream is not seekable");
  if (!file->telling) return raise_error(ExceptionKind::os_error, "telling position disabled by next() call");
  if (!text_flush(file) || !call_method(file->buffer, vm.names.flush_name, nullptr, 0)) return null_value;
  Value position = call_method_0(file->buffer, "tell");
  if (!position || !file->chunk.get() || !file->decoded.get()) return position;
  Cookie cookie{};
  if (!index_in_range(position, &cookie.start)) return null_value;
  cookie.start -= static_cast<int64_t>(file->chunk->length);
  if (file->codec != TextCodec::other) {
    int64_t bytes = bytes_before(file, file->decoded_position);
    if (bytes >= 0) {
      cookie.start += bytes;
      return cookie_value(cookie);
    }
  }
  // The search changes what the object remembers of the chunk.
  Bytes* chunk = file->chunk;
  Value flags = file->chunk_flags;
  bool pending_return = file->chunk_pending_return;
  uint64_t decoded_position = file->decoded_position;
  Value result = position_by_decoding(file, cookie, decoded_position);
  file->chunk = chunk;
  file->chunk_flags = flags;
  file->chunk_pending_return = pending_return;
  file->decoded_position = decoded_position;
  return result;
}

Value text_go_to(TextIO* file, Value value) {
  Cookie cookie{};
  if (!parse_cookie(value, &cookie)) return null_value;
  if (!call_method_1(file->buffer, "seek", int_value(cookie.start))) return null_value;
  forget_decoded(file);
  file->chunk = nullptr;
  file->rest = nullptr;
  file->telling = file->seekable;
  if (file->newlines.get()) file->newlines->pending_return = cookie.flags & 1;
  if (Value decoder = file->decoder) {
    bool start = cookie.start == 0 && cookie.flags == 0;
    Value state = ref(make_pair(ref(make_bytes("")), int_value(cookie.flags >> 1)));
    if (!(start ? call_method_0(decoder, "reset") : call_method_1(decoder, "setstate", state))) return null_value;
  }
  if (cookie.characters_to_skip) {
    Value data = call_method_1(file->buffer, "read", int_value(cookie.bytes_to_feed));
    std::string_view view;
    if (!data) return null_value;
    if (!bytes_view(data, &view))
      return raise_type_error("underlying read() should have returned a bytes object, not '%T'", data);
    file->chunk = make_bytes(view);
    file->chunk_flags = int_value(cookie.flags >> 1);
    file->chunk_pending_return = cookie.flags & 1;
    Str* text = decode_chunk(file, view, cookie.final);
    if (!text) return null_value;
    if (text->length < static_cast<uint64_t>(cookie.characters_to_skip))
      return raise_error(ExceptionKind::os_error, "can't restore logical file position");
    file->decoded = text;
    file->decoded_position = static_cast<uint64_t>(cookie.characters_to_skip);
  }
  if (Value encoder = file->encoder) {
    bool start = int_sign(value) == 0;
    if (!(start ? call_method_0(encoder, "reset") : call_method_1(encoder, "setstate", small_int_value(0)))) {
      return null_value;
    }
  }
  return value;
}

}  // namespace python
