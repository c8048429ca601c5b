// The quick tier as a Backend.
#include "backend/x64/compiler.h"

namespace jitwright::backend {

namespace {

class X64Backend final : public Backend {
 public:
  explicit X64Backend(const x64::CpuFeatures& cpu) : shared_(std::make_shared<x64::SharedState>()) {
    shared_->backend = this;
    shared_->cpu = cpu;
  }
  const char* name() const override { return "x64"; }
  std::unique_ptr<Code> compile_root(const CompileRequest& request, std::string& message) override {
    if (!acceptable(request, message)) return nullptr;
    return x64::Compiler(shared_, request).compile_root(message);
  }
  std::unique_ptr<Code> compile_bridge(const CompileRequest& request, Guard& guard, Code& root, std::string& message) override {
    if (!acceptable(request, message)) return nullptr;
    return x64::Compiler(shared_, request).compile_bridge(guard, static_cast<x64::X64Code&>(root), message);
  }

 private:
  static bool acceptable(const CompileRequest& request, std::string& message) {
#ifdef JW_CHECKS
    message = trace::verify(*request.trace);
#else
    message.clear();
#endif
    return message.empty();
  }
  std::shared_ptr<x64::SharedState> shared_;
};

}  // namespace

std::unique_ptr<Backend> make_x64_backend() { return x64::make_backend(x64::cpu_features()); }

std::unique_ptr<Backend> x64::make_backend(const CpuFeatures& cpu) { return std::make_unique<X64Backend>(cpu); }

}  // namespace jitwright::backend
