#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "backend/x64/cpu.h"
#include "harness.h"

using namespace jitwright::backend;

namespace {

const std::filesystem::path folder = std::filesystem::path(JW_TEST_DIR) / "conformance";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Every file gives its results, except those listed in expected_failures.BACKEND.txt.
void run_all(const std::function<std::unique_ptr<Backend>()>& make) {
  std::string gaps = read(folder / (std::string("expected_failures.") + make()->name() + ".txt"));
  unsigned files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string name = entry.path().filename();
    if (entry.path().extension() != ".trace") continue;
    test::Harness harness(make());
    INFO(name);
    std::string message = harness.run_file(read(entry.path()));
    if (gaps.find(name) == std::string::npos)
      CHECK(message == "");
    else
      CHECK(message != "");
    ++files;
  }
  CHECK(files > 10);
}

}  // namespace

TEST_CASE("conformance: reference") {
  run_all([] { return make_reference_backend(); });
}
TEST_CASE("conformance: x64") {
  run_all([] { return make_x64_backend(); });
}
TEST_CASE("conformance: x64 without AVX and BMI") {
  run_all([] { return x64::make_backend({.sse4_1 = true, .popcnt = true}); });
}

// JW_TRACE=FILE backend_test "[print]": the machine code of a file's traces.
TEST_CASE("print machine code", "[.][print]") {
  const char* file = std::getenv("JW_TRACE");
  REQUIRE(file);
  test::Harness harness(make_x64_backend());
  harness.disassemble = true;
  std::printf("%s\n", harness.run_file(read(file)).c_str());
  for (auto& [token, code] : harness.roots)
    std::printf("root %u, %zu bytes\n%s\n", token, code->stats.code_bytes, code->disassembly.c_str());
  for (auto& [guard, code] : harness.bridges)
    std::printf("bridge of %u\n%s\n", static_cast<uint32_t>(guard->resume), code->disassembly.c_str());
}
