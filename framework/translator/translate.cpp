#include "translate.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include "call_trampolines.h"
#include "cut_merge_point.h"
#include "diagnostics.h"
#include "eligibility.h"
#include "embed_image.h"
#include "emit_jitcode.h"
#include "hints.h"
#include "image_builder.h"
#include "lower_hints.h"
#include "lower_portal.h"
#include "simplify_clone.h"

namespace jitwright::translator {

using namespace llvm;

namespace {

/// JITWRIGHT_PRINT=cut, clone, simplified, or native prints the module after that step.
void print_if_wanted(const Module& module, StringRef step) {
  const char* wanted = std::getenv("JITWRIGHT_PRINT");
  if (wanted && step == wanted) module.print(errs(), nullptr);
}

/// A broken module must never reach code generation.
bool still_valid(Module& module, const char* step) {
  std::string text;
  raw_string_ostream stream(text);
  if (!verifyModule(module, &stream)) return true;
  for (Function& function : module) {
    if (function.isDeclaration() || !verifyFunction(function)) continue;
    report_error(function, std::string("internal error of the Jitwright plugin (") + step + "): " + text);
    return false;
  }
  module.getContext().emitError(Twine("internal error of the Jitwright plugin (") + step + "): " + text);
  return false;
}

class Translation {
 public:
  explicit Translation(Module& module) : module_(module) {}

  void run() {
    describe_markers(module_);
    find_portals();
    // The cut comes before the clone: both sides must agree on the live values.
    cut_portals();
    if (!still_valid(module_, "cutting merge points")) return;
    print_if_wanted(module_, "cut");
    make_clone();
    emit_functions();
    lower();
    if (!still_valid(module_, "lowering")) return;
    if (!image_->module.functions.empty()) embed_image(*image_);
    still_valid(module_, "embedding");
    print_if_wanted(module_, "native");
    report_.write(module_.getSourceFileName());
  }

 private:
  void find_portals() {
    for (Function& function : module_) {
      if (!function.isDeclaration() && has_merge_point(function)) candidates_.push_back(&function);
    }
  }

  void cut_portals() {
    for (Function* function : candidates_) {
      Portal portal;
      if (cut_merge_point(*function, portal)) portals_.push_back(std::move(portal));
    }
    for (Function& function : module_) {
      if (function.isDeclaration() || is_contained(candidates_, &function)) continue;
      for (BasicBlock& block : function) {
        for (Instruction& instruction : block) {
          if (marker_of(instruction) == Marker::can_enter_jit)
            report_error(instruction, "JW_CAN_ENTER_JIT in a function without JW_MERGE_POINT; put it into the portal");
        }
      }
    }
  }

  void make_clone() {
    ValueToValueMapTy map;
    clone_ = CloneModule(module_, map);
    std::unordered_map<const GlobalValue*, GlobalValue*> originals;
    for (auto entry : map) {
      if (auto* global = dyn_cast_or_null<GlobalValue>(static_cast<Value*>(entry.second)))
        originals[global] = const_cast<GlobalValue*>(cast<GlobalValue>(entry.first));
      if (auto* block = dyn_cast_or_null<BasicBlock>(static_cast<Value*>(entry.second)); block && isa<BasicBlock>(entry.first))
        blocks_[block] = const_cast<BasicBlock*>(cast<BasicBlock>(entry.first));
    }
    functions_ = originals;
    print_if_wanted(*clone_, "clone");
    clone_hints_ = std::make_unique<Hints>(*clone_);
    simplify_clone(*clone_, *clone_hints_);
    print_if_wanted(*clone_, "simplified");
    image_ = std::make_unique<ImageBuilder>(module_, std::move(originals));
  }

  const Portal* portal_of(const Function* original) const {
    auto position = find_if(portals_, [&](const Portal& portal) { return portal.function == original; });
    return position == portals_.end() ? nullptr : &*position;
  }

