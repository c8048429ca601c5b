// Result<T>: a value, or a message that says why there is none. The library version has no std::expected.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "support/check.h"

namespace jitwright::support {

struct Error {
  std::string message;
};

template <class T>
class Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : message_(std::move(error.message)) {}
  explicit operator bool() const { return value_.has_value(); }
  T& value() {
    JW_CHECK(value_.has_value(), message_.c_str());
    return *value_;
  }
  const T& value() const {
    JW_CHECK(value_.has_value(), message_.c_str());
    return *value_;
  }
  T* operator->() { return &value(); }
  T& operator*() { return value(); }
  const std::string& error() const { return message_; }

 private:
  std::optional<T> value_;
  std::string message_;
};

}  // namespace jitwright::support
