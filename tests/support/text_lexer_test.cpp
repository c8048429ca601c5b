#include "support/text_lexer.h"

#include <catch2/catch.hpp>

using namespace jitwright::support;

TEST_CASE("words, punctuation and lines") {
  TextLexer lexer("%1 = int_add #-5 ; a comment\n$x.y");
  CHECK(lexer.take().text == "%1");
  CHECK(lexer.accept('='));
  CHECK_FALSE(lexer.accept('='));
  CHECK(lexer.accept_word("int_add"));
  CHECK(lexer.accept('#'));
  CHECK(lexer.accept('-'));
  CHECK(lexer.take().text == "5");
  CHECK(lexer.at_line_end());
  CHECK(lexer.take().kind == Token::Kind::line_end);
  CHECK(lexer.current().line == 2);
  CHECK(lexer.take().text == "$x.y");
  CHECK(lexer.at(Token::Kind::end));
  CHECK(lexer.at_line_end());
}

TEST_CASE("quote and the lexer are inverse") {
  std::string text = "a \"quoted\" \\ name\nwith a line end; and no comment";
  TextLexer lexer(quote(text));
  REQUIRE(lexer.at(Token::Kind::string));
  CHECK(lexer.current().text == text);
}

TEST_CASE("a string that does not end is taken to the end") {
  TextLexer lexer("\"abc");
  CHECK(lexer.take().text == "abc");
  CHECK(lexer.at(Token::Kind::end));
}
