// One random case each: empty, or what went wrong. The same choices make the same case.
#pragma once

#include <string>

#include "choices.h"

namespace jitwright::fuzz {

/// How many cases got far.
struct Reached {
  int peeled = 0, bridged = 0, compiled = 0, compiled_bridges = 0;
};

/// A recorded loop and a bridge leave optimised as they do recorded, and so they do compiled by each backend: same guard, frames and memory.
std::string check_optimizer(Choices& choices, Reached& reached);

/// A loop and its bridges do the same on x64 as on the reference.
std::string check_backend(Choices& choices);

}  // namespace jitwright::fuzz
