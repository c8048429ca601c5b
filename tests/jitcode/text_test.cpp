#include "jitcode/instruction.h"
#include "sample.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright::jitcode;

TEST_CASE("text form: text → module → text is the identity") {
  CHECK(print(*parse_or_die(sample_text)) == sample_text);
}

TEST_CASE("text form: a small function is printed as it is written") {
  std::string text = R"text(module "a.cpp"
symbol "f"

function "f(int)" @f (i32) -> i32
  registers 2
    0: int_add i32 r1, r0, #1
    4: branch_false r1, ->9
    8: unreachable
    9: return_ r1
  live 4 before r1
end
)text";
  CHECK(print(*parse_or_die(text)) == text);
}

TEST_CASE("text form: labels, symbols by use and computed liveness") {
  auto module = parse_or_die(R"(
    call "g" (i64) -> i64
    function "f" @f (i64) -> i64
      registers 3
      move r1, #0
      again: int_slt i64 r2, r0, #10
      branch_false r2, ->done
      call k0, r0, @g, r0
      jump ->again
      done: return_ r0
      live auto
    end)");
  const Function& function = *module->functions[0];
  CHECK(verify(function, *module) == "");
  CHECK(verify_liveness(function, *module) == "");
  CHECK(module->symbols == std::vector<std::string>{"f", "g"});
  REQUIRE(function.liveness.size() == 3);
  CHECK(std::ranges::equal(function.liveness[0].registers, std::vector<uint16_t>{0, 2}));
  const Liveness* across = function.find_liveness(function.liveness[2].pc, true);
  REQUIRE(across);
  CHECK(across->registers.empty());
}

TEST_CASE("text form: mistakes are reported with their line") {
  CHECK(parse("module \"a\"\nnonsense").error() == "line 2: unexpected 'nonsense'");
  CHECK(parse("function \"f\" ()\nregisters 1\nfly r1").error() == "line 3: unknown instruction 'fly'");
  CHECK(parse("function \"f\" ()\nregisters 1\njump ->x\nend").error() == "line 3: no label 'x'");
  CHECK(parse("function \"f\" ()\nregisters 1\nmove r0 #1\nend").error() == "line 3: ',' expected before '#'");
  CHECK(parse("function \"f\" ()\n").error() != "");
  CHECK(parse("function \"f\" (").error() != "");
}

TEST_CASE("liveness: a register that is read later must be listed") {
  auto module = parse_or_die(R"(
    function "f" (i32, i32) -> i32
      registers 2
      there: branch_false r0, ->out
      out: return_ r1
      live there before r0
    end)");
  CHECK(verify(*module->functions[0], *module) == "");
  CHECK(verify_liveness(*module->functions[0], *module).find("not in the liveness") != std::string::npos);
}

TEST_CASE("find_location gives the last location at or before the position") {
  auto module = parse_or_die(sample_text);
  const Function& function = *module->functions[0];
  CHECK(function.find_location(0)->line == 12);
  CHECK(function.find_location(20)->line == 12);
  CHECK(function.find_location(60)->line == 7);
  CHECK_FALSE(module->functions[1]->find_location(0));
}
