#include <atomic>
#include <cstring>
#include <string>
#include <thread>

#include "objects.h"

using namespace jitwright;
using namespace jitwright::test;

namespace {

std::atomic<int> finalized_at_end = 0;

}  // namespace

TEST_CASE("a handle keeps its object alive; a copy on another thread does, too") {
  constexpr int count = 20;
  auto weak = std::make_unique<WeakRef[]>(count);
  auto handles = std::make_unique<Handle[]>(count), copies = std::make_unique<Handle[]>(count);
  far_from_here([&] {
    for (int i = 0; i < count; ++i) {
      Node* node = make_node(7, make_node(8));
      weak[i].set(node);
      handles[i] = Handle(node);
    }
  });
  far_from_here([] {});
  Heap::current().collect();
  std::thread([&] {
    for (int i = 0; i < count; ++i) copies[i] = handles[i];
  }).join();
  handles.reset();
  Heap::current().collect_young();
  Heap::current().collect();
  far_from_here([&] {
    for (int i = 0; i < count; ++i) REQUIRE(copies[i].as<Node>()->left->value == 8);
  });
  std::thread([&] { copies.reset(); }).join();
  far_from_here([] {});
  Heap::current().collect();
  int dead = 0;
  for (int i = 0; i < count; ++i) dead += weak[i].get() == nullptr;
  CHECK(dead >= count / 2);  // one or the other may still look alive from the stack
}

TEST_CASE("handles are made and dropped by threads while the heap collects") {
  auto first = std::make_unique<Handle>(make_node(5));
  std::atomic<bool> stop = false;
  std::thread other([&] {
    while (!stop) {
      Handle copies[8];
      for (Handle& copy : copies) copy = *first;
    }
  });
  for (int i = 0; i < 200000; ++i) make_node(i);
  stop = true;
  other.join();
  CHECK(first->as<Node>()->value == 5);
}

TEST_CASE("watched objects alive when a thread ends are finalized, and handles to them are null") {
  finalized_at_end = 0;
  Handle handle;
  std::thread([&] {
    KindId kind = Heap::current().add_kind({"closed at the end", nullptr, [](void*) { ++finalized_at_end; }});
    for (int i = 0; i < 10; ++i) handle = Handle(make_finalizable<Node>(kind));
    Heap::current().collect();
    handle = Handle(make_finalizable<Node>(kind));
  }).join();
  CHECK(finalized_at_end == 11);
  CHECK(handle.get() == nullptr);
}

TEST_CASE("a root of the thread may come before the heap") {
  bool asked = false;
  std::thread([&] {
    Heap::add_root_of_thread([](void* context, Tracer&) { *static_cast<bool*>(context) = true; }, &asked);
    CHECK(Heap::existing() == nullptr);
    Heap::current().collect();
    Heap::remove_root_of_thread(&asked);
    bool before = std::exchange(asked, false);
    Heap::current().collect();
    CHECK((before && !asked));
    asked = before;
  }).join();
  CHECK(asked);
}

TEST_CASE("a dump has a line for each object, with its references") {
  RootedHandle keep{make_node(1, make_node(2))};
  char* text = nullptr;
  size_t size = 0;
  std::FILE* file = open_memstream(&text, &size);
  Heap::current().dump(file);
  std::fclose(file);
  char line[100];
  auto* node = static_cast<Node*>(keep.object);
  std::snprintf(line, sizeof line, "%p node 32 - %p\n", static_cast<void*>(node), static_cast<void*>(node->left.get()));
  CHECK(std::string(text, size).find(line) != std::string::npos);
  std::free(text);
}
