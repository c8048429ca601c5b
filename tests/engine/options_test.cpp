#include <catch2/catch.hpp>

#include <jitwright/options.h>

TEST_CASE("options are read word by word") {
  jitwright::Options options;
  CHECK(jitwright::parse_options("hot,guards,loop_threshold:7,log:-,,gc", options).empty());
  CHECK(options.hot);
  CHECK(options.guards);
  CHECK(options.loop_threshold == 7);
  CHECK(options.log == "-");
  CHECK(options.gc == 1);
  CHECK_FALSE(options.off);
}

TEST_CASE("the first word that is no option is returned") {
  jitwright::Options options;
  CHECK(jitwright::parse_options("hot,warm,cold", options) == "warm");
  CHECK(jitwright::parse_options("hot:1", options) == "hot:1");
  CHECK(jitwright::parse_options("log", options) == "log");
}
