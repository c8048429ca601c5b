// What the plugin tells the author: errors, and remarks of the remark name "jitwright" (-Rpass-missed=jitwright,
// -Rpass=jitwright).
#pragma once

#include <string>

namespace llvm {
class Function;
class Instruction;
}  // namespace llvm

namespace jitwright::translator {

struct SourcePosition {
  std::string file;
  unsigned line = 0;  ///< 0: no debug information
};
SourcePosition position_of(const llvm::Function& function);
SourcePosition position_of(const llvm::Instruction& instruction);

/// The name people wrote.
std::string readable_name(const llvm::Function& function);

/// Fails the compilation: "file:line: in function f: message".
void report_error(const llvm::Instruction& at, const std::string& message);
void report_error(const llvm::Function& at, const std::string& message);
void report_warning(const llvm::Instruction& at, const std::string& message);

/// `at` may be null: the remark stands at the function's head.
void report_missed(const llvm::Function& function, const llvm::Instruction* at, const std::string& message);
void report_passed(const llvm::Function& function, const std::string& message);

}  // namespace jitwright::translator
