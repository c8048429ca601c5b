/// The module _lzma: compression by liblzma.
#include <lzma.h>
#include <memory>

#include "modules/compression/lzma_filters.h"
#include "modules/compression/stream.h"
#include "modules/module_type.h"
#include "modules/os/arguments.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/exception.h"
#include "objects/integer.h"

namespace python {

namespace {

enum LzmaField : uint32_t { lzma_resource, lzma_field_count };
enum LzmaFormat : int { format_auto, format_xz, format_alone, format_raw };
Type *compressor_type, *decompressor_type, *lzma_error;

Value raise_text(const char* text) { return raise_exception(call_1(ref(lzma_error), ref(make_str(text))), null_value); }
/// False with an error pending unless all is well.
bool check(lzma_ret status) {
  switch (status) {
    case LZMA_OK:
    case LZMA_GET_CHECK:
    case LZMA_NO_CHECK:
    case LZMA_STREAM_END: return true;
    case LZMA_UNSUPPORTED_CHECK: raise_text("Unsupported integrity check"); break;
    case LZMA_MEM_ERROR: raise_memory_error(); break;
    case LZMA_MEMLIMIT_ERROR: raise_text("Memory usage limit exceeded"); break;
    case LZMA_FORMAT_ERROR: raise_text("Input format not supported by decoder"); break;
    case LZMA_OPTIONS_ERROR: raise_text("Invalid or unsupported options"); break;
    case LZMA_DATA_ERROR: raise_text("Corrupt input data"); break;
    case LZMA_BUF_ERROR: raise_text("Insufficient buffer space"); break;
    case LZMA_PROG_ERROR: raise_text("Internal error"); break;
    default: raise_text("Unrecognized error from liblzma");
  }
  return false;
}

template <class T>
T* data_of(Value self) {
  return static_cast<T*>(as<Resource>(as<NativeObject>(self)->fields[lzma_resource])->data);
}
bool is_given(Value v) { return v && !is_none(v); }

struct Compressor {
  lzma_stream stream = LZMA_STREAM_INIT;
  bool flushed = false;
  ~Compressor() { lzma_end(&stream); }
};

/// The encoder for `format`; an error is pending if it cannot be.
bool start_encoder(lzma_stream* stream, int format, int integrity, uint32_t preset, Value filters_v) {
  LzmaFilters filters;
  bool has_filters = is_given(filters_v);
  if (has_filters && !filters.read(filters_v)) return false;
  lzma_options_lzma options;
  switch (format) {
    case format_xz:
      return check(has_filters ? lzma_stream_encoder(stream, filters.chain, static_cast<lzma_check>(integrity))
                               : lzma_easy_encoder(stream, preset, static_cast<lzma_check>(integrity)));
    case format_alone:
      if (has_filters) {
        if (filters.chain[0].id == LZMA_FILTER_LZMA1 && filters.chain[1].id == LZMA_VLI_UNKNOWN)
          return check(lzma_alone_encoder(stream, static_cast<lzma_options_lzma*>(filters.chain[0].options)));
        raise_value_error("Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter");
        return false;
      }
      if (lzma_lzma_preset(&options, preset)) {
        raise_text("Invalid compression preset");
        return false;
      }
      return check(lzma_alone_encoder(stream, &options));
    case format_raw:
      if (has_filters) return check(lzma_raw_encoder(stream, filters.chain));
      raise_value_error("Must specify filters for FORMAT_RAW");
      return false;
    default: raise_value_error("Invalid container format: %s", format); return false;
  }
}

Value construct_compressor(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value v[4];
  if (!parse_arguments("LZMACompressor", "format check preset filters", 0, arguments, count, names, v)) return null_value;
  int format = format_xz, integrity = -1;
  int64_t preset = LZMA_PRESET_DEFAULT;
  if ((v[0] && !int_argument(v[0], &format)) || (v[1] && !int_argument(v[1], &integrity))) return null_value;
  if (is_given(v[2]) && is_given(v[3])) return raise_value_error("Cannot specify both preset and filter chain");
  if (is_given(v[2]) && !long_argument(v[2], &preset)) return null_value;
  if (format != format_xz && integrity != -1 && integrity != LZMA_CHECK_NONE)
    return raise_value_error("Integrity checks are only supported by FORMAT_XZ");
  if (integrity == -1) integrity = LZMA_CHECK_CRC64;
  auto compressor = std::make_unique<Compressor>();
  if (!start_encoder(&compressor->stream, format, integrity, static_cast<uint32_t>(preset), v[3])) return null_value;
  NativeObject* object = make_native(compressor_type, lzma_field_count);
  object->fields[lzma_resource] = make_resource(compressor.release(), [](void* data) { delete static_cast<Compressor*>(data); });
  return ref(object);
}

Value run_compressor(Compressor* compressor, std::string_view input, lzma_action action) {
  lzma_stream& z = compressor->stream;
  std::string out;
  z.next_in = reinterpret_cast<const uint8_t*>(input.data());
  z.avail_in = input.size();
  for (;;) {
    size_t used = out.size(), more = used < 16384 ? 16384 : used;
    out.resize(used + more);
    z.next_out = reinterpret_cast<uint8_t*>(out.data() + used);
    z.avail_out = more;
    lzma_ret status = lzma_code(&z, action);
    out.resize(used + more - z.avail_out);
    if (status == LZMA_BUF_ERROR && input.empty() && z.avail_out > 0) status = LZMA_OK;  // nothing to do is no error
    if (!check(status)) return null_value;
    if (action == LZMA_RUN ? z.avail_in == 0 && z.avail_out > 0 : status == LZMA_STREAM_END) return ref(make_bytes(out));
  }
}
Value compressor_compress(Value self, Value data) {
  std::string_view bytes;
  if (!get_bytes(data, &bytes)) return null_value;
  Compressor* compressor = data_of<Compressor>(self);
  if (compressor->flushed) return raise_value_error("Compressor has been flushed");
  return run_compressor(compressor, bytes, LZMA_RUN);
}
Value compressor_flush(Value self) {
  Compressor* compressor = data_of<Compressor>(self);
  if (compressor->flushed) return raise_value_error("Repeated call to flush()");
  compressor->flushed = true;
  return run_compressor(compressor, "", LZMA_FINISH);
}

struct LzmaDecompression : Decompression {
  lzma_stream stream = LZMA_STREAM_INIT;
  int integrity = LZMA_CHECK_ID_MAX + 1;  // not known yet
  ~LzmaDecompression() override { lzma_end(&stream); }
  Progress step(std::string_view* input, char* out, size_t room, size_t* written) override {
    stream.next_in = reinterpret_cast<const uint8_t*>(input->data());
    stream.avail_in = input->size();
    stream.next_out = reinterpret_cast<uint8_t*>(out);
    stream.avail_out = room;
    lzma_ret status;
    do {
      status = lzma_code(&stream, LZMA_RUN);
      if (status == LZMA_GET_CHECK || status == LZMA_NO_CHECK) integrity = lzma_get_check(&stream);
    } while ((status == LZMA_OK || status == LZMA_GET_CHECK || status == LZMA_NO_CHECK) && stream.avail_in > 0 && stream.avail_out > 0);
    input->remove_prefix(input->size() - stream.avail_in);
    *written = room - stream.avail_out;
    if (status == LZMA_STREAM_END) return Progress::ended;
    if (status == LZMA_BUF_ERROR && stream.avail_in == 0 && stream.avail_out > 0) status = LZMA_OK;
    return check(status) ? Progress::goes_on : Progress::failed;
  }
};

bool start_decoder(LzmaDecompression* z, int format, uint64_t limit, Value filters_v) {
  constexpr uint32_t flags = LZMA_TELL_ANY_CHECK | LZMA_TELL_NO_CHECK;
  LzmaFilters filters;
  if (is_given(filters_v) && !filters.read(filters_v)) return false;
  switch (format) {
    case format_auto: return check(lzma_auto_decoder(&z->stream, limit, flags));
    case format_xz: return check(lzma_stream_decoder(&z->stream, limit, flags));
    case format_alone: z->integrity = LZMA_CHECK_NONE; return check(lzma_alone_decoder(&z->stream, limit));
    case format_raw: z->integrity = LZMA_CHECK_NONE; return check(lzma_raw_decoder(&z->stream, filters.chain));
    default: raise_value_error("Invalid container format: %s", format); return false;
  }
}

Value construct_decompressor(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value v[3];
  if (!parse_arguments("LZMADecompressor", "format memlimit filters", 0, arguments, count, names, v)) return null_value;
  int format = format_auto;
  int64_t limit = -1;
  if (v[0] && !int_argument(v[0], &format)) return null_value;
  if (is_given(v[1])) {
    if (format == format_raw) return raise_value_error("Cannot specify memory limit with FORMAT_RAW");
    if (!long_argument(v[1], &limit)) return null_value;
  }
  if (format == format_raw && !is_given(v[2])) return raise_value_error("Must specify filters for FORMAT_RAW");
  if (format != format_raw && is_given(v[2])) return raise_value_error("Cannot specify filters except with FORMAT_RAW");
  auto stream = std::make_unique<LzmaDecompression>();
  if (!start_decoder(stream.get(), format, static_cast<uint64_t>(limit), v[2])) return null_value;
  NativeObject* object = make_native(decompressor_type, lzma_field_count);
  object->fields[lzma_resource] = make_resource(stream.release(), [](void* data) { delete static_cast<LzmaDecompression*>(data); });
  return ref(object);
}
Value decompressor_decompress(Value self, Value data, Value limit_v) {
  std::string_view bytes;
  int64_t limit = -1;
  if (!get_bytes(data, &bytes) || (limit_v && !long_argument(limit_v, &limit))) return null_value;
  return decompress_more(data_of<LzmaDecompression>(self), bytes, limit, "Already at end of stream");
}
Value get_check(Value self) { return int_value(data_of<LzmaDecompression>(self)->integrity); }
Value get_eof(Value self) { return boolean(data_of<LzmaDecompression>(self)->ended); }
Value get_needs_input(Value self) { return boolean(data_of<LzmaDecompression>(self)->needs_input); }
Value get_unused_data(Value self) {
  LzmaDecompression* stream = data_of<LzmaDecompression>(self);
  return ref(make_bytes(stream->ended ? std::string_view(stream->rest) : ""));
}

Value is_check_supported(Value id_v) {
  int id;
  if (!int_argument(id_v, &id)) return null_value;
  return boolean(lzma_check_is_supported(static_cast<lzma_check>(id)));
}

}  // namespace

Value raise_lzma(const char* text) { return raise_text(text); }

void fill_lzma(Module* module) {
  set_member(module, "LZMAError", ref(module_exception(lzma_error, "_lzma", "LZMAError", ExceptionKind::exception)));
  compressor_type = make_module_type(module, "LZMACompressor", Kind::native, type_is_base, construct_compressor);
  decompressor_type = make_module_type(module, "LZMADecompressor", Kind::native, type_is_base, construct_decompressor);
  static const BuiltinDefinition compressor_methods[] = {entry("compress", compressor_compress), entry("flush", compressor_flush)};
  static const BuiltinDefinition decompressor_methods[] = {entry("decompress", decompressor_decompress, 2, "data max_length")};
  static const GetSetDefinition decompressor_attributes[] = {
      {"check", get_check}, {"eof", get_eof}, {"needs_input", get_needs_input}, {"unused_data", get_unused_data}};
  define(compressor_type, compressor_methods);
  define(decompressor_type, decompressor_methods);
  define_attributes(decompressor_type, decompressor_attributes);
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Type* type : {compressor_type, decompressor_type}) tracer.visit(type);
      },
      &compressor_type);
  static const NamedNumber numbers[] = {
      {"FORMAT_AUTO", format_auto}, {"FORMAT_XZ", format_xz}, {"FORMAT_ALONE", format_alone}, {"FORMAT_RAW", format_raw},
      {"CHECK_NONE", LZMA_CHECK_NONE}, {"CHECK_CRC32", LZMA_CHECK_CRC32}, {"CHECK_CRC64", LZMA_CHECK_CRC64},
      {"CHECK_SHA256", LZMA_CHECK_SHA256}, {"CHECK_ID_MAX", LZMA_CHECK_ID_MAX}, {"CHECK_UNKNOWN", LZMA_CHECK_ID_MAX + 1},
      {"FILTER_LZMA1", LZMA_FILTER_LZMA1}, {"FILTER_LZMA2", LZMA_FILTER_LZMA2}, {"FILTER_DELTA", LZMA_FILTER_DELTA},
      {"FILTER_X86", LZMA_FILTER_X86}, {"FILTER_IA64", LZMA_FILTER_IA64}, {"FILTER_ARM", LZMA_FILTER_ARM},
      {"FILTER_ARMTHUMB", LZMA_FILTER_ARMTHUMB}, {"FILTER_SPARC", LZMA_FILTER_SPARC}, {"FILTER_POWERPC", LZMA_FILTER_POWERPC},
      {"MF_HC3", LZMA_MF_HC3}, {"MF_HC4", LZMA_MF_HC4}, {"MF_BT2", LZMA_MF_BT2}, {"MF_BT3", LZMA_MF_BT3}, {"MF_BT4", LZMA_MF_BT4},
      {"MODE_FAST", LZMA_MODE_FAST}, {"MODE_NORMAL", LZMA_MODE_NORMAL},
      {"PRESET_DEFAULT", LZMA_PRESET_DEFAULT}, {"PRESET_EXTREME", LZMA_PRESET_EXTREME},
  };
  set_numbers(module, numbers);
  static const BuiltinDefinition functions[] = {
      entry("is_check_supported", is_check_supported, 1, "check_id /"),
      entry("_encode_filter_properties", encode_filter_properties, 1, "filter /"),
      entry("_decode_filter_properties", decode_filter_properties, 2, "filter_id encoded_props /"),
  };
  define(module, functions);
}

}  // namespace python
