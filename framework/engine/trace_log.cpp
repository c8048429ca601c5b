#include "engine/trace_log.h"

#include <sstream>

namespace jitwright::engine {

TraceLog::~TraceLog() {
  if (file_ && file_ != stderr) std::fclose(file_);
}

void TraceLog::open(const std::string& path) {
  file_ = path == "-" ? stderr : std::fopen(path.c_str(), "w");
  if (!file_) std::fprintf(stderr, "jitwright: cannot write the trace log %s\n", path.c_str());
}

void TraceLog::recording_started(const std::string& what) {
  if (enabled()) std::fprintf(file_, "=== recording %s\n", what.c_str());
}

void TraceLog::print_trace(const trace::Trace& trace, const jitcode::Library& library) {
  trace::Names names;
  names.access_classes = &library.access_classes();
  for (const auto& call : library.calls()) names.calls.push_back(call.name);
  for (const auto& family : library.families()) names.families.push_back(family.name);
  std::istringstream lines(trace::print(trace, names));
  std::string line;
  uint32_t index = 0;
  while (std::getline(lines, line)) {
    std::fputs(line.c_str(), file_);
    if (index < trace.size() && trace[index].opcode == trace::Opcode::debug_merge_point && describe_merge_point)
      std::fprintf(file_, "    ; %s", describe_merge_point(trace, trace[index]).c_str());
    std::fputc('\n', file_);
    index++;
  }
}

void TraceLog::recorded(const metainterp::Recording& recording, const jitcode::Library& library) {
  if (!enabled()) return;
  std::fprintf(file_, "--- recorded: %zu operations, %u jitcode instructions\n", recording.trace.size(),
               recording.jitcode_instructions);
  print_trace(recording.trace, library);
}

void TraceLog::aborted(const metainterp::Recording& recording) {
  if (!enabled()) return;
  std::fprintf(file_, "--- aborted: %s %s (%zu operations)\n", metainterp::name(recording.reason), recording.detail.c_str(),
               recording.trace.size());
}

void TraceLog::invalidated(const Piece& piece) {
  if (enabled()) std::fprintf(file_, "--- invalidated: piece %u\n", piece.number);
}

void TraceLog::rejected(const std::string& message) {
  if (enabled()) std::fprintf(file_, "--- not compiled: %s\n", message.c_str());
}

void TraceLog::compiled(const Piece& piece, const optimizer::Result& result, const jitcode::Library& library) {
  if (!enabled()) return;
  std::fprintf(file_, "--- piece %u of root %u: %u operations, %u guards, %zu bytes of resume data, %zu bytes of code\n", piece.number,
               piece.root->token, result.operations, result.guards, piece.resume.bytes(), piece.code->stats.code_bytes);
  print_trace(result.trace, library);
  if (!piece.code->disassembly.empty()) std::fprintf(file_, "--- machine code\n%s\n", piece.code->disassembly.c_str());
  std::fflush(file_);
}

void TraceLog::guard_counts(const Root& root) {
  if (!enabled()) return;
  auto piece_counts = [&](const Piece& piece) {
    for (const auto& guard : piece.code->guards)
      if (guard.failures)
        std::fprintf(file_, "piece %u %%%u: %u failures%s\n", piece.number, guard.operation, guard.failures,
                     guard.has_bridge ? ", bridge" : "");
  };
  piece_counts(root.piece);
  for (const auto& bridge : root.bridges) piece_counts(*bridge);
}

}  // namespace jitwright::engine
