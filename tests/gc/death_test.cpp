#include <vector>

#include "objects.h"

using namespace jitwright;
using namespace jitwright::test;

namespace {

int finalized = 0;

KindId finalizable_kind() {
  static KindId id = Heap::current().add_kind({"finalizable", trace_node, [](void*) { ++finalized; }});
  return id;
}

KindId farewell_kind() {
  static KindId id = Heap::current().add_kind({"farewell", trace_node, nullptr, true});
  return id;
}

struct WeakHolder : Header {
  WeakRef reference;
};

KindId weak_holder_kind() {
  static KindId id =
      Heap::current().add_kind({"weak holder", nullptr, [](void* holder) { static_cast<WeakHolder*>(holder)->reference.~WeakRef(); }});
  return id;
}

// A weak-keyed map with room for a hundred entries.
struct WeakMap : Header {
  struct Entry {
    WeakRef key;
    Field<Node*> value;
  } entries[100];
};

KindId weak_map_kind() {
  static KindId id = Heap::current().add_kind({"weak map", [](void* object, Tracer& tracer) {
                                                 for (auto& entry : static_cast<WeakMap*>(object)->entries)
                                                   if (void* key = entry.key.get()) tracer.visit_ephemeron(key, entry.value.get());
                                               }});
  return id;
}

void collect_both_ways() {
  Heap::current().collect_young();
  Heap::current().collect();
}

}  // namespace

TEST_CASE("a weak reference is null once its object is dead") {
  std::vector<WeakRef> references(100);
  RootedHandle keep{make_array(100)};
  far_from_here([&] {
    for (uint64_t i = 0; i < 100; ++i) {
      Node* node = make_node(i);
      references[i].set(node);
      if (i % 2) static_cast<Array*>(keep.object)->items()[i] = node;
    }
  });
  Heap::current().collect_young();
  int dead = 0;
  for (uint64_t i = 0; i < 100; ++i) {
    if (i % 2) REQUIRE(static_cast<Node*>(references[i].get())->value == i);
    else dead += references[i].get() == nullptr;
  }
  CHECK(dead >= 48);
  keep.object = nullptr;
  far_from_here([] {});
  Heap::current().collect();
  dead = 0;
  for (WeakRef& reference : references) dead += reference.get() == nullptr;
  CHECK(dead >= 97);
}

TEST_CASE("weak references in heap objects die with them, in any order") {
  RootedHandle keep{make_array(1000)};
  auto* array = static_cast<Array*>(keep.object);
  RootedHandle target{make_node(5)};
  for (int round = 0; round < 6; ++round) {
    far_from_here([&] {
      for (uint64_t i = 0; i < 1000; ++i) {
        if (i % 6 == static_cast<uint64_t>(round)) continue;
        auto* holder = i % 5 ? make<WeakHolder>(weak_holder_kind()) : make_finalizable<WeakHolder>(weak_holder_kind());
        holder->reference.set(i % 3 ? target.object : make_node(i));
        if (i % 4 == 0) holder->reference.set(nullptr);
        array->items()[i] = holder;
      }
    });
    round % 2 ? Heap::current().collect() : Heap::current().collect_young();
    for (uint64_t i = 0; i < 1000; ++i) {
      auto* holder = static_cast<WeakHolder*>(array->items()[i].get());
      if (holder && i % 3 && i % 4) REQUIRE(holder->reference.get() == target.object);
      if (holder && i % 4 == 0) REQUIRE(holder->reference.get() == nullptr);
    }
  }
}

TEST_CASE("each dead object is finalized once, live ones never") {
  finalized = 0;
  RootedHandle keep{make_array(500)};
  far_from_here([&] {
    for (int i = 0; i < 1000; ++i) {
      Node* node = make_finalizable<Node>(finalizable_kind());
      if (i % 2) static_cast<Array*>(keep.object)->items()[i / 2] = node;
    }
  });
  uint64_t watched = 0;
  Heap::current().for_each_watched(
      [](void* object, size_t, void* count) { *static_cast<uint64_t*>(count) += static_cast<Header*>(object)->kind == finalizable_kind(); },
      &watched);
  CHECK(watched == 1000);
  collect_both_ways();
  CHECK(finalized >= 495);
  CHECK(finalized <= 500);
  keep.object = nullptr;
  far_from_here([] {});
  collect_both_ways();
  collect_both_ways();
  CHECK(finalized >= 990);
  CHECK(finalized <= 1000);
}

TEST_CASE("an object that wants a farewell is kept with all it refers to, and may come back") {
  Heap& heap = Heap::current();
  while (heap.next_dying()) {}
  WeakRef weak;
  far_from_here([&] {
    for (uint64_t i = 0; i < 50; ++i) {
      Node* node = make_finalizable<Node>(farewell_kind());
      node->value = 1000 + i;
      node->left = make_node(i);
      weak.set(node);
    }
  });
  far_from_here([] {});
  collect_both_ways();
  collect_both_ways();
  CHECK(weak.get() == nullptr);
  int seen = 0;
  RootedHandle saved;
  while (auto* node = static_cast<Node*>(heap.next_dying())) {
    ++seen;
    REQUIRE(node->value >= 1000);
    REQUIRE(node->left->value == node->value - 1000);
    saved.object = node;
  }
  CHECK(seen >= 48);
  collect_both_ways();
  CHECK(static_cast<Node*>(saved.object)->left->value == static_cast<Node*>(saved.object)->value - 1000);
  saved.object = nullptr;
  collect_both_ways();
  CHECK(heap.next_dying() == nullptr);
}

TEST_CASE("an entry of a weak-keyed map lives as long as its key, chains included") {
  RootedHandle map_root{make<WeakMap>(weak_map_kind())};
  auto* map = static_cast<WeakMap*>(map_root.object);
  RootedHandle first_key{make_node(0)};
  far_from_here([&] {
    // Each value is the next entry's key; the second fifty hang on a key nobody has.
    Node* key = static_cast<Node*>(first_key.object);
    for (uint64_t i = 0; i < 100; ++i) {
      if (i == 50) key = make_node(50);
      Node* value = make_node(i + 1);
      map->entries[99 - i].key.set(key);
      map->entries[99 - i].value = value;
      key = value;
    }
  });
  far_from_here([] {});
  Heap::current().collect_young();
  Heap::current().collect();
  for (uint64_t i = 0; i < 50; ++i) REQUIRE(static_cast<Node*>(map->entries[99 - i].key.get())->value == i);
  int dead = 0;
  for (uint64_t i = 50; i < 100; ++i) dead += map->entries[99 - i].key.get() == nullptr;
  CHECK(dead >= 1);
  first_key.object = nullptr;
  far_from_here([] {});
  Heap::current().collect();
  CHECK(map->entries[99].key.get() == nullptr);
}
