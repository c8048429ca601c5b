#include "metainterp/blackhole.h"

#include <algorithm>

namespace jitwright::metainterp {

RunResult Blackhole::run() {
  stop_ = false;
  while (!stop_) step();
  return std::move(result_);
}

void Blackhole::call() {
  Frame& frame = stack_.top();
  const CallSite site(Units(frame.code + frame.pc));
  bool two = has_second_result(descriptor_of(frame, site.descriptor).signature);
  finish_call(frame, execute_call(frame, site), {}, {}, two);
}

void Blackhole::return_(Units u) { leave_frame(returned_values(stack_.top(), u)); }

void Blackhole::leave_frame(CallResults results) {
  const layout::Signature& signature = stack_.top().function->signature;
  if (stack_.size() > 1) {
    stack_.pop();
    finish_call(stack_.top(), results, {}, {}, has_second_result(signature));
    return;
  }
  result_.kind = RunResult::Kind::returned;
  if (signature.result != layout::AbiType::none) result_.values.push_back(results.first);
  if (signature.second_result != layout::AbiType::none) result_.values.push_back(results.second);
  stop_ = true;
}

void Blackhole::merge_point(Units u) {
  Frame& frame = stack_.top();
  if (stack_.size() == 1) {
    result_ = {RunResult::Kind::at_merge_point, lives_at(frame, u)};
    stop_ = true;
    return;
  }
  uint32_t lives = u[2];
  uint64_t* buffer = stack_.push_words(std::max(lives, 2u));
  for (uint32_t i = 0; i < lives; ++i) buffer[i] = frame.registers[u[3 + i]];
  machine_.environment.run_portal(*frame.function, buffer);
  leave_frame({buffer[0], buffer[1]});
}

void Blackhole::unreachable() {
  CHECK(false, ("jitcode reached an instruction that cannot be reached: " + describe_location(stack_.top())).c_str());
}

std::vector<uint64_t> lives_at(const Frame& frame, Units merge_point) {
  std::vector<uint64_t> lives(merge_point[2]);
  for (uint32_t i = 0; i < lives.size(); ++i) lives[i] = frame.registers[merge_point[3 + i]];
  return lives;
}

CallResults returned_values(const Frame& frame, Units u) {
  CallResults results;
  if (u[1] > 0) results.first = frame.value(u[2]);
  if (u[1] > 1) results.second = frame.value(u[3]);
  return results;
}

std::string describe_location(const Frame& frame) {
  std::optional<jitcode::Location> location = frame.function->find_location(frame.pc);
  if (!location) return frame.function->name;
  return frame.function->module->file(location->file) + ":" + std::to_string(location->line) + " in " + frame.function->name;
}

}  // namespace jitwright::metainterp
