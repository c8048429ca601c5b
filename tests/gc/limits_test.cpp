#include <algorithm>
#include <cstdio>
#include <vector>

#include "objects.h"

using namespace jitwright;
using namespace jitwright::test;

namespace {

// /proc/self/statm would be off by what each processor has not reported yet.
uint64_t resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/smaps_rollup", "r");
  char line[256];
  unsigned long long kilobytes = 0;
  while (file && std::fgets(line, sizeof line, file))
    if (std::sscanf(line, "Rss: %llu", &kilobytes) == 1) break;
  if (file) std::fclose(file);
  return kilobytes << 10;
}

int out_of_memory_calls = 0;

}  // namespace

TEST_CASE("a loop that allocates with constant live data stays flat") {
  Heap& heap = Heap::current();
  RootedHandle keep{make_array(10000)};
  auto* array = static_cast<Array*>(keep.object);
  uint64_t footprint = 0;
  for (uint64_t i = 0; i < 6'000'000; ++i) {
    array->items()[i * 7919 % 10000] = make_node(i);
    if (i % 1000 == 0) make_array(i % 3000);
    if (i == 3'000'000) footprint = heap.stats().footprint_bytes;
  }
  constexpr uint64_t nursery = 2 << 20;  // it may have grown to that meanwhile
  CHECK(heap.stats().footprint_bytes <= footprint + (footprint >> 1) + nursery);
  CHECK(heap.stats().footprint_bytes < (40 << 20));
}

TEST_CASE("memory goes back to the system when most of the heap has died") {
  Heap& heap = Heap::current();
  far_from_here([] {
    RootedHandle list;
    for (uint64_t i = 0; i < 3'000'000; ++i) list.object = make_node(i, static_cast<Node*>(list.object));
    Heap::current().collect();
    CHECK(Heap::current().stats().live_bytes >= 3'000'000 * sizeof(Node));
  });
  uint64_t before = resident_bytes();
  far_from_here([] {});
  heap.collect();
  CHECK(resident_bytes() + (60 << 20) < before);
}

TEST_CASE("try_allocate is null beyond the limit and nothing is lost") {
  Heap& heap = Heap::current();
  heap.collect();
  RootedHandle keep{make_node(77)};
  heap.set_limit(heap.stats().footprint_bytes + (64 << 20));
  CHECK(try_allocate(size_t{1} << 30) == nullptr);
  CHECK(try_allocate(size_t{1} << 62) == nullptr);
  CHECK(try_allocate(~size_t{0} - 3) == nullptr);
  RootedHandle big;
  for (int i = 0; i < 10; ++i) {
    big.object = nullptr;
    big.object = static_cast<Header*>(try_allocate(20 << 20));  // each dies before the limit is in the way
    REQUIRE(big.object != nullptr);
  }
  CHECK(static_cast<Node*>(keep.object)->value == 77);
  heap.set_limit(0);
}

TEST_CASE("the out-of-memory handler is asked, and may go on a little") {
  Heap& heap = Heap::current();
  heap.collect();
  heap.set_limit(heap.stats().footprint_bytes + (16 << 20));
  heap.set_out_of_memory_handler([] { ++out_of_memory_calls; });
  out_of_memory_calls = 0;
  {
    RootedHandle list;
    while (out_of_memory_calls == 0) list.object = make_node(1, static_cast<Node*>(list.object));
    make_node(2);
  }
  far_from_here([] {});
  heap.collect();
  heap.set_limit(0);
  heap.set_out_of_memory_handler(nullptr);
  CHECK(out_of_memory_calls == 1);
}

TEST_CASE("external memory brings collections about") {
  static int64_t held = 0;
  KindId kind = Heap::current().add_kind({"buffer owner", nullptr, [](void*) {
                                            held -= 1 << 20;
                                            Heap::current().adjust_external(-(1 << 20));
                                          }});
  int64_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    make_finalizable<Node>(kind);
    Heap::current().adjust_external(1 << 20);
    held += 1 << 20;
    most = std::max(most, held);
  }
  CHECK(most < (200 << 20));
}

TEST_CASE("large objects count with the whole of their blocks towards the next collection") {
  Heap& heap = Heap::current();
  far_from_here([] {});
  heap.collect();
  uint64_t before = heap.stats().footprint_bytes, most = 0;
  for (int i = 0; i < 10'000; ++i) {
    make_array(1100);  // 9 KB in 32
    most = std::max(most, heap.stats().footprint_bytes);
  }
  CHECK(most <= before + (4 << 20));
}

