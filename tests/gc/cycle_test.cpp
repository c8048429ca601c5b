// Collections in several pauses, step by step.
#include <limits>
#include <memory>

#include "gc/cycle.h"
#include "objects.h"

using namespace jitwright;
using namespace jitwright::test;

namespace {

Node* kept(const std::unique_ptr<RootedHandle>& handle) { return static_cast<Node*>(handle->object); }

// One short pause, which concludes nothing.
void begin_cycle(HeapState& heap, Collection kind) {
  heap.begin_cycle(kind);
  heap.advance_cycle(0);
}

void finish_cycle(HeapState& heap) { heap.advance_cycle(std::numeric_limits<double>::infinity()); }

}  // namespace

TEST_CASE("a store into a traced object is seen when the cycle ends") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<RootedHandle>(make_node(1));
  begin_cycle(heap, Collection::full);
  heap.advance_cycle(0);
  far_from_here([&] { kept(keep)->left = make_node(2); });
  far_from_here([] {});
  finish_cycle(heap);
  far_from_here([] { make_node(9); });
  CHECK(kept(keep)->left->value == 2);
}

TEST_CASE("a store without barrier into an object at hand in a slice is seen when the cycle ends") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<RootedHandle>(make_node(1));
  heap.collect(Collection::full);
  far_from_here([] {});
  begin_cycle(heap, Collection::full);
  far_from_here([&] {
    Node* volatile node = kept(keep);
    HeapState::current().advance_cycle(0);
    node->left.initialise(make_node(2));
  });
  far_from_here([] {});
  REQUIRE(heap.cycle != nullptr);
  finish_cycle(heap);
  far_from_here([] { make_node(9); });
  CHECK(kept(keep)->left->value == 2);
}

TEST_CASE("objects made during a cycle live if something leads to them") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<RootedHandle>();
  begin_cycle(heap, Collection::full);
  for (uint64_t i = 0; i < 1000; ++i) {
    keep->object = make_node(i, kept(keep));
    make_node(0);
  }
  heap.advance_cycle(0);
  for (uint64_t i = 1000; i < 2000; ++i) keep->object = make_node(i, kept(keep));
  finish_cycle(heap);
  Node* node = kept(keep);
  for (uint64_t i = 2000; i-- > 0; node = node->left) REQUIRE(node->value == i);
  Heap::current().verify();
}

TEST_CASE("a full collection in the middle of a cycle keeps nothing that is dead") {
  HeapState& heap = HeapState::current();
  heap.collect(Collection::full);
  uint64_t before = heap.used_lines;
  far_from_here([&] {
    auto keep = std::make_unique<RootedHandle>();
    for (uint64_t i = 0; i < 10000; ++i) keep->object = make_node(i, kept(keep));
    begin_cycle(heap, Collection::full);
    heap.advance_cycle(0);
  });
  far_from_here([] {});
  heap.collect(Collection::full);
  CHECK(heap.cycle == nullptr);
  CHECK(heap.used_lines < before + 100);
}

TEST_CASE("weak references to what died during the cycle are cleared at its end") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<RootedHandle>();
  auto weak = std::make_unique<WeakRef[]>(20);
  far_from_here([&] {
    for (int i = 0; i < 20; ++i) {
      weak[i].set(make_node(5));
      keep->object = i % 2 ? make_node(6, kept(keep), static_cast<Node*>(weak[i].get())) : keep->object;
    }
  });
  far_from_here([] {});
  begin_cycle(heap, Collection::full);
  heap.advance_cycle(0);
  far_from_here([] {});
  finish_cycle(heap);
  int dead = 0;
  for (int i = 0; i < 20; ++i) {
    if (i % 2) REQUIRE(static_cast<Node*>(weak[i].get())->value == 5);
    else dead += weak[i].get() == nullptr;
  }
  CHECK(dead >= 8);
}

TEST_CASE("a minor collection in several pauses keeps what old objects were made to refer to, before and between the pauses") {
  HeapState& heap = HeapState::current();
  auto keep = std::make_unique<RootedHandle>(make_node(1, make_node(2)));
  heap.collect(Collection::full);
  far_from_here([&] { kept(keep)->right = make_node(3); });
  far_from_here([] {});
  begin_cycle(heap, Collection::minor);
  far_from_here([&] {
    kept(keep)->left->left = make_node(4);
    kept(keep)->right->left = make_node(5);
  });
  far_from_here([] {});
  heap.advance_cycle(0);
  far_from_here([&] { kept(keep)->right->left->left = make_node(6); });
  far_from_here([] {});
  REQUIRE(heap.cycle != nullptr);
  finish_cycle(heap);
  REQUIRE(heap.cycle == nullptr);
  far_from_here([] { make_node(9); });
  CHECK(kept(keep)->left->left->value == 4);
  CHECK(kept(keep)->right->left->left->value == 6);
  Heap::current().verify();
}

namespace {

struct Parts : Header {
  uint64_t length;
  Field<Node*> items[1];
};

uint64_t bytes_looked_at, most_at_once;

void trace_part(void* object, size_t begin, size_t end, Tracer& tracer) {
  auto* parts = static_cast<Parts*>(object);
  constexpr size_t first = sizeof(Header) + sizeof(uint64_t);
  bytes_looked_at += end - begin;
  most_at_once = std::max<uint64_t>(most_at_once, end - begin);
  for (size_t i = (std::max(begin, first) - first) / 8, last = (std::max(end, first) - first) / 8; i < last && i < parts->length; ++i)
    tracer.visit(parts->items[i].get());
}

}  // namespace

TEST_CASE("of a large array only the parts stored into are looked at again") {
  HeapState& heap = HeapState::current();
  KindId kind = Heap::current().add_kind(
      {"parts", [](void* object, Tracer& tracer) { trace_part(object, 0, sizeof(Parts) + static_cast<Parts*>(object)->length * 8, tracer); },
       nullptr, false, trace_part});
  constexpr uint64_t length = 100000;
  auto keep = std::make_unique<RootedHandle>(make<Parts>(kind, length * 8));
  auto* parts = static_cast<Parts*>(keep->object);
  parts->length = length;
  for (uint64_t i = 0; i < length; i += 3) parts->items[i] = make_node(i);
  heap.collect(Collection::full);
  bytes_looked_at = most_at_once = 0;
  heap.collect(Collection::full);
  CHECK(bytes_looked_at >= length * 8);
  if (!HeapState::checks) CHECK(most_at_once <= 16384);  // the verifier looks at the whole of it
  far_from_here([] {});
  keep->object = make_node(0, reinterpret_cast<Node*>(parts));  // not at hand for the roots: those are looked at as a whole
  parts = nullptr;
  far_from_here([] {});
  heap.collect(Collection::minor);
  auto again = [&] { return reinterpret_cast<Parts*>(static_cast<Node*>(keep->object)->left.get()); };
  far_from_here([&] {
    for (uint64_t i : {uint64_t{1}, uint64_t{50000}, length - 1}) again()->items[i] = make_node(i);
  });
  far_from_here([] {});
  bytes_looked_at = 0;
  heap.collect(Collection::minor);
  CHECK(bytes_looked_at <= 8192 + 8 * 512);  // the begin, if it is at hand, and a card for each store
  for (uint64_t i : {uint64_t{1}, uint64_t{50000}, length - 1}) CHECK(again()->items[i]->value == i);
  Heap::current().verify();
}
