// Native code of a portal.
//
// The body moves into F.jw_impl, which takes F's arguments and a resume buffer; F becomes a wrapper that passes null. Entered
// with a buffer, the implementation loads the live values from it and starts at the merge point. Edges that come from
// can_enter_jit get a copy of the blocks up to the merge point and a counter test at its end, so that nobody else pays for the
// test.
#pragma once

namespace llvm {
class Function;
}

namespace jitwright::translator {

struct Portal;

/// Lowers the cut portal in the original module. Returns `void resume(uint64_t* buffer)`.
llvm::Function* lower_portal(const Portal& portal);

}  // namespace jitwright::translator
