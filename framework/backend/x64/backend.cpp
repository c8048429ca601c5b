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
    return compile(request, message, [&](x64::Compiler& compiler) { return compiler.compile_root(message); });
  }
  std::unique_ptr<Code> compile_bridge(const CompileRequest& request, Guard& guard, Code& root, std::string& message) override {
    return compile(request, message, [&](x64::Compiler& compiler) {
      return compiler.compile_bridge(guard, static_cast<x64::X64Code&>(root), message);
    });
  }

 private:
  /// Code is mostly far smaller than the second size; the first lets it fill gaps.
  template <class Compile>
  std::unique_ptr<Code> compile(const CompileRequest& request, std::string& message, Compile compile) {
    if (!acceptable(request, message)) return nullptr;
    x64::CodeMemory::Change change(shared_->memory);
    for (size_t bytes_for_operation : {32, 512}) {
      x64::CodeMemory::Room room = shared_->memory.room(bytes_for_operation * (request.trace->size() + 32));
      if (!room.start) break;
      x64::Compiler compiler(shared_, request, room);
      std::unique_ptr<Code> code = compile(compiler);
      if (code || !compiler.outgrew_room()) return code;
    }
    message = "code memory is exhausted";
    return nullptr;
  }
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