TEST_CASE("large objects are reused") {
  Heap& heap = Heap::current();
  uint64_t before = heap.stats().footprint_bytes;
  for (int i = 0; i < 3000; ++i) make_array(static_cast<uint64_t>(2000 + i * 10));
  CHECK(heap.stats().footprint_bytes < before + (24 << 20));
}

TEST_CASE("near the soft limit garbage that has become old is collected earlier, and a program that needs more goes on") {
  Heap& heap = Heap::current();
  far_from_here([] {});
  heap.collect();
  RootedHandle keep{make_array(200'000)}, list;
  auto* array = static_cast<Array*>(keep.object);
  for (uint64_t i = 0; i < 200'000; ++i) array->items()[i] = make_node(i);
  heap.collect();
  uint64_t before = heap.stats().footprint_bytes, soft = before + (6 << 20);
  auto churn = [&] {  // each node lives for 200,000 others
    uint64_t most = 0;
    for (uint64_t i = 0; i < 3'000'000; ++i) {
      array->items()[i * 7919 % 200'000] = make_node(i);
      if (i % 1000 == 0) most = std::max(most, heap.stats().footprint_bytes);
    }
    return most;
  };
  uint64_t without = churn();
  heap.collect();
  heap.set_soft_limit(soft);
  uint64_t with = churn();
  CHECK(with <= soft + soft / 2);
  CHECK(with + (2 << 20) < without);
  uint64_t collections = heap.stats().collections;
  while (heap.stats().footprint_bytes <= soft + (20 << 20)) list.object = make_node(1, static_cast<Node*>(list.object));
  CHECK(heap.stats().collections < collections + 20);
  heap.set_soft_limit(0);
}

TEST_CASE("a heap whose old objects die is marked as a whole more often than one that only grows") {
  Heap& heap = Heap::current();
  far_from_here([] {});
  heap.collect();
  far_from_here([&] {
    RootedHandle list;
    auto allocate = [&](uint64_t megabytes, uint64_t nodes_in_list) {
      uint64_t collections = heap.stats().collections, end = heap.stats().allocated_bytes + (megabytes << 20);
      for (uint64_t i = 0; heap.stats().allocated_bytes < end; ++i)
        list.object = make_node(i, i % nodes_in_list ? static_cast<Node*>(list.object) : nullptr);
      return heap.stats().collections - collections;
    };
    CHECK(allocate(200, 200'000) >= 10);
    CHECK(allocate(200, ~uint64_t{0}) <= 6);
  });
  far_from_here([] {});
  heap.collect();
}

TEST_CASE("has_room says what would fit, after a collection if need be") {
  Heap& heap = Heap::current();
  heap.collect();
  heap.set_limit(heap.stats().footprint_bytes + (32 << 20));
  CHECK(heap.has_room(24 << 20));
  CHECK_FALSE(heap.has_room(40 << 20));
  CHECK_FALSE(heap.has_room(~size_t{0} - 5));
  far_from_here([] { make_array((24 << 20) / 8); });
  far_from_here([] {});
  CHECK(heap.has_room(24 << 20));  // the array is dead
  heap.adjust_external(24 << 20);
  CHECK_FALSE(heap.has_room(24 << 20));
  heap.adjust_external(-(24 << 20));
  heap.set_limit(0);
  CHECK(heap.has_room(size_t{1} << 30));
}

TEST_CASE("a program that ignores the handler is asked again, step by step") {
  Heap& heap = Heap::current();
  heap.collect();
  heap.set_limit(heap.stats().footprint_bytes + (16 << 20));
  heap.set_out_of_memory_handler([] { ++out_of_memory_calls; });
  out_of_memory_calls = 0;
  {
    RootedHandle list;
    while (out_of_memory_calls < 5) list.object = make_node(1, static_cast<Node*>(list.object));
  }
  far_from_here([] {});
  heap.collect();
  out_of_memory_calls = 0;
  for (int i = 0; i < 100000; ++i) make_node(1);
  CHECK(out_of_memory_calls == 0);  // there is room again
  heap.set_limit(0);
  heap.set_out_of_memory_handler(nullptr);
}
