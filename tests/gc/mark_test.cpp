#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "objects.h"

using namespace jitwright;
using namespace jitwright::test;

namespace {

[[gnu::noinline]] uint64_t list_length(Node* node) {
  uint64_t length = 0;
  for (; node; node = node->left) ++length;
  return length;
}

// The same graph twice: in the heap and in a vector. `slots` are the roots.
class Model {
 public:
  explicit Model(uint32_t seed) : random_(seed), roots_(make_array(slots)), expected_(slots, none) {}

  void step() {
    uint32_t slot = pick();
    switch (random_() % 8) {
      case 0:
      case 1:
      case 2: {  // a new node that refers to two others
        uint32_t left = pick(), right = pick();
        Node* node = make_node(model_.size(), at(left), at(right));
        model_.push_back({expected_[left], expected_[right]});
        put(slot, node, static_cast<uint32_t>(model_.size() - 1));
        break;
      }
      case 3:
      case 4:  // an old node is changed
        if (Node* node = at(slot)) {
          uint32_t other = pick();
          node->left = at(other);
          model_[expected_[slot]].left = expected_[other];
        }
        break;
      case 5:  // a root moves to a successor
        if (Node* node = at(slot)) put(slot, node->right, model_[expected_[slot]].right);
        break;
      case 6: put(slot, nullptr, none); break;
      case 7: make_array(random_() % 40); break;  // garbage
    }
  }

  void check() {
    for (uint32_t slot = 0; slot < slots; ++slot) {
      std::vector<std::pair<Node*, uint32_t>> work{{at(slot), expected_[slot]}};
      for (int budget = 2000; !work.empty() && budget; --budget) {
        auto [node, expected] = work.back();
        work.pop_back();
        REQUIRE((node == nullptr) == (expected == none));
        if (!node) continue;
        REQUIRE(node->kind == node_kind());
        REQUIRE(node->value == expected);
        work.push_back({node->left, model_[expected].left});
        work.push_back({node->right, model_[expected].right});
      }
    }
  }

 private:
  static constexpr uint32_t slots = 64, none = 0xffffffff;
  struct Shape {
    uint32_t left, right;
  };
  uint32_t pick() { return random_() % slots; }
  Node* at(uint32_t slot) { return static_cast<Node*>(static_cast<Array*>(roots_.object)->items()[slot].get()); }
  void put(uint32_t slot, Node* node, uint32_t expected) {
    static_cast<Array*>(roots_.object)->items()[slot] = node;
    expected_[slot] = expected;
  }

  std::mt19937 random_;
  RootedHandle roots_;
  std::vector<uint32_t> expected_;
  std::vector<Shape> model_;
};

}  // namespace

TEST_CASE("random graphs keep their shape through minor and full collections") {
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    Model model(seed);
    for (int i = 1; i <= 30000; ++i) {
      model.step();
      if (i % 500 == 0) Heap::current().collect_young();
      if (i % 4000 == 0) Heap::current().collect();
      if (i % 1500 == 0) model.check();
    }
    model.check();
    Heap::current().verify();
  }
}

TEST_CASE("random graphs keep their shape when every allocation collects") {
  for (uint32_t every : {1, 3}) {
    Stress stress(every);
    Model model(every);
    for (int i = 1; i <= 1500; ++i) {
      model.step();
      if (i % 100 == 0) model.check();
    }
  }
}

TEST_CASE("random graphs keep their shape when full collections go in slices") {
  Heap& heap = Heap::current();
  heap.collect();
  heap.set_incremental(0, 0);
  uint64_t before = heap.stats().collections;
  RootedHandle ballast;
  auto grow = [&] {
    ballast.object = nullptr;
    for (uint64_t i = 0; i < 400000; ++i) ballast.object = make_node(i, static_cast<Node*>(ballast.object));
  };
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    Model model(seed);
    for (int i = 1; i <= 200000; ++i) {
      model.step();
      if (i % 5000 == 0) model.check();
      if (i % 40000 == 1) grow();
      if (i == 150000 && seed == 2) heap.collect();
      if (i == 150000 && seed == 3) heap.collect_young();
      if (i % 100 == 0) make_array(30000);
    }
    model.check();
  }
  CHECK(heap.stats().collections + heap.stats().minor_collections >= before + 6);
  heap.verify();
  heap.set_incremental(16 << 20, 4000);
}

TEST_CASE("a list of ten million nodes is marked without recursion") {
  RootedHandle list;
  for (uint64_t i = 0; i < 10'000'000; ++i) list.object = make_node(i, static_cast<Node*>(list.object));
  Heap::current().collect();
  CHECK(list_length(static_cast<Node*>(list.object)) == 10'000'000);
}

