// Where tensors are made, how exactly products of matrices are computed, and what has no deterministic form.
#include "lepton_device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include <mutex>
#include <set>

#define LEPTON_TORCH_SINCE(major, minor) (TORCH_VERSION_MAJOR > major || (TORCH_VERSION_MAJOR == major && TORCH_VERSION_MINOR >= minor))

namespace {

at::Device device{at::kCPU};
std::mutex gate;
std::set<std::string> told;
thread_local std::string listed;

// Keeps what libtorch says of operators that are not deterministic here; all else goes where it went.
class Listener : public c10::WarningHandler {
 public:
#if LEPTON_TORCH_SINCE(2, 0)
  void process(const c10::Warning& warning) override {
    if (!keep(warning.msg())) {
      c10::WarningHandler::process(warning);
    }
  }
#else
  void process(const c10::SourceLocation& place, const std::string& text, const bool verbatim) override {
    if (!keep(text)) {
      c10::WarningHandler::process(place, text, verbatim);
    }
  }
#endif

 private:
  static bool keep(const std::string& text) {
    const auto end = text.find(" does not have a deterministic implementation");
    if (end == std::string::npos) {
      return false;
    }
    const std::lock_guard<std::mutex> lock(gate);
    told.insert(text.substr(0, end));
    return true;
  }
};

Listener listener;

}  // namespace

const at::Device& session_device() { return device; }

// Of the whole process: the device, such as "cpu" or "cuda:0", threads within an operator, whether lt_mixed will be called, and deterministic
// kernels wherever there are some.
LT_API int32_t lt_settings(const char* name, int32_t threads, int32_t mixed) {
  return guarded([&] {
    const at::Device asked{std::string(name)};
    if (asked.is_cuda() && !at::globalContext().hasCUDA()) {
      throw std::runtime_error("this libtorch has no CUDA, or there is no CUDA device");
    }
    device = asked;
    // oneDNN has bfloat16 for some processors alone.
    at::globalContext().setUserEnabledMkldnn(mixed == 0 || device.is_cuda());
    at::set_num_threads(threads);
    at::globalContext().setDeterministicAlgorithms(true, true);
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setBenchmarkCuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
    at::globalContext().setAllowTF32CuDNN(false);
#if LEPTON_TORCH_SINCE(2, 0)
    c10::WarningUtils::set_warning_handler(&listener);
#else
    c10::Warning::set_warning_handler(&listener);
#endif
  });
}

// The operators that were called and have no deterministic form, one a line.
LT_API const char* lt_undetermined() {
  const std::lock_guard<std::mutex> lock(gate);
  listed.clear();
  for (const auto& name : told) {
    listed += name + "\n";
  }
  return listed.c_str();
}

// Whether products of matrices and convolutions of this thread are computed in bfloat16 from now on.
LT_API int32_t lt_mixed(int32_t on) {
  return guarded([&] {
    const bool enabled = on != 0;
#if LEPTON_TORCH_SINCE(2, 4)
    at::autocast::set_autocast_dtype(device.type(), at::kBFloat16);
    at::autocast::set_autocast_enabled(device.type(), enabled);
#else
    if (device.is_cuda()) {
      at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
      at::autocast::set_enabled(enabled);
    } else {
      at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
      at::autocast::set_cpu_enabled(enabled);
    }
#endif
    if (!enabled) {
      // Of the parameters as they were.
      at::autocast::clear_cache();
    }
  });
}

LT_API int32_t lt_float(const at::Tensor* tensor, at::Tensor** result) {
  return guarded([&] { *result = own(tensor->to(at::kFloat)); });
}
