#include "compiler/fold.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

namespace python {

namespace {

using Kind = Constant::Kind;

Constant integer_constant(int64_t value) {
  Constant result;
  result.kind = Kind::integer;
  result.integer = value;
  return result;
}

Constant float_constant(double value) {
  Constant result;
  result.kind = Kind::floating;
  result.floating = value;
  return result;
}

/// Digits of an integer literal: int64, or text in hexadecimal (from a power of two) or decimal.
bool integer_value(std::string_view text, Constant& out, std::string& message) {
  int base = 10;
  std::string_view digits = text;
  if (text.size() > 2 && text[0] == '0' && (text[1] | 32) > '9') {
    base = (text[1] | 32) == 'x' ? 16 : (text[1] | 32) == 'o' ? 8 : 2;
    digits = text.substr(2);
  }
  uint64_t value = 0;
  bool fits = true;
  for (char c : digits) {
    uint64_t digit = static_cast<uint64_t>(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    if (__builtin_mul_overflow(value, static_cast<uint64_t>(base), &value) || __builtin_add_overflow(value, digit, &value) ||
        value > INT64_MAX) {
      fits = false;
      break;
    }
  }
  if (fits) {
    out = integer_constant(static_cast<int64_t>(value));
    return true;
  }
  out = {};
  out.kind = Kind::big_integer;
  if (base == 10) {
    if (digits.size() > 4300) {
      message =
          "Exceeds the limit (4300 digits) for integer string conversion: value has " + std::to_string(digits.size()) +
          " digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to "
          "avoid decimal conversion limits.";
      return false;
    }
    out.text = digits;
  } else if (base == 16) {
    out.text = "0x" + std::string(digits);
  } else {
    int width = base == 8 ? 3 : 1;
    std::string bits;
    for (char c : digits)
      for (int i = width - 1; i >= 0; i--) bits += static_cast<char>('0' + ((c - '0') >> i & 1));
    while (bits.size() % 4) bits.insert(bits.begin(), '0');
    out.text = "0x";
    for (size_t i = 0; i < bits.size(); i += 4)
      out.text +=
          "0123456789abcdef"[(bits[i] - '0') * 8 + (bits[i + 1] - '0') * 4 + (bits[i + 2] - '0') * 2 + (bits[i + 3] - '0')];
  }
  return true;
}

bool integers(BinaryOp op, int64_t a, int64_t b, Constant& out) {
  int64_t result = 0;
  switch (op) {
    case BinaryOp::add:
      if (__builtin_add_overflow(a, b, &result)) return false;
      break;
    case BinaryOp::subtract:
      if (__builtin_sub_overflow(a, b, &result)) return false;
      break;
    case BinaryOp::multiply:
      if (__builtin_mul_overflow(a, b, &result)) return false;
      break;
    case BinaryOp::true_divide: {
      constexpr int64_t exact = int64_t{1} << 53;
      if (b == 0 || a > exact || a < -exact || b > exact || b < -exact) return false;
      out = float_constant(static_cast<double>(a) / static_cast<double>(b));
      return true;
    }
    case BinaryOp::floor_divide:
    case BinaryOp::modulo: {
      if (b == 0 || (b == -1 && a == INT64_MIN)) return false;
      int64_t quotient = a / b, remainder = a % b;
      if (remainder != 0 && (remainder < 0) != (b < 0)) {
        quotient--;
        remainder += b;
      }
      result = op == BinaryOp::modulo ? remainder : quotient;
      break;
    }
    case BinaryOp::power: {
      if (b < 0 || b > 64) return false;
      result = 1;
      for (int64_t i = 0; i < b; i++)
        if (__builtin_mul_overflow(result, a, &result)) return false;
      break;
    }
    case BinaryOp::left_shift:
      if (b < 0 || b > 62 || a > (INT64_MAX >> b) || a < (INT64_MIN >> b)) return false;
      result = static_cast<int64_t>(static_cast<uint64_t>(a) << b);
      break;
    case BinaryOp::right_shift:
      if (b < 0) return false;
      result = a >> (b > 63 ? 63 : b);
      break;
    case BinaryOp::bit_and: result = a & b; break;
    case BinaryOp::bit_or: result = a | b; break;
    case BinaryOp::bit_xor: result = a ^ b; break;
    default: return false;
  }
  out = integer_constant(result);
  return true;
}

bool floats(BinaryOp op, double a, double b, Constant& out) {
  switch (op) {
    case BinaryOp::add: out = float_constant(a + b); return true;
    case BinaryOp::subtract: out = float_constant(a - b); return true;
    case BinaryOp::multiply: out = float_constant(a * b); return true;
    case BinaryOp::true_divide:
      if (b == 0) return false;
      out = float_constant(a / b);
      return true;
    default: return false;
  }
}

bool number(const Constant& constant, double& out) {
  if (constant.kind == Kind::floating)
    out = constant.floating;
  else if (constant.kind == Kind::integer && std::llabs(constant.integer) <= (int64_t{1} << 53))
    out = static_cast<double>(constant.integer);
  else
    return false;
  return true;
}

bool binary_value(BinaryOp op, const Constant& a, const Constant& b, Constant& out) {
  if (a.kind == Kind::integer && b.kind == Kind::integer) return integers(op, a.integer, b.integer, out);
  double x, y;
  if (number(a, x) && number(b, y)) return floats(op, x, y, out);
  if (b.kind == Kind::complex && number(a, x) && (op == BinaryOp::add || op == BinaryOp::subtract)) {
    out = {};
    out.kind = Kind::complex;
    out.real = op == BinaryOp::add ? x + b.real : x - b.real;
    out.floating = op == BinaryOp::add ? b.floating : -b.floating;
    return true;
  }
  if (op == BinaryOp::add && a.kind == b.kind && (a.kind == Kind::str || a.kind == Kind::bytes) &&
      a.text.size() + b.text.size() < 4096) {
    out = a;
    out.text += b.text;
    return true;
  }
  return false;
}

bool unary_value(UnaryOp op, const Constant& a, Constant& out) {
  switch (op) {
    case UnaryOp::negate:
      if (a.kind == Kind::integer && a.integer != INT64_MIN)
        out = integer_constant(-a.integer);
      else if (a.kind == Kind::floating)
        out = float_constant(-a.floating);
      else if (a.kind == Kind::complex)
        out = a, out.floating = -a.floating, out.real = -a.real;
      else if (a.kind == Kind::big_integer && a.text == "9223372036854775808")
        out = integer_constant(INT64_MIN);
      else if (a.kind == Kind::big_integer && a.text[0] != '-')
        out = a, out.text = "-" + a.text;
      else
        return false;
      return true;
    case UnaryOp::positive:
      if (a.kind != Kind::integer && a.kind != Kind::floating) return false;
      out = a;
      return true;
    case UnaryOp::invert:
      if (a.kind != Kind::integer) return false;
      out = integer_constant(~a.integer);
      return true;
    case UnaryOp::logical_not: {
      bool truth;
      switch (a.kind) {
        case Kind::none: truth = false; break;
        case Kind::boolean:
        case Kind::integer: truth = a.integer != 0; break;
        case Kind::floating: truth = a.floating != 0; break;
        case Kind::str:
        case Kind::bytes: truth = !a.text.empty(); break;
        default: return false;
      }
      out = {};
      out.kind = Kind::boolean;
      out.integer = !truth;
      return true;
    }
  }
  return false;
}

bool value_of(Expr* expr, Constant& out) {
  std::string message;
  return expr->kind == ExprKind::constant && constant_value(static_cast<ConstantExpr*>(expr), out, message);
}

}  // namespace

bool constant_value(const ConstantExpr* expr, Constant& out, std::string& message) {
  out = {};
  switch (expr->type) {
    case ConstantKind::none: out.kind = Kind::none; return true;
    case ConstantKind::true_:
    case ConstantKind::false_:
      out.kind = Kind::boolean;
      out.integer = expr->type == ConstantKind::true_;
      return true;
    case ConstantKind::ellipsis: out.kind = Kind::ellipsis; return true;
    case ConstantKind::integer: return integer_value(expr->text, out, message);
    case ConstantKind::floating:
    case ConstantKind::imaginary:
      out.kind = expr->type == ConstantKind::floating ? Kind::floating : Kind::complex;
      out.floating = std::strtod(std::string(expr->text).c_str(), nullptr);
      return true;
    case ConstantKind::str:
    case ConstantKind::bytes:
      out.kind = expr->type == ConstantKind::str ? Kind::str : Kind::bytes;
      out.text = expr->text;
      return true;
    case ConstantKind::folded: out = *expr->value; return true;
  }
  return false;
}

Expr* fold(Expr* expr, Arena& arena, std::vector<std::unique_ptr<Constant>>& keep) {
  Constant a, b, result;
  switch (expr->kind) {
    case ExprKind::unary: {
      auto* unary = static_cast<UnaryExpr*>(expr);
      if (!value_of(unary->operand, a) || !unary_value(unary->op, a, result)) return expr;
      break;
    }
    case ExprKind::binary: {
      auto* binary = static_cast<BinaryExpr*>(expr);
      if (binary->left->kind != ExprKind::constant || binary->right->kind != ExprKind::constant) return expr;
      if (!value_of(binary->left, a) || !value_of(binary->right, b) || !binary_value(binary->op, a, b, result)) return expr;
      break;
    }
    case ExprKind::tuple: {
      auto* tuple = static_cast<SequenceExpr*>(expr);
      for (Expr* item : tuple->items)
        if (item->kind != ExprKind::constant) return expr;
      result.kind = Kind::tuple;
      for (Expr* item : tuple->items) {
        Constant& value = result.items.emplace_back();
        if (!value_of(item, value)) return expr;
      }
      break;
    }
    default: return expr;
  }
  keep.push_back(std::make_unique<Constant>(std::move(result)));
  return arena.make<ConstantExpr>(Expr{ExprKind::constant, expr->parenthesized, expr->at}, ConstantKind::folded,
                                  std::string_view(), keep.back().get());
}

std::string constant_key(const Constant& constant) {
  std::string key(1, static_cast<char>('A' + static_cast<int>(constant.kind)));
  auto raw = [&](const auto& value) { key.append(reinterpret_cast<const char*>(&value), sizeof value); };
  switch (constant.kind) {
    case Kind::none:
    case Kind::ellipsis: break;
    case Kind::boolean:
    case Kind::integer: raw(constant.integer); break;
    case Kind::floating: raw(constant.floating); break;
    case Kind::complex: raw(constant.real), raw(constant.floating); break;
    case Kind::str:
    case Kind::bytes:
    case Kind::big_integer: raw(constant.text.size()), key += constant.text; break;
    case Kind::tuple:
    case Kind::frozenset:
      raw(constant.items.size());
      for (const Constant& item : constant.items) key += constant_key(item);
      break;
    case Kind::code: raw(constant.code.get()); break;
  }
  return key;
}

}  // namespace python
