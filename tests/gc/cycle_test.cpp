// Full collections in slices, step by step.
#include <memory>

#include "gc/heap_state.h"
#include "objects.h"

using namespace jitwright;
using namespace jitwright::test;

namespace {

Node* kept(const std::unique_ptr<Handle>& handle) { return static_cast<Node*>(handle->object); }

}  // namespace

TEST_CASE("a store into a traced object is seen when the cycle ends") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<Handle>(make_node(1));
  heap.begin_cycle();
  heap.advance_cycle();
  far_from_here([&] { kept(keep)->left = make_node(2); });
  far_from_here([] {});
  heap.finish_cycle();
  far_from_here([] { make_node(9); });
  CHECK(kept(keep)->left->value == 2);
}

TEST_CASE("a store without barrier into an object at hand in a slice is seen when the cycle ends") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<Handle>(make_node(1));
  heap.collect(Collection::full);
  far_from_here([] {});
  heap.begin_cycle();
  far_from_here([&] {
    Node* volatile node = kept(keep);
    HeapState::current().advance_cycle();
    node->left.initialise(make_node(2));
  });
  far_from_here([] {});
  REQUIRE(heap.cycle != nullptr);
  heap.finish_cycle();
  far_from_here([] { make_node(9); });
  CHECK(kept(keep)->left->value == 2);
}

TEST_CASE("objects made during a cycle live if something leads to them") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<Handle>();
  heap.begin_cycle();
  for (uint64_t i = 0; i < 1000; ++i) {
    keep->object = make_node(i, kept(keep));
    make_node(0);
  }
  heap.advance_cycle();
  for (uint64_t i = 1000; i < 2000; ++i) keep->object = make_node(i, kept(keep));
  heap.finish_cycle();
  Node* node = kept(keep);
  for (uint64_t i = 2000; i-- > 0; node = node->left) REQUIRE(node->value == i);
  Heap::current().verify();
}

TEST_CASE("a full collection in the middle of a cycle keeps nothing that is dead") {
  HeapState& heap = HeapState::current();
  heap.collect(Collection::full);
  uint64_t before = heap.used_lines;
  far_from_here([&] {
    auto keep = std::make_unique<Handle>();
    for (uint64_t i = 0; i < 10000; ++i) keep->object = make_node(i, kept(keep));
    heap.begin_cycle();
    heap.advance_cycle();
  });
  far_from_here([] {});
  heap.collect(Collection::full);
  CHECK(heap.cycle == nullptr);
  CHECK(heap.used_lines < before + 100);
}

TEST_CASE("weak references to what died during the cycle are cleared at its end") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<Handle>();
  auto weak = std::make_unique<WeakRef[]>(20);
  far_from_here([&] {
    for (int i = 0; i < 20; ++i) {
      weak[i].set(make_node(5));
      keep->object = i % 2 ? make_node(6, kept(keep), static_cast<Node*>(weak[i].get())) : keep->object;
    }
  });
  far_from_here([] {});
  heap.begin_cycle();
  heap.advance_cycle();
  far_from_here([] {});
  heap.finish_cycle();
  int dead = 0;
  for (int i = 0; i < 20; ++i) {
    if (i % 2) REQUIRE(static_cast<Node*>(weak[i].get())->value == 5);
    else dead += weak[i].get() == nullptr;
  }
  CHECK(dead >= 8);
}
