#include <cstring>
#include <vector>

#include "objects.h"

using namespace jitwright;
using namespace jitwright::test;

namespace {

bool is_zero(const void* memory, size_t size) {
  const char* bytes = static_cast<const char*>(memory);
  for (size_t i = 0; i < size; ++i)
    if (bytes[i]) return false;
  return true;
}

}  // namespace

TEST_CASE("memory is aligned, zero and of the size asked for") {
  Heap& heap = Heap::current();
  for (size_t size : {8, 16, 24, 100, 128, 129, 256, 300, 1000, 4096, 8192, 8193, 20000, 32768, 32769, 100000, 3000000}) {
    for (int round = 0; round < 50; ++round) {
      char* object = static_cast<char*>(allocate(size));
      REQUIRE(reinterpret_cast<uint64_t>(object) % 16 == 0);
      REQUIRE(is_zero(object + sizeof(Header), size - sizeof(Header)));
      REQUIRE(reinterpret_cast<Header*>(object)->kind == 0);
      std::memset(object + sizeof(Header), 0xee, size - sizeof(Header));
      if (round % 16 == 0) heap.collect();
    }
  }
}

TEST_CASE("memory that is written at once stands among zeroed memory") {
  Heap& heap = Heap::current();
  constexpr uint64_t kept_objects = 300;
  RootedHandle kept{make_array(kept_objects)};
  for (uint64_t i = 0; i < 20000; ++i) {
    size_t size = 272 + i * 7919 % (i % 50 ? 900 : 60000);
    char* written = static_cast<char*>(allocate_unzeroed(size));
    REQUIRE(is_zero(written + sizeof(Header), 16 - sizeof(Header)));
    REQUIRE(reinterpret_cast<Header*>(written)->kind == 0);
    std::memset(written + sizeof(Header), 0xee, size - sizeof(Header));
    Node* node = make_node(i);
    REQUIRE(is_zero(&node->left, 16));
    static_cast<Array*>(kept.object)->items()[i * 31 % kept_objects] = node;
    if (i % 400 == 0) i % 1200 ? heap.collect_young() : heap.collect();
  }
  heap.verify();
}

TEST_CASE("inline code allocates as allocate does") {
  AllocationContext& context = *allocation_context();
  allocate(16);
  char* expected = context.cursor;
  if (context.limit - expected >= 48) {
    Node* node = make_node(1);
    CHECK(reinterpret_cast<char*>(node) == expected);
    CHECK(context.cursor == expected + 32);
    CHECK(node->gc == 2);
  }
}

TEST_CASE("any address in an object leads to it, others lead nowhere") {
  Heap& heap = Heap::current();
  std::vector<std::pair<char*, size_t>> objects;
  RootedHandle array{make_array(200)};
  for (int i = 0; i < 200; ++i) {
    size_t size = i % 50 == 49 ? 50000 : 16 + static_cast<size_t>(i) * 13;
    Array* object = make_array((size - sizeof(Array)) / 8);
    static_cast<Array*>(array.object)->items()[i] = object;
    objects.push_back({reinterpret_cast<char*>(object), sizeof(Array) + object->length * 8});
  }
  auto check_all = [&] {
    for (auto [object, size] : objects) {
      REQUIRE(heap.object_at(object) == object);
      REQUIRE(heap.object_at(object + size / 2) == object);
      REQUIRE(heap.object_at(object + size - 1) == object);
      REQUIRE(heap.object_at(object - 1) != object);
      REQUIRE(heap.object_at(object + ((size + 15) & ~size_t{15})) != object);
    }
  };
  check_all();  // young
  heap.collect_young();
  check_all();  // survived
  heap.collect();
  check_all();
  int local = 0;
  CHECK(heap.object_at(&local) == nullptr);
  CHECK(heap.object_at(nullptr) == nullptr);
  CHECK(heap.object_at(allocation_context()->cursor) == nullptr);
}

TEST_CASE("every object is visited, young or old, and counted by kind") {
  Heap& heap = Heap::current();
  far_from_here([] {});
  heap.collect();
  struct Counts {
    uint64_t nodes = 0, bytes = 0;
  };
  auto count = [&] {
    Counts counts;
    heap.census(
        [](const Kind& kind, uint64_t objects, uint64_t bytes, void* user) {
          if (std::string(kind.name) == "node") *static_cast<Counts*>(user) = {objects, bytes};
        },
        &counts);
    return counts;
  };
  uint64_t before = count().nodes;
  RootedHandle list;
  for (int i = 0; i < 5000; ++i) list.object = make_node(1, static_cast<Node*>(list.object));
  CHECK(count().nodes == before + 5000);
  heap.collect_young();
  CHECK(count().nodes == before + 5000);
  CHECK(count().bytes == (before + 5000) * sizeof(Node));
}

TEST_CASE("objects of several lines do not give up the rest of a hole") {
  Heap& heap = Heap::current();
  RootedHandle keep{make_array(2000)};
  for (int i = 0; i < 2000; ++i) {
    Array* array = make_array(static_cast<uint64_t>(20 + i % 900));
    static_cast<Array*>(keep.object)->items()[i] = i % 3 ? nullptr : array;
    if (i % 100 == 0) heap.collect_young();
    Node* node = make_node(7);
    REQUIRE(is_zero(&node->left, 16));
  }
  heap.verify();
}

TEST_CASE("what survives among much that dies keeps little more than itself") {
  Heap& heap = Heap::current();
  constexpr uint64_t count = 1000000;
  RootedHandle array{make_array(count)};
  heap.collect();
  uint64_t before = heap.stats().footprint_bytes;
  for (uint64_t i = 0; i < count * 8; ++i) {
    Node* node = make_node(i);
    if (i % 8 == 0) static_cast<Array*>(array.object)->items()[i / 8] = node;
  }
  CHECK(heap.stats().footprint_bytes - before < 4 * count * sizeof(Node));
}
