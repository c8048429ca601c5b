#include "modules/compression/stream.h"

#include "objects/bytes.h"
#include "objects/errors.h"

namespace python {

Value decompress_more(Decompression* stream, std::string_view data, int64_t limit, const char* at_end) {
  if (stream->ended) return raise_error(ExceptionKind::eof_error, at_end);
  stream->rest += data;
  std::string_view input = stream->rest;
  std::string out;
  bool full = limit == 0;
  while (!full) {
    size_t used = out.size(), more = used < 16384 ? 16384 : used, written = 0;
    if (limit >= 0 && used + more > static_cast<uint64_t>(limit)) more = static_cast<uint64_t>(limit) - used;
    out.resize(used + more);
    Decompression::Progress progress = stream->step(&input, out.data() + used, more, &written);
    out.resize(used + written);
    if (progress == Decompression::Progress::failed) return null_value;
    if (progress == Decompression::Progress::ended) {
      stream->ended = true;
      break;
    }
    full = limit >= 0 && out.size() >= static_cast<uint64_t>(limit);
    if (written < more) break;  // it wants more input
  }
  stream->rest = std::string(input);
  stream->needs_input = !stream->ended && !full && stream->rest.empty();
  return ref(make_bytes(out));
}

}  // namespace python
