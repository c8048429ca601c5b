// Objects for the heap's tests: a node with two references, an array of references, and a root that holds an array.
#pragma once

#include <catch2/catch.hpp>
#include <jitwright/heap.h>

namespace jitwright::test {

struct Node : Header {
  Field<Node*> left, right;
  uint64_t value;
};

struct Array : Header {
  uint64_t length;
  Field<Header*>* items() { return reinterpret_cast<Field<Header*>*>(this + 1); }
};

inline void trace_node(void* object, Tracer& tracer) {
  auto* node = static_cast<Node*>(object);
  tracer.visit(node->left.get());
  tracer.visit(node->right.get());
}

inline void trace_array(void* object, Tracer& tracer) {
  auto* array = static_cast<Array*>(object);
  for (uint64_t i = 0; i < array->length; ++i) tracer.visit(array->items()[i].get());
}

inline KindId node_kind() {
  static thread_local KindId id = Heap::current().add_kind({"node", trace_node});
  return id;
}

inline KindId array_kind() {
  static thread_local KindId id = Heap::current().add_kind({"array", trace_array});
  return id;
}

inline Node* make_node(uint64_t value, Node* left = nullptr, Node* right = nullptr) {
  Node* node = make<Node>(node_kind());
  node->value = value;
  node->left.initialise(left);
  node->right.initialise(right);
  return node;
}

inline Array* make_array(uint64_t length) {
  Array* array = make<Array>(array_kind(), length * sizeof(Field<Header*>));
  array->length = length;
  return array;
}

/// A registered root outside the heap.
class RootedHandle {
 public:
  explicit RootedHandle(Header* object = nullptr) : object(object) {
    Heap::current().add_root([](void* self, Tracer& tracer) { tracer.visit(static_cast<RootedHandle*>(self)->object); }, this);
  }
  ~RootedHandle() { Heap::current().remove_root(this); }
  RootedHandle(const RootedHandle&) = delete;
  RootedHandle& operator=(const RootedHandle&) = delete;
  Header* object;
};

/// Calls `body` so deep in the stack that what it leaves there is overwritten afterwards, not found by the next collection.
template <class Body>
[[gnu::noinline]] void far_from_here(Body body) {
  auto deep = [](auto& self, Body& body, int depth) -> void {
    volatile uint64_t pad[64];
    for (int i = 0; i < 64; ++i) pad[i] = static_cast<uint64_t>(depth);
    if (depth == 0) body();
    else self(self, body, depth - 1);
    pad[1] = pad[0];
  };
  deep(deep, body, 16);
}

/// Switches stress mode off again.
struct Stress {
  explicit Stress(uint32_t every) { Heap::current().set_stress(every); }
  ~Stress() { Heap::current().set_stress(0); }
};

}  // namespace jitwright::test
