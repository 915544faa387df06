// Processes of one machine that add up their gradients by libtorch's own collectives (gloo). Where libtorch or its headers come without
// gloo, the functions are there and say so.
#include "lepton_torch.h"

#include <ATen/ATen.h>

#ifdef LEPTON_GLOO
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

using Group = c10d::ProcessGroupGloo;
#else
struct Group {};
#endif

// Waits for the others; they meet in a file that nobody else writes to.
LT_API int32_t lt_group(const char* path, int32_t rank, int32_t size, int32_t seconds, Group** result) {
  return guarded([&] {
#ifdef LEPTON_GLOO
    auto options = Group::Options::create(std::chrono::seconds(seconds));
    options->devices.push_back(Group::createDeviceForHostname("127.0.0.1"));
    auto store = c10::make_intrusive<c10d::FileStore>(path, size);
    *result = c10::make_intrusive<Group>(store, rank, size, options).release();
#else
    (void)path, (void)rank, (void)size, (void)seconds, (void)result;
    throw std::runtime_error("this libtorch has no gloo, or its headers were not there when the bridge was compiled");
#endif
  });
}

LT_API void lt_group_free(Group* group) {
#ifdef LEPTON_GLOO
  c10::intrusive_ptr<Group>::reclaim(group);
#else
  (void)group;
#endif
}

// Gives each of the tensors the sum of the gradients that all processes have of it; one without a gradient counts as zeros. A tensor that
// nobody has a gradient of stays without: the last numbers of what is added up are how many have one.
LT_API int32_t lt_group_sum(Group* group, at::Tensor* const* tensors, int32_t count) {
  return guarded([&] {
#ifdef LEPTON_GLOO
    const at::NoGradGuard no_grad;
    std::vector<at::Tensor> flat;
    flat.reserve(count + 1);
    auto known = at::zeros({count}, tensors[0]->options().device(at::kCPU).requires_grad(false));
    for (int32_t i = 0; i < count; i++) {
      const auto& gradient = tensors[i]->grad();
      known[i] = gradient.defined() ? 1 : 0;
      flat.push_back(gradient.defined() ? gradient.reshape({-1}) : at::zeros({tensors[i]->numel()}, tensors[i]->options()));
    }
    flat.push_back(known.to(tensors[0]->device()));
    // gloo adds up in the memory of the machine.
    const auto device = tensors[0]->device();
    std::vector<at::Tensor> all{at::cat(flat).to(at::kCPU)};
    group->allreduce(all)->wait();
    all[0] = all[0].to(device);
    known = all[0].narrow(0, all[0].numel() - count, count).to(at::kCPU);
    int64_t start = 0;
    for (int32_t i = 0; i < count; i++) {
      const auto length = tensors[i]->numel();
      if (known[i].item<float>() > 0) {
        tensors[i]->mutable_grad() = all[0].narrow(0, start, length).reshape(tensors[i]->sizes()).clone();
      }
      start += length;
    }
#else
    (void)group, (void)tensors, (void)count;
    throw std::runtime_error("there is no gloo");
#endif
  });
}
