/// The module zlib: checksums, and compression by the library of that name.
#include <zlib.h>
#include <cstring>
#include <string>

#include "modules/module_type.h"
#include "modules/modules.h"
#include "modules/os/arguments.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/exception.h"

namespace python {

namespace {

constexpr int standard_memory = 8;
constexpr int64_t standard_buffer = 16384;

/// Fields of both kinds of object. A stream is a Resource whose data is a Stream.
enum StreamField : uint32_t { stream_resource, stream_unused_data, stream_unconsumed_tail, stream_eof, stream_dictionary, stream_field_count };

struct Stream {
  z_stream z;
  bool deflating, finished;
};

struct ZlibTypes {
  Type *error, *compressor, *decompressor;
} types;

void release_stream(void* data) {
  Stream* stream = static_cast<Stream*>(data);
  if (stream->deflating)
    deflateEnd(&stream->z);
  else
    inflateEnd(&stream->z);
  delete stream;
}

Value raise_zlib(const z_stream& z, int status, const char* while_doing) {
  const char* reason = status == Z_VERSION_ERROR ? "library version mismatch" : z.msg;
  if (!reason) {
    if (status == Z_BUF_ERROR) reason = "incomplete or truncated stream";
    if (status == Z_STREAM_ERROR) reason = "inconsistent stream state";
    if (status == Z_DATA_ERROR) reason = "invalid input data";
  }
  Str* text = reason ? text_format("Error %s %s: %s", status, while_doing, reason) : text_format("Error %s %s", status, while_doing);
  return raise_exception(call_1(ref(types.error), ref(text)), null_value);
}
Value raise_zlib(const char* message) {
  return raise_exception(call_1(ref(types.error), ref(make_str(message))), null_value);
}

bool number_argument(Value v, int standard, int* out) {
  *out = standard;
  return !v || int_argument(v, out);
}

using Step = int (*)(z_stream*, int);

/// Feeds `input` to the stream and appends what comes out, at most `limit` bytes (negative: no limit): the last status. All of the
/// input is taken unless the stream ends or the limit is reached.
int run_stream(z_stream* z, Step step, std::string_view input, int flush, int64_t limit, std::string* out) {
  int status = Z_OK;
  uint64_t rest = input.size();
  z->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  do {
    z->avail_in = static_cast<uInt>(rest > UINT32_MAX ? UINT32_MAX : rest);
    rest -= z->avail_in;
    int mode = rest ? Z_NO_FLUSH : flush;
    for (;;) {
      size_t used = out->size(), more = used < 16384 ? 16384 : used;
      if (limit >= 0 && used + more > static_cast<uint64_t>(limit)) more = static_cast<uint64_t>(limit) - used;
      if (more > 1 << 30) more = 1 << 30;
      out->resize(used + more);
      z->next_out = reinterpret_cast<Bytef*>(out->data() + used);
      z->avail_out = static_cast<uInt>(more);
      status = step(z, mode);
      out->resize(used + more - z->avail_out);
      if (status != Z_OK && status != Z_BUF_ERROR) break;
      if (z->avail_out > 0) break;                                              // it wants more input
      if (limit >= 0 && out->size() >= static_cast<uint64_t>(limit)) break;
    }
    if (status != Z_OK && status != Z_BUF_ERROR) break;
    if (limit >= 0 && out->size() >= static_cast<uint64_t>(limit)) break;
  } while (rest);
  z->avail_in += static_cast<uInt>(rest);
  return status;
}

// ---- checksums ----

template <class Function>
Value checksum(Value data, Value start, uint32_t standard, Function function) {
  std::string_view bytes;
  if (!get_bytes(data, &bytes)) return null_value;
  uint32_t sum = standard;
  if (start) {
    Value number = index_of(start);
    if (!number) return null_value;
    sum = static_cast<uint32_t>(int64_of(int_and(number, small_int_value(0xFFFF'FFFF))));
  }
  return int_value(static_cast<uint32_t>(function(sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size())));
}
Value zlib_crc32(Value data, Value start) { return checksum(data, start, 0, crc32_z); }
Value zlib_adler32(Value data, Value start) { return checksum(data, start, 1, adler32_z); }

// ---- whole strings ----

Value zlib_compress(Value data, Value level_v, Value wbits_v) {
  std::string_view bytes;
  int level, wbits;
  if (!get_bytes(data, &bytes) || !number_argument(level_v, Z_DEFAULT_COMPRESSION, &level) ||
      !number_argument(wbits_v, MAX_WBITS, &wbits))
    return null_value;
  z_stream z{};
  int status = deflateInit2(&z, level, Z_DEFLATED, wbits, standard_memory, Z_DEFAULT_STRATEGY);
  if (status != Z_OK) return status == Z_STREAM_ERROR ? raise_zlib("Bad compression level") : raise_zlib(z, status, "while compressing data");
  std::string out;
  status = run_stream(&z, deflate, bytes, Z_FINISH, -1, &out);
  Value result = status == Z_STREAM_END ? ref(make_bytes(out)) : raise_zlib(z, status, "while compressing data");
  deflateEnd(&z);
  return result;
}
Value zlib_decompress(Value data, Value wbits_v, Value size_v) {
  std::string_view bytes;
  int wbits, size;
  if (!get_bytes(data, &bytes) || !number_argument(wbits_v, MAX_WBITS, &wbits) || !number_argument(size_v, standard_buffer, &size))
    return null_value;
  if (size < 0) return raise_value_error("bufsize must be non-negative");
  z_stream z{};
  int status = inflateInit2(&z, wbits);
  if (status != Z_OK) return raise_zlib(z, status, "while preparing to decompress data");
  std::string out;
  status = run_stream(&z, inflate, bytes, Z_SYNC_FLUSH, -1, &out);
  if (status == Z_OK) status = Z_BUF_ERROR;
  Value result = status == Z_STREAM_END ? ref(make_bytes(out)) : raise_zlib(z, status, "while decompressing data");
  inflateEnd(&z);
  return result;
}

// ---- streams ----

Stream* stream_of(Value self) { return static_cast<Stream*>(as<Resource>(as<NativeObject>(self)->fields[stream_resource])->data); }

Value make_stream(Type* type, Stream* stream, Value dictionary) {
  NativeObject* object = make_native(type, stream_field_count);
  object->fields[stream_resource] = make_resource(stream, release_stream);
  object->fields[stream_unused_data] = ref(make_bytes(""));
  object->fields[stream_unconsumed_tail] = ref(make_bytes(""));
  object->fields[stream_eof] = false_value();
  object->fields[stream_dictionary] = dictionary ? dictionary : none();
  return ref(object);
}

/// compressobj(level, method, wbits, memLevel, strategy, zdict)
Value zlib_compressobj(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[6];
  if (!parse_arguments("compressobj", "level method wbits memLevel strategy zdict", 0, arguments, count, names, given)) return null_value;
  int level, method, wbits, memory, strategy;
  if (!number_argument(given[0], Z_DEFAULT_COMPRESSION, &level) || !number_argument(given[1], Z_DEFLATED, &method) ||
      !number_argument(given[2], MAX_WBITS, &wbits) || !number_argument(given[3], standard_memory, &memory) ||
      !number_argument(given[4], Z_DEFAULT_STRATEGY, &strategy))
    return null_value;
  std::string_view dictionary;
  bool has_dictionary = given[5] && !is_none(given[5]);
  if (has_dictionary && !get_bytes(given[5], &dictionary)) return null_value;
  Stream* stream = new Stream{};
  stream->deflating = true;
  int status = deflateInit2(&stream->z, level, method, wbits, memory, strategy);
  if (status != Z_OK) {
    delete stream;
    if (status == Z_STREAM_ERROR) return raise_value_error("Invalid initialization option");
    return raise_zlib(z_stream{}, status, "while creating compression object");
  }
  Value object = make_stream(types.compressor, stream, null_value);
  if (has_dictionary && deflateSetDictionary(&stream->z, reinterpret_cast<const Bytef*>(dictionary.data()),
                                             static_cast<uInt>(dictionary.size())) != Z_OK)
    return raise_value_error("Invalid dictionary");
  return object;
}
Value compressor_compress(Value self, Value data) {
  std::string_view bytes;
  if (!get_bytes(data, &bytes)) return null_value;
  Stream* stream = stream_of(self);
  std::string out;
  int status = run_stream(&stream->z, deflate, bytes, Z_NO_FLUSH, -1, &out);
  if (status != Z_OK && status != Z_BUF_ERROR) return raise_zlib(stream->z, status, "while compressing data");
  return ref(make_bytes(out));
}
Value compressor_flush(Value self, Value mode_v) {
  int mode;
  if (!number_argument(mode_v, Z_FINISH, &mode)) return null_value;
  if (mode == Z_NO_FLUSH) return ref(make_bytes(""));
  Stream* stream = stream_of(self);
  std::string out;
  int status = run_stream(&stream->z, deflate, "", mode, -1, &out);
  if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) return raise_zlib(stream->z, status, "from deflate()");
  return ref(make_bytes(out));
}
Value compressor_copy(Value self) {
  Stream* copy = new Stream{};
  copy->deflating = true;
  int status = deflateCopy(&copy->z, &stream_of(self)->z);
  if (status == Z_OK) return make_stream(types.compressor, copy, null_value);
  delete copy;
  return status == Z_STREAM_ERROR ? raise_value_error("Inconsistent stream state") : raise_zlib(z_stream{}, status, "while copying compression object");
}

bool set_dictionary(Value self) {
  std::string_view dictionary;
  if (!get_bytes(as<NativeObject>(self)->fields[stream_dictionary], &dictionary)) return false;
  z_stream& z = stream_of(self)->z;
  int status = inflateSetDictionary(&z, reinterpret_cast<const Bytef*>(dictionary.data()), static_cast<uInt>(dictionary.size()));
  if (status == Z_OK) return true;
  raise_zlib(z, status, "while setting zdict");
  return false;
}
/// decompressobj(wbits, zdict)
Value zlib_decompressobj(Value wbits_v, Value dictionary) {
  int wbits;
  std::string_view bytes;
  if (!number_argument(wbits_v, MAX_WBITS, &wbits)) return null_value;
  bool has_dictionary = dictionary && !is_none(dictionary);
  if (has_dictionary && !get_bytes(dictionary, &bytes))
    return raise_type_error("zdict argument must support the buffer protocol");
  Stream* stream = new Stream{};
  int status = inflateInit2(&stream->z, wbits);
  if (status != Z_OK) {
    delete stream;
    if (status == Z_STREAM_ERROR) return raise_value_error("Invalid initialization option");
    return raise_zlib(z_stream{}, status, "while creating decompression object");
  }
  Value object = make_stream(types.decompressor, stream, dictionary);
  return has_dictionary && wbits < 0 && !set_dictionary(object) ? null_value : object;
}

/// The core of decompress and flush.
Value decompress_some(Value self, std::string_view bytes, int flush, int64_t limit) {
  NativeObject* object = as<NativeObject>(self);
  Stream* stream = stream_of(self);
  z_stream& z = stream->z;
  std::string input(bytes), out;  // a copy: the fields below may hold `bytes`
  int status = stream->finished ? Z_STREAM_END : run_stream(&z, inflate, input, flush, limit, &out);
  std::string_view rest = input;
  if (!stream->finished) rest = {reinterpret_cast<const char*>(z.next_in), z.avail_in};
  if (status == Z_NEED_DICT && !is_none(object->fields[stream_dictionary])) {
    if (!set_dictionary(self)) return null_value;
    std::string again(rest);
    return decompress_some(self, again, flush, limit);
  }
  if (status == Z_STREAM_END) {
    std::string_view before;
    get_bytes(object->fields[stream_unused_data], &before);
    object->fields[stream_unused_data] = ref(make_bytes(std::string(before) + std::string(rest)));
    object->fields[stream_unconsumed_tail] = ref(make_bytes(""));
    object->fields[stream_eof] = true_value();
    stream->finished = true;
  } else {
    object->fields[stream_unconsumed_tail] = ref(make_bytes(rest));
  }
  if (status != Z_STREAM_END && status != Z_OK && status != Z_BUF_ERROR) return raise_zlib(z, status, "while decompressing data");
  return ref(make_bytes(out));
}
Value decompressor_decompress(Value self, Value data, Value limit_v) {
  std::string_view bytes;
  int64_t limit = 0;
  if (!get_bytes(data, &bytes) || (limit_v && !long_argument(limit_v, &limit))) return null_value;
  if (limit < 0) return raise_value_error("max_length must be non-negative");
  return decompress_some(self, bytes, Z_SYNC_FLUSH, limit ? limit : -1);
}
Value decompressor_flush(Value self, Value length_v) {
  int64_t length = standard_buffer;
  if (length_v && !long_argument(length_v, &length)) return null_value;
  if (length <= 0) return raise_value_error("length must be greater than zero");
  if (stream_of(self)->finished) return ref(make_bytes(""));
  std::string_view tail;
  get_bytes(as<NativeObject>(self)->fields[stream_unconsumed_tail], &tail);
  return decompress_some(self, tail, Z_FINISH, -1);
}
Value decompressor_copy(Value self) {
  NativeObject* object = as<NativeObject>(self);
  Stream* copy = new Stream{};
  copy->finished = stream_of(self)->finished;
  int status = inflateCopy(&copy->z, &stream_of(self)->z);
  if (status != Z_OK) {
    delete copy;
    return raise_value_error("Inconsistent stream state");
  }
  Value result = make_stream(types.decompressor, copy, object->fields[stream_dictionary]);
  for (uint32_t i : {stream_unused_data, stream_unconsumed_tail, stream_eof})
    as<NativeObject>(result)->fields[i] = object->fields[i].get();
  return result;
}
Value get_unused_data(Value self) { return as<NativeObject>(self)->fields[stream_unused_data]; }
Value get_unconsumed_tail(Value self) { return as<NativeObject>(self)->fields[stream_unconsumed_tail]; }
Value get_eof(Value self) { return as<NativeObject>(self)->fields[stream_eof]; }

const BuiltinDefinition compressor_methods[] = {
    entry("compress", compressor_compress),
    entry("flush", compressor_flush, 1),
    entry("copy", compressor_copy),
    entry("__copy__", compressor_copy),
};
const BuiltinDefinition decompressor_methods[] = {
    entry("decompress", decompressor_decompress, 2, "data / max_length"),
    entry("flush", decompressor_flush, 1),
    entry("copy", decompressor_copy),
    entry("__copy__", decompressor_copy),
};
const GetSetDefinition decompressor_attributes[] = {
    {"unused_data", get_unused_data}, {"unconsumed_tail", get_unconsumed_tail}, {"eof", get_eof}};

}  // namespace

void fill_zlib(Module* module) {
  set_member(module, "error", ref(module_exception(types.error, "zlib", "error", ExceptionKind::exception)));
  types.compressor = make_module_type(module, "Compress", Kind::native, 0, nullptr);
  types.decompressor = make_module_type(module, "Decompress", Kind::native, 0, nullptr);
  define(types.compressor, compressor_methods);
  define(types.decompressor, decompressor_methods);
  define_attributes(types.decompressor, decompressor_attributes);
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Type* type : {types.compressor, types.decompressor}) tracer.visit(type);
      },
      &types);
  static const struct {
    const char* name;
    int value;
  } constants[] = {
      {"MAX_WBITS", MAX_WBITS},
      {"DEFLATED", Z_DEFLATED},
      {"DEF_MEM_LEVEL", standard_memory},
      {"DEF_BUF_SIZE", standard_buffer},
      {"Z_BEST_SPEED", Z_BEST_SPEED},
      {"Z_BEST_COMPRESSION", Z_BEST_COMPRESSION},
      {"Z_DEFAULT_COMPRESSION", Z_DEFAULT_COMPRESSION},
      {"Z_NO_COMPRESSION", Z_NO_COMPRESSION},
      {"Z_FILTERED", Z_FILTERED},
      {"Z_HUFFMAN_ONLY", Z_HUFFMAN_ONLY},
      {"Z_RLE", Z_RLE},
      {"Z_FIXED", Z_FIXED},
      {"Z_DEFAULT_STRATEGY", Z_DEFAULT_STRATEGY},
      {"Z_NO_FLUSH", Z_NO_FLUSH},
      {"Z_PARTIAL_FLUSH", Z_PARTIAL_FLUSH},
      {"Z_SYNC_FLUSH", Z_SYNC_FLUSH},
      {"Z_FULL_FLUSH", Z_FULL_FLUSH},
      {"Z_FINISH", Z_FINISH},
      {"Z_BLOCK", Z_BLOCK},
      {"Z_TREES", Z_TREES},
  };
  for (const auto& row : constants) set_member(module, row.name, small_int_value(row.value));
  set_member(module, "ZLIB_VERSION", ref(make_str(ZLIB_VERSION)));
  set_member(module, "ZLIB_RUNTIME_VERSION", ref(make_str(zlibVersion())));
  set_member(module, "__version__", ref(make_str("1.0")));
  static const BuiltinDefinition functions[] = {
      entry("crc32", zlib_crc32, 1),
      entry("adler32", zlib_adler32, 1),
      entry("compress", zlib_compress, 1, "data / level wbits"),
      entry("decompress", zlib_decompress, 1, "data / wbits bufsize"),
      entry("compressobj", zlib_compressobj),
      entry("decompressobj", zlib_decompressobj, 0, "wbits zdict"),
  };
  define(module, functions);
}

}  // namespace python
