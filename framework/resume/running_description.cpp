#include "resume/running_description.h"

#include <utility>

namespace jitwright::resume {

namespace {

void retire(RunningDescription& now, RunningFrame& frame) {
  if (frame.function_number >= now.last_of_function.size()) now.last_of_function.resize(frame.function_number + 1);
  now.last_of_function[frame.function_number] = std::move(frame);
}

}  // namespace

void retire_top_frame(RunningDescription& now) {
  retire(now, now.frames.back());
  now.frames.pop_back();
}

void use_frame(RunningDescription& now, uint32_t index, uint32_t function_number) {
  if (index == now.frames.size()) now.frames.emplace_back();
  RunningFrame& frame = now.frames[index];
  if (frame.function_number == function_number) return;
  if (frame.function_number != nothing) retire(now, frame);
  frame = {};
  if (function_number < now.last_of_function.size()) frame = now.last_of_function[function_number];
  frame.function_number = function_number;
}

void forget_facts_of_unmentioned(RunningDescription& now, std::vector<uint8_t>& seen) {
  if (now.known.empty()) return;
  seen.assign(now.sources.size(), 0);
  for (const RunningFrame& frame : now.frames) {
    for (uint32_t i = 0; i < frame.value_count; i++) seen[frame.source_of(i)] = 1;
  }
  for (uint64_t object : now.made) {
    for (uint32_t argument : now.heads[now.objects[object].head].arguments) seen[argument] = 1;
    for (uint64_t store : now.objects[object].stores) seen[static_cast<uint32_t>(store)] = 1;
  }
  for (uint64_t store : now.pending) {
    const Place& place = now.places[store >> 32];
    seen[place.base] = 1;
    if (place.index != nothing) seen[place.index] = 1;
    seen[static_cast<uint32_t>(store)] = 1;
  }
  auto is_argument = [&](uint32_t source) { return now.sources[source].kind == Source::Kind::fail_argument; };
  auto mentions = [&](const NumberedFact& fact) { return fact.flags & NumberedFact::field && is_argument(fact.other); };
  for (uint64_t number : now.known) {
    const NumberedFact& fact = now.facts[number];
    if (mentions(fact)) seen[fact.value] = seen[fact.other] = 1;
  }
  std::erase_if(now.known, [&](uint64_t number) {
    const NumberedFact& fact = now.facts[number];
    return is_argument(fact.value) && !seen[fact.value];
  });
}

}  // namespace jitwright::resume
