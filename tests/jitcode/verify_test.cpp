#include "sample.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::jitcode;

namespace {

// The message for the first function of a module whose text is `header`, then a function with these lines.
std::string message_of(const std::string& code, const std::string& header = "", const std::string& signature = "(i64) -> i64") {
  auto module = parse_or_die(header + "\nfunction \"f\" @f " + signature + "\n registers 2\n" + code + "\nend\n");
  std::string message = verify(*module->functions[0], *module);
  return message.substr(message.find(": ") == std::string::npos ? 0 : message.find(": ") + 2);
}

std::string message_after(const char* code, void (*change)(Function&, Module&)) {
  auto module = parse_or_die(std::string("file \"a.cpp\"\nfunction \"f\" @f (i64) -> i64\n registers 2\n") + code + "\nend\n");
  change(*module->functions[0], *module);
  std::string message = verify(*module->functions[0], *module);
  return message.substr(message.find(": ") == std::string::npos ? 0 : message.find(": ") + 2);
}

}  // namespace

TEST_CASE("verify: accepts what is right") { CHECK(message_of("return_ r0") == ""); }

TEST_CASE("verify: registers and constants fit 16 bits") {
  auto change = [](Function& f, Module&) { f.register_count = 0xffff; };
  CHECK(message_after("return_ #1", change) == "registers and constants exceed 16 bits");
}
TEST_CASE("verify: parameters have registers") {
  CHECK(message_of("return_ r0", "", "(i64, i64, i64) -> i64") == "more parameters than registers");
}
TEST_CASE("verify: symbols are in range") {
  CHECK(message_after("return_ r0", [](Function& f, Module&) { f.symbol = 7; }) == "the function's symbol is out of range");
  CHECK(message_after("return_ #1", [](Function& f, Module&) { f.constants[0].symbol = 7; }) == "a constant's symbol is out of range");
}
TEST_CASE("verify: there is code") { CHECK(message_of("") == "no code"); }
TEST_CASE("verify: opcodes are known") {
  CHECK(message_after("return_ r0", [](Function& f, Module&) { f.code[0] = 0xff; }) == "unknown opcode");
}
TEST_CASE("verify: instructions are complete") {
  CHECK(message_after("return_ r0", [](Function& f, Module&) { f.code.pop_back(); }) == "the code ends inside an instruction");
}
TEST_CASE("verify: control does not run off the end") { CHECK(message_of("move r0, r1") == "control runs off the end of the code"); }
TEST_CASE("verify: types are valid") {
  CHECK(message_of("int_add r0, r0, r1\nreturn_ r0") == "bad type");
  CHECK(message_after("return_ r0", [](Function& f, Module&) { f.code[0] |= 0x2000; }) == "bad type");
}
TEST_CASE("verify: registers are in range") {
  CHECK(message_of("move r2, r0\nreturn_ r0") == "destination register out of range");
  CHECK(message_after("return_ r0", [](Function& f, Module&) { f.code[2] = 2; }) == "operand out of range");
  CHECK(message_of("there: call k0, r5, @g\nreturn_ r0\nlive auto", "call \"g\" () -> i64") == "result register out of range");
}
TEST_CASE("verify: jump targets are instructions") {
  CHECK(message_after("jump ->1\n1: return_ r0", [](Function& f, Module&) { f.code[1] = 1; }) == "jump target is not an instruction");
}
TEST_CASE("verify: table indices are in range") {
  CHECK(message_of("load i64 r0, r0, 0, c0\nreturn_ r0") == "access class out of range");
  CHECK(message_of("call k0, r0, @g\nreturn_ r0") == "call descriptor out of range");
  CHECK(message_of("box f0, r0, r0\nreturn_ r0") == "box family out of range");
}
TEST_CASE("verify: calls have the signature's arguments and results") {
  CHECK(message_of("call k0, r0, @g, r0\nreturn_ r0\nlive auto", "call \"g\" () -> i64") == "argument count is not the signature's");
  CHECK(message_of("call k0, r0, @g\nreturn_ r0\nlive auto", "call \"g\" ()") == "a result register for a call without result");
  CHECK(message_of("call k0, r1, @g\nreturn_ r0\nlive auto", "call \"g\" () -> i64, i64") == "second result register out of range");
}
TEST_CASE("verify: return has the signature's results") { CHECK(message_of("return_") == "return count is not the signature's"); }
TEST_CASE("verify: switch cases are constants") {
  CHECK(message_of("switch_ i64 r0, r1, ->a, ->a\na: return_ r0\nlive auto") == "switch case is not constant");
}
TEST_CASE("verify: guards have liveness") {
  CHECK(message_of("promote i64 r0, r0\nreturn_ r0") == "no liveness before the instruction");
  CHECK(message_of("a: call k0, r0, @g\nreturn_ r0\nlive a before r0", "call \"g\" () -> i64") == "no liveness across the call");
}
TEST_CASE("verify: liveness is at instructions, sorted and in range") {
  CHECK(message_after("return_ r0", [](Function& f, Module&) { f.set_liveness({{1, false, {}}}); }) == "liveness is not at an instruction");
  CHECK(message_of("a: return_ r0\nlive a before r0\nlive a before r0") == "liveness is not sorted");
  CHECK(message_of("a: return_ r0\nlive a before r7") == "live register out of range");
  CHECK(message_of("a: return_ r0\nlive a before r1 r0") == "live registers are not in ascending order");
}
TEST_CASE("verify: locations are sorted and in range") {
  CHECK(message_of("a: move r0, r1\nb: return_ r0\nlocation b file 0 line 1\nlocation a file 0 line 1", "file \"x\"") ==
        "locations are not sorted");
  CHECK(message_of("a: return_ r0\nlocation a file 0 line 1") == "a location's file is out of range");
}
TEST_CASE("verify: merge point and portal agree") {
  std::string two = "portal greens 1 lives i64 \"a\", i64 \"b\"\n";
  CHECK(message_of("merge_point 1, r0\nreturn_ r0\nlive auto") == "portal information and merge point do not come together");
  CHECK(message_of(two + "return_ r0") == "portal information and merge point do not come together");
  CHECK(message_of(two + "merge_point 1, r0, r1\nmerge_point 1, r0, r1\nreturn_ r0\nlive auto") == "more than one merge point");
  CHECK(message_of(two + "merge_point 0, r0, r1\nreturn_ r0\nlive auto") == "greens of merge point and portal differ");
  CHECK(message_of(two + "merge_point 1, r0\nreturn_ r0\nlive auto") == "lives of merge point and portal differ");
  CHECK(message_of("portal greens 2 lives i64\nmerge_point 2, r0\nreturn_ r0\nlive auto") == "the portal has more greens than lives");
}
