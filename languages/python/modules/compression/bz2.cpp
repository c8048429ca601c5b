/// The module _bz2: compression by libbz2.
#include <bzlib.h>

#include "modules/compression/stream.h"
#include "modules/os/arguments.h"
#include "objects/buffer.h"
#include "objects/bytes.h"

namespace python {

namespace {

enum Bz2Field : uint32_t { bz2_resource, bz2_field_count };
Type *compressor_type, *decompressor_type;

struct Compressor {
  bz_stream stream{};
  bool flushed = false;
};

Value raise_bz2(int status) {
  switch (status) {
    case BZ_PARAM_ERROR: return raise_value_error("Internal error - invalid parameters passed to libbzip2");
    case BZ_MEM_ERROR: return raise_memory_error();
    case BZ_DATA_ERROR:
    case BZ_DATA_ERROR_MAGIC: return raise_error(ExceptionKind::os_error, "Invalid data stream");
    case BZ_IO_ERROR: return raise_error(ExceptionKind::os_error, "Unknown I/O error");
    case BZ_UNEXPECTED_EOF: return raise_error(ExceptionKind::eof_error, "Compressed file ended before the logical end-of-stream was detected");
    case BZ_SEQUENCE_ERROR: return raise_runtime_error("Internal error - Invalid sequence of commands sent to libbzip2");
    default: return raise_error(ExceptionKind::os_error, "Unrecognized error from libbzip2: %s", status);
  }
}

template <class T>
T* data_of(Value self) {
  return static_cast<T*>(as<Resource>(as<NativeObject>(self)->fields[bz2_resource])->data);
}

Value construct_compressor(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value level_v;
  int level = 9;
  if (!parse_arguments("BZ2Compressor", "compresslevel /", 0, arguments, count, names, &level_v)) return null_value;
  if (level_v && !int_argument(level_v, &level)) return null_value;
  if (level < 1 || level > 9) return raise_value_error("compresslevel must be between 1 and 9");
  NativeObject* object = make_native(compressor_type, bz2_field_count);
  Compressor* compressor = new Compressor;
  int status = BZ2_bzCompressInit(&compressor->stream, level, 0, 0);
  if (status != BZ_OK) {
    delete compressor;
    return raise_bz2(status);
  }
  object->fields[bz2_resource] = make_resource(compressor, [](void* data) {
    BZ2_bzCompressEnd(&static_cast<Compressor*>(data)->stream);
    delete static_cast<Compressor*>(data);
  });
  return ref(object);
}

Value run_compressor(Compressor* compressor, std::string_view input, int action) {
  bz_stream& z = compressor->stream;
  std::string out;
  for (;;) {
    size_t chunk = input.size() > INT32_MAX ? INT32_MAX : input.size();
    z.next_in = const_cast<char*>(input.data());
    z.avail_in = static_cast<unsigned>(chunk);
    size_t used = out.size(), more = used < 16384 ? 16384 : used;
    if (more > INT32_MAX) more = INT32_MAX;
    out.resize(used + more);
    z.next_out = out.data() + used;
    z.avail_out = static_cast<unsigned>(more);
    int status = action == BZ_RUN && input.empty() ? BZ_OK : BZ2_bzCompress(&z, action);
    out.resize(used + more - z.avail_out);
    input.remove_prefix(chunk - z.avail_in);
    if (status < 0) return raise_bz2(status);
    if (action == BZ_RUN ? input.empty() : status == BZ_STREAM_END) return ref(make_bytes(out));
  }
}
Value compressor_compress(Value self, Value data) {
  std::string_view bytes;
  if (!get_bytes(data, &bytes)) return null_value;
  Compressor* compressor = data_of<Compressor>(self);
  if (compressor->flushed) return raise_value_error("Compressor has been flushed");
  return run_compressor(compressor, bytes, BZ_RUN);
}
Value compressor_flush(Value self) {
  Compressor* compressor = data_of<Compressor>(self);
  if (compressor->flushed) return raise_value_error("Repeated call to flush()");
  compressor->flushed = true;
  return run_compressor(compressor, "", BZ_FINISH);
}

struct Bz2Decompression : Decompression {
  bz_stream stream{};
  ~Bz2Decompression() override { BZ2_bzDecompressEnd(&stream); }
  Progress step(std::string_view* input, char* out, size_t room, size_t* written) override {
    for (*written = 0;;) {
      size_t chunk = input->size() > INT32_MAX ? INT32_MAX : input->size(), space = room - *written > INT32_MAX ? INT32_MAX : room - *written;
      stream.next_in = const_cast<char*>(input->data());
      stream.avail_in = static_cast<unsigned>(chunk);
      stream.next_out = out + *written;
      stream.avail_out = static_cast<unsigned>(space);
      int status = BZ2_bzDecompress(&stream);
      input->remove_prefix(chunk - stream.avail_in);
      *written += space - stream.avail_out;
      if (status == BZ_STREAM_END) return Progress::ended;
      if (status != BZ_OK) {
        raise_bz2(status);
        return Progress::failed;
      }
      if (input->empty() || *written == room) return Progress::goes_on;
    }
  }
};

Value construct_decompressor(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!parse_arguments("BZ2Decompressor", "", 0, arguments, count, names, nullptr)) return null_value;
  NativeObject* object = make_native(decompressor_type, bz2_field_count);
  Bz2Decompression* stream = new Bz2Decompression;
  object->fields[bz2_resource] = make_resource(stream, [](void* data) { delete static_cast<Bz2Decompression*>(data); });
  int status = BZ2_bzDecompressInit(&stream->stream, 0, 0);
  return status == BZ_OK ? ref(object) : raise_bz2(status);
}
Value decompressor_decompress(Value self, Value data, Value limit_v) {
  std::string_view bytes;
  int64_t limit = -1;
  if (!get_bytes(data, &bytes) || (limit_v && !long_argument(limit_v, &limit))) return null_value;
  return decompress_more(data_of<Bz2Decompression>(self), bytes, limit, "End of stream already reached");
}
Value get_eof(Value self) { return boolean(data_of<Bz2Decompression>(self)->ended); }
Value get_needs_input(Value self) { return boolean(data_of<Bz2Decompression>(self)->needs_input); }
Value get_unused_data(Value self) {
  Bz2Decompression* stream = data_of<Bz2Decompression>(self);
  return ref(make_bytes(stream->ended ? std::string_view(stream->rest) : ""));
}

}  // namespace

void fill_bz2(Module* module) {
  compressor_type = make_module_type(module, "BZ2Compressor", Kind::native, type_is_base, construct_compressor);
  decompressor_type = make_module_type(module, "BZ2Decompressor", Kind::native, type_is_base, construct_decompressor);
  static const BuiltinDefinition compressor_methods[] = {entry("compress", compressor_compress), entry("flush", compressor_flush)};
  static const BuiltinDefinition decompressor_methods[] = {entry("decompress", decompressor_decompress, 2, "data max_length")};
  static const GetSetDefinition decompressor_attributes[] = {
      {"eof", get_eof}, {"needs_input", get_needs_input}, {"unused_data", get_unused_data}};
  define(compressor_type, compressor_methods);
  define(decompressor_type, decompressor_methods);
  define_attributes(decompressor_type, decompressor_attributes);
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Type* type : {compressor_type, decompressor_type}) tracer.visit(type);
      },
      &compressor_type);
}

}  // namespace python
