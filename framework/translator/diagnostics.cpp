#include "diagnostics.h"

#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instruction.h>
#include <llvm/IR/LLVMContext.h>

namespace jitwright::translator {

using namespace llvm;

namespace {

constexpr const char* remark_name = "jitwright";

class PluginDiagnostic : public DiagnosticInfo {
 public:
  PluginDiagnostic(std::string text, DiagnosticSeverity severity) : DiagnosticInfo(kind(), severity), text_(std::move(text)) {}
  void print(DiagnosticPrinter& printer) const override { printer << text_; }

 private:
  static int kind() {
    static const int kind = getNextAvailablePluginDiagnosticKind();
    return kind;
  }
  std::string text_;
};

void report(LLVMContext& context, const SourcePosition& position, const Function& function, const std::string& message,
            DiagnosticSeverity severity) {
  std::string text;
  if (position.line > 0) text = position.file + ":" + std::to_string(position.line) + ": ";
  text += "in function " + readable_name(function) + ": " + message;
  context.diagnose(PluginDiagnostic(text, severity));
}

}  // namespace

SourcePosition position_of(const Function& function) {
  const DISubprogram* subprogram = function.getSubprogram();
  if (!subprogram) return {};
  return {subprogram->getFilename().str(), subprogram->getLine()};
}

SourcePosition position_of(const Instruction& instruction) {
  const DebugLoc& location = instruction.getDebugLoc();
  if (!location) return {};
  return {cast<DIScope>(location.getScope())->getFilename().str(), location.getLine()};
}

std::string readable_name(const Function& function) { return demangle(function.getName()); }

void report_error(const Instruction& at, const std::string& message) {
  report(at.getContext(), position_of(at), *at.getFunction(), message, DS_Error);
}

void report_error(const Function& at, const std::string& message) {
  report(at.getContext(), position_of(at), at, message, DS_Error);
}

void report_warning(const Instruction& at, const std::string& message) {
  report(at.getContext(), position_of(at), *at.getFunction(), message, DS_Warning);
}

void report_missed(const Function& function, const Instruction* at, const std::string& message) {
  if (!function.getContext().getDiagHandlerPtr()->isMissedOptRemarkEnabled(remark_name)) return;
  DiagnosticLocation location =
      at && at->getDebugLoc() ? DiagnosticLocation(at->getDebugLoc()) : DiagnosticLocation(function.getSubprogram());
  const BasicBlock* block = at ? at->getParent() : &function.getEntryBlock();
  OptimizationRemarkMissed remark(remark_name, "NoJitcode", location, block);
  remark << message;
  function.getContext().diagnose(remark);
}

void report_passed(const Function& function, const std::string& message) {
  if (!function.getContext().getDiagHandlerPtr()->isPassedOptRemarkEnabled(remark_name)) return;
  OptimizationRemark remark(remark_name, "Jitcode", DiagnosticLocation(function.getSubprogram()), &function.getEntryBlock());
  remark << message;
  function.getContext().diagnose(remark);
}

}  // namespace jitwright::translator
