// What allocation and collection cost, natively. Prints nanoseconds per allocation, pauses and memory for each pattern.
#include <jitwright/heap.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <vector>

using namespace jitwright;

namespace {

struct Node : Header {
  Field<Node*> left, right;
};

struct Array : Header {
  uint64_t length;
  Field<Node*>* items() { return reinterpret_cast<Field<Node*>*>(this + 1); }
};

struct Text : Header {
  uint64_t length;
  char bytes[];
};

KindId node_kind, array_kind, text_kind;

Node* make_node(Node* left, Node* right) {
  Node* node = make<Node>(node_kind);
  node->left.initialise(left);
  node->right.initialise(right);
  return node;
}

Array* make_array(uint64_t length) {
  Array* array = make<Array>(array_kind, length * 8);
  array->length = length;
  return array;
}

double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

Node* tree(int depth) { return depth ? make_node(tree(depth - 1), tree(depth - 1)) : make_node(nullptr, nullptr); }
uint64_t count(Node* node) { return node ? 1 + count(node->left) + count(node->right) : 0; }

uint64_t keep_every_16th(uint64_t n) {
  Array* keep = make_array(1024);
  for (uint64_t i = 0; i < n; ++i) {
    Node* node = make_node(nullptr, nullptr);
    if (i % 16 == 0) keep->items()[i / 16 % 1024] = node;
  }
  return n;
}

uint64_t nothing_kept(uint64_t n) {
  for (uint64_t i = 0; i < n; ++i) {
    Node* node = make_node(nullptr, nullptr);
    asm volatile("" : : "r"(node) : "memory");
  }
  return n;
}

uint64_t trees(uint64_t n) {
  Node* long_lived = tree(16);
  uint64_t made = 0;
  while (made < n) {
    made += count(tree(16));
    for (int i = 0; i < 64; ++i) made += count(tree(10));
  }
  return made + count(long_lived);
}

uint64_t long_lists(uint64_t n) {
  uint64_t made = 0;
  while (made < n) {
    Node* list = nullptr;
    for (int i = 0; i < 1000000; ++i) list = make_node(list, nullptr);
    made += 1000000;
  }
  return made;
}

uint64_t mutate(uint64_t n) {
  constexpr uint64_t size = 1 << 20;
  Array* graph = make_array(size);
  uint64_t random = 88172645463325252;
  for (uint64_t i = 0; i < n; ++i) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    Node* left = graph->items()[random % size];
    if (left) left->left = nullptr;
    graph->items()[random / size % size] = make_node(left, nullptr);
  }
  return n;
}

uint64_t texts(uint64_t n) {
  std::vector<char> source(1024, 'x');
  Array* keep = make_array(5000);
  for (uint64_t i = 0; i < n; ++i) {
    uint64_t length = 10 + i * 7919 % 500;
    Text* text = make<Text>(text_kind, length);
    text->length = length;
    std::memcpy(text->bytes, source.data(), length);
    if (i % 8 == 0) keep->items()[i / 8 % 5000] = reinterpret_cast<Node*>(text);
  }
  return n;
}

uint64_t big_live_heap(uint64_t n) {
  Array* keep = make_array(16);
  for (int i = 0; i < 16; ++i) keep->items()[i] = tree(19);  // 16 times a million nodes: 536 MB
  keep_every_16th(n);
  asm volatile("" : : "r"(keep) : "memory");
  return n + (16 << 20);
}

/// 500 MB alive, in trees whose nodes are replaced at random, and now and then a tree.
uint64_t big_mutation(uint64_t n) {
  constexpr uint64_t size = 1 << 17;  // of 127 nodes of 32 bytes: 532 MB
  Array* keep = make_array(size);
  for (uint64_t i = 0; i < size; ++i) keep->items()[i] = tree(6);
  uint64_t random = 88172645463325252, made = size * 127;
  for (uint64_t i = 0; i < n; ++i) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    Node* node = keep->items()[random % size];
    for (uint64_t bits = random >> 20; node->left && (bits & 3); bits >>= 2) node = bits & 1 ? node->left : node->right;
    Node* old = node->left;
    node->left = node->right;  // sharing comes and goes
    node->right = old ? make_node(old->left, old->right) : nullptr;
    if (random >> 60 == 0) keep->items()[random / size % size] = tree(6), made += 127;
    ++made;
  }
  return made;
}

