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

}  // namespace jitwright::resume