TEST_CASE("an object held by the stack alone survives, by an interior pointer too") {
  Heap& heap = Heap::current();
  Node* node = make_node(42, make_node(43));
  Array* array = make_array(300);
  array->items()[299] = make_node(44);
  Field<Header*>* inside = &array->items()[299];
  array = nullptr;
  for (int i = 0; i < 5; ++i) {
    i % 2 ? heap.collect() : heap.collect_young();
    for (int garbage = 0; garbage < 20000; ++garbage) make_node(0);
  }
  CHECK(node->value == 42);
  CHECK(node->left->value == 43);
  CHECK(static_cast<Node*>(inside->get())->value == 44);
}

TEST_CASE("a store to an object on the stack counts although its barrier ran before the collection") {
  RootedHandle keep{make_node(1)};
  Heap::current().collect();
  far_from_here([&] {
    auto* volatile node = static_cast<Node*>(keep.object);
    Node* young = make_node(2);
    write_barrier(&node->left);
    Heap::current().collect_young();  // forgets the barrier, keeps `young`
    node->left.initialise(make_node(3, young));  // the delayed store
  });
  far_from_here([] { Heap::current().collect_young(); });
  far_from_here([] { make_node(9); });
  CHECK(static_cast<Node*>(keep.object)->left->value == 3);
  CHECK(static_cast<Node*>(keep.object)->left->left->value == 2);
}

TEST_CASE("a word that a root visits conservatively is at hand, like one on the stack") {
  auto frame = std::make_unique<uint64_t[]>(2);  // of a meta-interpreter, say
  Heap::current().add_root(
      [](void* words, Tracer& tracer) { tracer.visit_range_conservatively(words, static_cast<uint64_t*>(words) + 2); }, frame.get());
  far_from_here([&] { frame[0] = reinterpret_cast<uint64_t>(make_node(1)); });
  Heap::current().collect();
  far_from_here([&] { frame[1] = reinterpret_cast<uint64_t>(make_node(2)) + 8; });
  far_from_here([] {});
  Heap::current().collect_young();
  auto* node = reinterpret_cast<Node*>(frame[0]);
  node->left.initialise(reinterpret_cast<Node*>(frame[1] - 8));  // without barrier
  node = nullptr;
  frame[1] = 0;
  far_from_here([] {});
  Heap::current().collect_young();
  far_from_here([] { make_node(9); });
  CHECK(reinterpret_cast<Node*>(frame[0])->left->value == 2);
  Heap::current().remove_root(frame.get());
}

TEST_CASE("a barrier for memory outside the heap does no harm") {
  Field<Node*> local;
  static Field<Node*> global;
  local = make_node(1);
  global = local;
  Heap::current().collect_young();
  CHECK(local->value == 1);
}

TEST_CASE("a store far into an old object is seen") {
  auto keep = std::make_unique<RootedHandle>(make_array(900));  // not on the stack
  Heap::current().collect();
  for (uint64_t i = 0; i < 900; i += 37) {
    far_from_here([&] { static_cast<Array*>(keep->object)->items()[i] = make_node(i); });
    far_from_here([] {});
    Heap::current().collect_young();
    REQUIRE(static_cast<Node*>(static_cast<Array*>(keep->object)->items()[i].get())->value == i);
  }
  Heap::current().verify();
}

TEST_CASE("large arrays are traced, and retraced when written to") {
  Heap& heap = Heap::current();
  RootedHandle keep{make_array(100000)};
  auto* array = static_cast<Array*>(keep.object);
  for (uint64_t round = 0; round < 10; ++round) {
    for (uint64_t i = round; i < array->length; i += 997) array->items()[i] = make_node(i);
    heap.collect_young();
    for (uint64_t i = round; i < array->length; i += 997) REQUIRE(static_cast<Node*>(array->items()[i].get())->value == i);
  }
  heap.verify();
}

TEST_CASE("each thread has a heap of its own") {
  auto work = [](uint32_t seed) {
    Model model(seed);
    for (int i = 1; i <= 20000; ++i) {
      model.step();
      if (i % 700 == 0) Heap::current().collect_young();
      if (i % 3000 == 0) Heap::current().collect();
    }
    model.check();
    Heap::current().verify();
  };
  std::thread first(work, 1), second(work, 2);
  work(3);
  first.join();
  second.join();
}

TEST_CASE("collections wait while they are paused") {
  Heap& heap = Heap::current();
  uint64_t before = heap.stats().collections + heap.stats().minor_collections;
  {
    Heap::Pause pause;
    for (int i = 0; i < 500000; ++i) make_node(0);
    CHECK(heap.stats().collections + heap.stats().minor_collections == before);
  }
  for (int i = 0; i < 1000; ++i) make_node(0);
  CHECK(heap.stats().collections + heap.stats().minor_collections > before);
}
