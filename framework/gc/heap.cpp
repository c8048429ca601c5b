// The public face of the heap.
#include <jitwright/heap.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <vector>

#include "gc/heap_state.h"
#include "support/check.h"

extern "C" {
uint8_t jw_heap_cards[jitwright::detail::card_mask + 1];
}

namespace jitwright {

namespace detail {
__thread AllocationContext allocation_context __attribute__((tls_model("initial-exec")));
}

namespace {

std::atomic<uint16_t> last_id = 0;
__thread HeapState* current_state;
// Of a thread without a heap. On the heap of C++: what is destroyed at the thread's end, and when, is not to matter.
__thread std::vector<Root>* early_roots;

/// The number of the word `name:N` in JITWRIGHT; 1 for `name` alone, 0 if it is not there.
uint64_t number_of_environment(const char* name) {
  size_t length = std::strlen(name);
  const char* text = std::getenv("JITWRIGHT");
  for (const char* word = text; word; word = std::strchr(word, ',')) {
    if (*word == ',') ++word;
    if (std::strncmp(word, name, length) != 0) continue;
    if (word[length] == ':') return std::strtoull(word + length + 1, nullptr, 10);
    if (word[length] == ',' || word[length] == 0) return 1;
  }
  return 0;
}

// Makes the thread's heap go when the thread does.
struct Owner {
  HeapState* state = new HeapState;
  ~Owner() {
    state->finalize_all();
    current_state = nullptr;
    delete state;
  }
};

[[gnu::noinline]] HeapState& make_current() {
  static thread_local Owner owner;
  current_state = owner.state;
  return *current_state;
}

}  // namespace

HeapState::HeapState() : id(++last_id), context(&detail::allocation_context) {
  gc::reserve_space();
  uint64_t memory = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  limit = std::min(memory, uint64_t{gc::space.capacity} * (gc::block_size / 8 * 7));
  if (uint64_t megabytes = number_of_environment("heap_limit")) limit = megabytes << 20;
  soft_limit = number_of_environment("heap_soft_limit") << 20;
  if (early_roots) roots = std::move(*early_roots);
  delete std::exchange(early_roots, nullptr);
  set_budget(Collection::full);
  stress_every = static_cast<uint32_t>(number_of_environment("gc"));
}

HeapState::~HeapState() {
  clear_handles();
  retire_holes();
  if (cycle) abandon_cycle();
  gc::release_all(*this);
}

HeapState& HeapState::current() {
  HeapState* state = current_state;
  return __builtin_expect(state != nullptr, 1) ? *state : make_current();
}

HeapState* HeapState::existing() { return current_state; }

AllocationContext* allocation_context() { return &detail::allocation_context; }
void* allocate_slow(size_t size) { return HeapState::current().allocate_or_die(size); }
void* allocate_unzeroed(size_t size) { return HeapState::current().allocate_or_die(size, Contents::undefined); }
void* try_allocate(size_t size) { return HeapState::current().allocate(size); }
void watch(void* object) { HeapState::current().watch(object); }

Heap& Heap::current() { return HeapState::current().face; }

Heap* Heap::existing() {
  HeapState* state = HeapState::existing();
  return state ? &state->face : nullptr;
}

KindId Heap::add_kind(const Kind& kind) {
  state_.kinds.push_back(kind);
  return static_cast<KindId>(state_.kinds.size() - 1);
}

const Kind& Heap::kind(KindId id) const {
  CHECK(id < state_.kinds.size(), "the kind was registered");
  return state_.kinds[id];
}

void Heap::add_root(void (*trace)(void* context, Tracer&), void* context) { state_.roots.push_back({trace, context}); }

void Heap::remove_root(void* context) {
  std::erase_if(state_.roots, [&](const Root& root) { return root.context == context; });
}

void Heap::add_root_of_thread(void (*trace)(void* context, Tracer&), void* context) {
  HeapState* state = HeapState::existing();
  if (!state && !early_roots) early_roots = new std::vector<Root>;
  (state ? state->roots : *early_roots).push_back({trace, context});
}

void Heap::remove_root_of_thread(void* context) {
  HeapState* state = HeapState::existing();
  if (state) return state->face.remove_root(context);
  if (!early_roots) return;
  std::erase_if(*early_roots, [&](const Root& root) { return root.context == context; });
  if (early_roots->empty()) delete std::exchange(early_roots, nullptr);
}

[[gnu::noinline]] void Heap::collect() {
  gc::StackMark mark(state_);
  state_.collect(Collection::full);
  if (state_.trimming) state_.trim(~uint64_t{0});
}

[[gnu::noinline]] void Heap::collect_young() {
  gc::StackMark mark(state_);
  state_.collect(Collection::minor);
}

Heap::Pause::Pause() { ++HeapState::current().pauses; }
Heap::Pause::~Pause() { --HeapState::current().pauses; }
void* Heap::next_dying() { return state_.next_dying(); }

void Heap::adjust_external(int64_t bytes) {
  state_.external_bytes += bytes;
  if (bytes <= 0) return;
  state_.external_since += static_cast<uint64_t>(bytes);
  if (state_.external_since >= state_.external_budget) state_.request_slow_path();
}

[[gnu::noinline]] bool Heap::has_room(size_t bytes) {
  if (state_.fits(bytes)) return true;
  if (state_.pauses) return false;
  gc::StackMark mark(state_);
  state_.collect(Collection::full);
  return state_.fits(bytes);
}

void Heap::set_limit(size_t bytes) { state_.limit = bytes; }

void Heap::set_soft_limit(size_t bytes) {
  state_.soft_limit = bytes;
  state_.heed_soft_limit();
}

void Heap::set_out_of_memory_handler(void (*handler)()) { state_.out_of_memory = handler; }

void Heap::set_incremental(size_t from, uint32_t microseconds) {
  state_.incremental_from = from;
  state_.slice_seconds = microseconds * 1e-6;
  state_.slice_bytes = microseconds ? uint64_t{1} << 20 : uint64_t{16} << 10;
}

void Heap::set_stress(uint32_t every) {
  state_.stress_every = every;
  state_.stress_count = 0;
  if (every) state_.request_slow_path();
}

void Heap::set_stack_base(const void* base) { state_.stack_base = static_cast<const char*>(base); }

HeapStats Heap::stats() const {
  HeapStats stats{};
  stats.allocated_bytes = state_.allocated_bytes + state_.allocated_since;
  stats.live_bytes = state_.live_bytes;
  stats.external_bytes = static_cast<uint64_t>(std::max<int64_t>(state_.external_bytes, 0));
  stats.collections = state_.collections;
  stats.minor_collections = state_.minor_collections;
  stats.pause_seconds_total = state_.pause_total;
  stats.pause_seconds_max = state_.pause_max;
  stats.footprint_bytes = state_.footprint();
  stats.peak_footprint_bytes = uint64_t{state_.most_blocks} * gc::block_size;
  stats.limit_bytes = state_.limit;
  std::copy(std::begin(state_.pauses_by_length), std::end(state_.pauses_by_length), stats.pauses_by_length);
  return stats;
}

uint64_t HeapStats::pauses() const {
  return std::accumulate(std::begin(pauses_by_length), std::end(pauses_by_length), uint64_t{0});
}

double HeapStats::pause_percentile(double fraction) const {
  double wanted = static_cast<double>(pauses()) * fraction;
  uint64_t seen = 0;
  for (size_t i = 0; i < std::size(pauses_by_length); ++i) {
    seen += pauses_by_length[i];
    if (static_cast<double>(seen) >= wanted) return std::min(std::exp2(static_cast<double>(i) / 4) * 1e-6, pause_seconds_max);
  }
  return pause_seconds_max;
}

void* Heap::object_at(const void* address) const { return state_.object_at(address); }

void Heap::for_each(void (*visit)(void* object, size_t size, void* context), void* context) const {
  Pause pause;
  state_.for_each(visit, context);
}

void Heap::for_each_watched(void (*visit)(void* object, size_t size, void* context), void* context) const {
  std::vector<void*> objects = state_.watched;  // `visit` may watch more
  objects.insert(objects.end(), state_.young_watched.begin(), state_.young_watched.end());
  Pause pause;
  for (void* object : objects) visit(object, state_.size_of(object), context);
}

void Heap::census(void (*visit)(const Kind& kind, uint64_t objects, uint64_t bytes, void* context), void* context) const {
  struct Count {
    uint64_t objects, bytes;
  };
  std::vector<Count> counts(state_.kinds.size());
  state_.for_each(
      [](void* object, size_t size, void* user) {
        Count& count = (*static_cast<std::vector<Count>*>(user))[static_cast<Header*>(object)->kind];
        ++count.objects;
        count.bytes += size;
      },
      &counts);
  for (size_t kind = 0; kind < counts.size(); ++kind)
    if (counts[kind].objects) visit(state_.kinds[kind], counts[kind].objects, counts[kind].bytes, context);
}

void Heap::verify() {
  collect();
  gc::verify(state_);
}

void WeakRef::set(void* object) {
  HeapState* state = object ? &HeapState::current() : HeapState::existing();
  if (state) state->set_weak(*this, object);
}

}  // namespace jitwright
