#include <cstring>
#include <random>

#include "jitcode/coding.h"
#include "jitcode/library.h"
#include "sample.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::jitcode;

namespace {

void refresh_checksum(std::vector<uint8_t>& bytes, size_t begin, size_t end) {
  uint64_t sum = checksum(bytes.data() + begin, end - begin - 8);
  std::memcpy(bytes.data() + end - 8, &sum, 8);
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

TEST_CASE("image: corruption under valid checksums is an error or a valid module") {
  std::vector<uint8_t> bytes = encode(*parse_or_die(sample_text));
  auto field = [&](ImageHeader::Field at) { return size_t{read32(bytes.data() + at)}; };
  const size_t tables = field(ImageHeader::index_size), functions = tables + field(ImageHeader::tables_size);
  const size_t first_end = functions + read32(bytes.data() + ImageHeader::size + 4), all_end = functions + field(ImageHeader::functions_size);
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> changed = bytes;
    int flips = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < flips; ++i) changed[8 + random() % (changed.size() - 16)] = static_cast<uint8_t>(random());
    refresh_checksum(changed, 0, tables);
    refresh_checksum(changed, tables, functions);
    for (auto [begin, end] : {std::pair(functions, first_end), std::pair(first_end, all_end)}) {
      uint64_t sum = checksum(changed.data() + begin + 8, end - begin - 8);
      std::memcpy(changed.data() + begin, &sum, 8);
    }
    if (random() % 4 == 0) changed.resize(16 + random() % (changed.size() - 16));
    refresh_checksum(changed, 0, changed.size());
    auto module = decode(changed.data(), changed.size());
    if (module) print(*module.value());
  }
}

TEST_CASE("image: each part says by itself that a byte of it has changed") {
  std::vector<uint8_t> bytes = encode(*parse_or_die(sample_text));
  auto field = [&](ImageHeader::Field at) { return size_t{read32(bytes.data() + at)}; };
  const size_t tables = field(ImageHeader::index_size), functions = tables + field(ImageHeader::tables_size);
  for (size_t i = 0; i < functions + field(ImageHeader::functions_size); ++i) {
    std::vector<uint8_t> changed = bytes;
    changed[i] ^= 0x10;
    auto image = Image::open(changed.data(), index_size(changed), changed.data(), changed.size());
    bool sound = image && image->tables_are_sound();
    for (uint32_t number = 0; sound && number < image->function_count(); ++number) sound = bool(image->function(number, Image::Locations::read));
    CHECK_FALSE(sound);
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
  CHECK(library.modules()[0]->call_id(0) == library.modules()[1]->call_id(0));
  CHECK(library.modules()[0]->access_class_id(0) == library.modules()[1]->access_class_id(0));
  REQUIRE(library.families().size() == 1);
  CHECK(library.families()[0].box == &b);
}

TEST_CASE("library: loads registered images in parts and refuses what is not sound") {
  auto module = parse_or_die(sample_text);
  static std::vector<uint8_t> bytes = encode(*module), broken = bytes;
  static int things[6], other_things[6];
  static const void* symbols[] = {&things[0], &things[1], &things[2], &things[3], &things[4], &things[5]};
  static const void* other_symbols[] = {&other_things[0], &other_things[1], &other_things[2], &other_things[3], &other_things[4], &other_things[5]};
  static jw_image good = {image_magic, image_version, bytes.data(), bytes.size(), bytes.data(), index_size(bytes), symbols, 6, checksum(bytes.data(), bytes.size())};
  static jw_image other_version = good, damaged = good;
  other_version.version ^= 1;
  broken[index_size(bytes) + read32(bytes.data() + ImageHeader::tables_size) + 100] ^= 1;  // in the first function
  damaged.bytes = broken.data();
  damaged.symbols = other_symbols;
  damaged.checksum = checksum(broken.data(), broken.size());
  jw_register_image(&good);
  jw_register_image(&other_version);
  jw_register_image(&damaged);
  Library library;
  library.load_registered_images();
  CHECK(library.calls().empty());  // nothing but the index has been read
  CHECK(library.families().size() == 1);
  const Function* function = library.find(&things[0]);
  REQUIRE(function);
  CHECK(function == library.find(&things[0]));
  CHECK(library.calls().empty());  // until code that calls runs
  CHECK(library.call(function->module->call_id(0)).trampoline != nullptr);
  CHECK(library.calls().size() == 1);
  CHECK(function->module->file(1) == "vm.h");
  CHECK(function->find_location(60)->line == 7);
  CHECK(library.find(&other_things[0]) == nullptr);  // with a message
  CHECK(library.find(&other_things[5]) == nullptr);
  CHECK(function->portal->driver == reinterpret_cast<jw_driver*>(&things[1]));
}