  Function* original_of(const Function& clone) const {
    auto position = functions_.find(&clone);
    return position == functions_.end() || position->second->getName() != clone.getName() ? nullptr
                                                                                          : dyn_cast<Function>(position->second);
  }

  void emit_functions() {
    Trampolines trampolines(*image_);
    EmitContext context{*image_, trampolines, *clone_hints_,
                        [this](const Function& clone) { return portal_of(original_of(clone)) != nullptr; },
                        [this](const BasicBlock* block) {
                          auto position = blocks_.find(block);
                          // A pass may have put a new block where an old one was.
                          return position == blocks_.end() || !position->second->hasAddressTaken() ? nullptr : position->second;
                        }};
    for (Function& clone : *clone_) {
      Function* original = original_of(clone);
      if (clone.isDeclaration() || clone.hasAvailableExternallyLinkage() || !original || original->isDeclaration()) continue;
      emit_function(context, clone, *original);
    }
  }

  void emit_function(const EmitContext& context, Function& clone, Function& original) {
    const Portal* portal = portal_of(&original);
    if (std::optional<Exclusion> out = exclusion(clone, *clone_hints_, portal != nullptr)) {
      if (out->silent)
        report_.add_opaque(original);
      else
        report_.add_refused(original, out->refusal);
      return;
    }
    Emitted emitted = emit_jitcode(context, clone, original, portal, has_loop(clone));
    if (!emitted.function) {
      report_.add_refused(original, emitted.refusal);
      if (portal) {
        SourcePosition at = emitted.refusal.at ? position_of(*emitted.refusal.at) : SourcePosition{};
        std::string where = at.line > 0 ? " (" + at.file + ":" + std::to_string(at.line) + ")" : "";
        report_error(original,
                     "the portal cannot be traced: " + emitted.refusal.reason + where + "; remedy: " + emitted.refusal.remedy);
      }
      return;
    }
    report_.add_traced(original, portal != nullptr, emitted.function->code.size());
    const FunctionHints& hints = (*clone_hints_)[&clone];
    if (hints.role != BoxRole::none) note_family(hints, *emitted.function);
    image_->module.functions.push_back(std::move(emitted.function));
  }

  void note_family(const FunctionHints& hints, const jitcode::Function& function) {
    uint32_t number = image_->family(hints.family);
    auto& symbols = image_->module.family_symbols[number];
    layout::Type payload = layout::Type::none;
    if (hints.role == BoxRole::box) {
      symbols.box = function.symbol;
      if (!function.signature.parameters.empty()) payload = layout::register_type(function.signature.parameters[0]);
    } else if (hints.role == BoxRole::unbox) {
      symbols.unbox = function.symbol;
      payload = layout::register_type(function.signature.result);
    } else {
      symbols.is_box = function.symbol;
    }
    if (payload != layout::Type::none)
      image_->module.families[number].payload = payload == layout::Type::ptr ? layout::Type::i64 : payload;
  }

  void lower() {
    for (const Portal& portal : portals_) {
      Function* resume = lower_portal(portal);
      for (auto& function : image_->module.functions) {
        if (function->portal && function->symbol == image_->symbol(*portal.function))
          function->portal->resume_symbol = image_->symbol(*resume);
      }
    }
    lower_hints(module_);
  }

  Module& module_;
  std::vector<Function*> candidates_;
  std::vector<Portal> portals_;
  std::unique_ptr<Module> clone_;
  std::unique_ptr<Hints> clone_hints_;
  std::unordered_map<const GlobalValue*, GlobalValue*> functions_;
  std::unordered_map<const BasicBlock*, BasicBlock*> blocks_;
  std::unique_ptr<ImageBuilder> image_;
  Report report_;
};

}  // namespace

void translate(Module& module) {
  bool has_code = any_of(module, [](const Function& function) { return !function.isDeclaration(); });
  if (has_code) Translation(module).run();
}

}  // namespace jitwright::translator
