#include <cstring>
#include <random>

#include "jitcode/library.h"
#include "sample.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::jitcode;

namespace {

void refresh_checksum(std::vector<uint8_t>& bytes) {
  uint64_t sum = checksum(bytes.data(), bytes.size() - 8);
  std::memcpy(bytes.data() + bytes.size() - 8, &sum, 8);
}

}  // namespace

TEST_CASE("image: module → bytes → module is the identity") {
  auto module = parse_or_die(sample_text);
  std::vector<uint8_t> bytes = encode(*module);
  auto again = decode(bytes.data(), bytes.size());
  CHECK(again.error() == "");
  REQUIRE(again);
  CHECK(print(*again.value()) == print(*module));
}

TEST_CASE("image: any changed byte and any shorter image is an error") {
  std::vector<uint8_t> bytes = encode(*parse_or_die(sample_text));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::vector<uint8_t> changed = bytes;
    changed[i] ^= 0x10;
    CHECK_FALSE(decode(changed.data(), changed.size()));
    CHECK_FALSE(decode(bytes.data(), i));
  }
}

TEST_CASE("image: corruption under a valid checksum is an error or a valid module") {
  std::vector<uint8_t> bytes = encode(*parse_or_die(sample_text));
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> changed = bytes;
    int flips = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < flips; ++i) changed[8 + random() % (changed.size() - 16)] = static_cast<uint8_t>(random());
    if (random() % 4 == 0) changed.resize(16 + random() % (changed.size() - 16));
    refresh_checksum(changed);
    auto module = decode(changed.data(), changed.size());
    if (module) print(*module.value());
  }
}

TEST_CASE("library: resolves symbols, shares equal tables, first definition wins") {
  const char* text = R"(
    class "A.x" "int"
    call "g" (i64) -> i64 effect elidable
    family "int" i64 box @b
    function "f" @f () -> ptr
      registers 1
      return_ @g+8
    end)";
  int f = 0, g = 0, b = 0;
  Library library;
  std::vector<const void*> addresses = {&b, &f, &g};
  auto first = parse_or_die(text);
  REQUIRE(first->symbols == std::vector<std::string>{"b", "f", "g"});
  library.add(std::move(first), addresses);
  library.add(parse_or_die(text), addresses);

  const Function* function = library.find(&f);
  REQUIRE(function);
  CHECK(function == library.modules()[0]->functions[0].get());
  CHECK(function->constant_values == std::vector<uint64_t>{reinterpret_cast<uint64_t>(&g) + 8});
  CHECK(library.find(&g) == nullptr);
  CHECK(library.modules()[0]->call_ids == library.modules()[1]->call_ids);
  CHECK(library.modules()[0]->access_class_ids == library.modules()[1]->access_class_ids);
  REQUIRE(library.families().size() == 1);
  CHECK(library.families()[0].box == &b);
}

TEST_CASE("library: loads registered images and refuses those of other versions") {
  auto module = parse_or_die(sample_text);
  static std::vector<uint8_t> bytes = encode(*module);
  static int things[6];
  static const void* symbols[] = {&things[0], &things[1], &things[2], &things[3], &things[4], &things[5]};
  static jw_image good = {image_magic, image_version, bytes.data(), bytes.size(), symbols, 6, checksum(bytes.data(), bytes.size())};
  static jw_image bad = good;
  bad.version ^= 1;
  jw_register_image(&good);
  jw_register_image(&bad);
  Library library;
  library.load_registered_images();
  CHECK(library.calls().empty());  // nothing but the index has been read
  CHECK(library.families().size() == 1);
  const Function* function = library.find(&things[0]);
  REQUIRE(function);
  CHECK(function == library.find(&things[0]));
  CHECK_FALSE(library.calls().empty());
  CHECK(library.modules().size() == 1);
  CHECK(print(*library.modules()[0]) == sample_text);
  CHECK(function->portal->driver == reinterpret_cast<jw_driver*>(&things[1]));
  CHECK(library.call(function->module->call_ids[0]).trampoline != nullptr);
}
