// Runs conformance files on a backend.
//
// A file is a list of steps, each started by a line `== …`:
//   == root 3                     the trace that follows is compiled with target token 3
//   == bridge of 7 in 3           … is compiled as bridge of the guard with resume id 7, for the loop with token 3
//   == drop bridge of 7           the bridge's code is destroyed
//   == invalidate 3               from now on guard_not_invalidated of root 3 fails; also `invalidate bridge of 7`
//   == dispatch 7: 5, 6            the guard with resume id 7 has a bridge for each value from now on; its present one is for 5 and 6
//   == case 8 of 7 in 3            as `bridge of 7 in 3`, for the value 8
//   == run 3: 5, -1, 2.5          enters root 3 with these lives; then one of
//   == finish: 12                 the portal returned
//   == exit 7: 5, 0x10            the guard with resume id 7 failed with these fail arguments
// Values: 5, -1, 0xff (64 bits), 5:i32, 2.5 or 1:f64 (f64), 2.5:f32. `@name` in a trace is the address of a native function or of
// `@memory`. A guard that fails below a call_assembler finishes that portal with the sum of its fail arguments.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"

namespace jitwright::backend::test {

struct ExitRecord {
  bool exited = false;
  uint32_t resume = 0;
  std::vector<uint64_t> fail_arguments;
};

class Harness final : public CodeLookup {
 public:
  explicit Harness(std::unique_ptr<Backend> backend);
  ~Harness() override;
  /// Empty, or what went wrong.
  std::string run_file(const std::string& text);

  Code* code_of(uint32_t token) override;
  std::string compile_root(uint32_t token, const std::string& text);
  std::string compile_bridge(uint32_t resume, uint32_t token, const std::string& text, uint64_t value = 0);
  Guard* find_guard(uint32_t resume);
  /// Enters root `token`. The lives are in `buffer`, results too.
  ExitAction enter(uint32_t token, std::vector<uint64_t>& buffer);

  std::unique_ptr<Backend> backend;
  ExitRecord last_exit;
  std::map<uint32_t, std::unique_ptr<Code>> roots;
  std::vector<std::pair<Guard*, std::unique_ptr<Code>>> bridges;
  bool disassemble = false;

 private:
  std::string parse(const std::string& text, trace::Trace& result);
  static ExitAction on_exit(void* context, Guard* guard, const uint64_t* fail_arguments, uint64_t* buffer, uint64_t* results);
  trace::ParseContext context_;
};

uint64_t parse_value(const std::string& text);
/// `@name` replaced by addresses.
std::string resolve_names(const std::string& text);
uint8_t* test_memory();

}  // namespace jitwright::backend::test
