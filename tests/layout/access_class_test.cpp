#include "layout/access_class.h"

#include <catch2/catch.hpp>

using namespace jitwright::layout;

TEST_CASE("equal classes are one, and 0 is unknown") {
  AccessClasses classes;
  AccessClassId pc = classes.intern({.field = "Frame.pc", .scalar = "int"});
  CHECK(classes.intern({.field = "Frame.pc", .scalar = "int"}) == pc);
  CHECK_FALSE(classes.intern({.field = "Frame.pc", .scalar = "int", .virtualizable = true}) == pc);
  CHECK(classes.intern({}) == AccessClassId::unknown);
}

TEST_CASE("different fields never alias; without a field the scalar type decides") {
  AccessClasses classes;
  AccessClassId pc = classes.intern({.field = "Frame.pc", .scalar = "int"}),
                depth = classes.intern({.field = "Frame.depth", .scalar = "int"});
  AccessClassId some_int = classes.intern({.scalar = "int"}), some_pointer = classes.intern({.scalar = "any pointer"});
  CHECK_FALSE(classes.may_alias(pc, depth));
  CHECK(classes.may_alias(pc, pc));
  CHECK(classes.may_alias(pc, some_int));
  CHECK_FALSE(classes.may_alias(pc, some_pointer));
  CHECK(classes.may_alias(pc, AccessClassId::unknown));
}
