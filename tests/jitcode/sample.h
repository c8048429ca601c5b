// A module that uses every part of the text form, and helpers for the tests of this folder.
#pragma once

#include <memory>
#include <string>

#include "jitcode/image.h"

namespace jitwright::jitcode {

inline const char* const sample_text = R"text(module "loop.cpp"
file "loop.cpp"
file "vm.h"
symbol "_Z3runPKhP5Frame"
symbol "driver"
symbol "run.jw_resume"
symbol "helper"
symbol "trampoline.i64.i64"
symbol "operator new[](unsigned long)"
class "" ""
class "Frame.pc" "int"
class "Frame.stack[]" "any pointer" element virtualizable
class "Code.ops" "any pointer" immutable quasi_immutable
call "helper" (i64) -> i64 effect elidable trampoline @trampoline.i64.i64
call "" (ptr, s8, f64) -> i32, f64 effect any dont_look_inside
call "flush" () effect none
family "int" i64 box @helper unbox @helper

function "run(unsigned char const*, Frame*)" @_Z3runPKhP5Frame (ptr, ptr) -> i64
  registers 8
  locals 32
  loop
  portal greens 1 driver @driver resume @run.jw_resume lives ptr "code", i64 "pc"
    0: move r2, #0
    3: merge_point 1, r0, r2
    8: load i8 r3, r0, 4, c1  ; Frame.pc
   14: load_item ptr r4, r0, r2, 8, -16, c2  ; Frame.stack[]
   22: int_add i64 r2, r2, #-1
   26: ptr_add_item ptr r5, r4, r2, 8, 24
   33: int_sign_extend i64 r6, r3, 8
   38: call k0, r6, @helper, r6  ; helper
   44: call k1, r6, r4, r0, #3, #0x4045000000000000
   52: conditional_call k2, r3, @"operator new[](unsigned long)"+8  ; flush
   57: box f0, r5, r6  ; int
   61: promote i64 r6, r6
   64: switch_ i32 r3, #1, ->80, #2, ->75, ->80
   75: can_enter_jit
   76: jump ->3
   79: unreachable
   80: return_ r6
  live 3 before r0 r2
  live 38 before r0 r2 r3 r4 r6
  live 38 across r0 r2 r3 r4
  live 44 before r0 r2 r3 r4
  live 44 across r0 r2 r3
  live 61 before r0 r2 r3 r6
  live 64 before r0 r2 r3 r6
  location 0 file 0 line 12
  location 38 file 0 line 7
end

function "flush()" ()
  registers 1
    0: return_
end
)text";

inline std::unique_ptr<Module> parse_or_die(const std::string& text) {
  auto module = parse(text);
  return std::move(module.value());
}

}  // namespace jitwright::jitcode