/// 500 MB alive, references between old objects are exchanged at random with little allocation between.
uint64_t big_shuffle(uint64_t n) {
  constexpr uint64_t size = 12 << 20;
  Array* keep = make_array(size);
  for (uint64_t i = 0; i < size; ++i) keep->items()[i] = make_node(nullptr, nullptr);
  uint64_t random = 88172645463325252;
  for (uint64_t i = 0; i < n; ++i) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    Node *a = keep->items()[random % size], *b = keep->items()[random / size % size];
    a->left = b;
    keep->items()[random % size] = b;
    keep->items()[random / size % size] = a;
    if (i % 4 == 0) make_node(nullptr, nullptr);
  }
  return n + size;
}

double percentile(const HeapStats& before, HeapStats after, double fraction) {
  for (size_t i = 0; i < std::size(after.pauses_by_length); ++i) after.pauses_by_length[i] -= before.pauses_by_length[i];
  return after.pause_percentile(fraction);
}

void measure(const char* name, uint64_t (*pattern)(uint64_t), uint64_t n) {
  HeapStats before = Heap::current().stats();
  double start = now();
  uint64_t made = pattern(n);
  double seconds = now() - start;
  HeapStats after = Heap::current().stats();
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%-16s %6.2f ns each, %3.0f %% in %4llu minor and %3llu full collections, live %5.1f MB, footprint %5.1f MB, peak resident %5.1f MB\n",
              name, seconds * 1e9 / static_cast<double>(made), (after.pause_seconds_total - before.pause_seconds_total) / seconds * 100,
              static_cast<unsigned long long>(after.minor_collections - before.minor_collections),
              static_cast<unsigned long long>(after.collections - before.collections), static_cast<double>(after.live_bytes) * 1e-6,
              static_cast<double>(after.footprint_bytes) * 1e-6, static_cast<double>(usage.ru_maxrss) * 1e-3);
  std::printf("%16s %llu pauses: half up to %.2f ms, 99 %% %.2f, 99.9 %% %.2f, longest so far %.2f\n", "",
              static_cast<unsigned long long>(after.pauses() - before.pauses()), percentile(before, after, 0.5) * 1e3,
              percentile(before, after, 0.99) * 1e3, percentile(before, after, 0.999) * 1e3, after.pause_seconds_max * 1e3);
}

}  // namespace

int main(int argc, char** argv) {
  node_kind = Heap::current().add_kind({"node", [](void* object, Tracer& tracer) {
                                          tracer.visit(static_cast<Node*>(object)->left.get());
                                          tracer.visit(static_cast<Node*>(object)->right.get());
                                        }});
  array_kind = Heap::current().add_kind({"array", [](void* object, Tracer& tracer) {
                                           auto* array = static_cast<Array*>(object);
                                           for (uint64_t i = 0; i < array->length; ++i) tracer.visit(array->items()[i].get());
                                         },
                                         nullptr, false,
                                         [](void* object, size_t begin, size_t end, Tracer& tracer) {
                                           auto* array = static_cast<Array*>(object);
                                           uint64_t first = begin > sizeof(Array) ? (begin - sizeof(Array)) / 8 : 0;
                                           uint64_t last = end > sizeof(Array) ? std::min((end - sizeof(Array)) / 8, array->length) : 0;
                                           for (uint64_t i = first; i < last; ++i) tracer.visit(array->items()[i].get());
                                         }});
  text_kind = Heap::current().add_kind({"text"});
  struct {
    const char* name;
    uint64_t (*pattern)(uint64_t);
    uint64_t n;
  } patterns[] = {{"nothing_kept", nothing_kept, 50000000}, {"keep_every_16th", keep_every_16th, 50000000}, {"trees", trees, 10000000},
                  {"long_lists", long_lists, 20000000},     {"mutate", mutate, 5000000},                     {"texts", texts, 5000000},
                  {"big_live_heap", big_live_heap, 10000000}, {"big_mutation", big_mutation, 20000000},
                  {"big_shuffle", big_shuffle, 40000000}};
  for (auto& [name, pattern, n] : patterns)
    if (argc < 2 || std::strcmp(argv[1], name) == 0) measure(name, pattern, n);
}
