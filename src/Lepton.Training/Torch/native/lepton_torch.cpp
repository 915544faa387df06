// A C ABI over libtorch's dispatcher: tensors, autograd, and any ATen operator by name, called boxed.
// Every function that can fail returns 0, or -1 with the reason in lt_error() of the same thread.
#include "lepton_device.h"

#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace {

std::atomic<int64_t> live{0};

enum Tag : int32_t { Default = 0, None = 1, TensorTag = 2, Int = 3, Double = 4, Bool = 5, IntList = 6, TensorList = 7, Text = 8, DoubleList = 9, BoolList = 10 };

// As Value in C#.
struct Value {
  int32_t tag;
  int32_t count;
  union {
    int64_t integer;
    double number;
    const void* pointer;
  };
};

struct Operator {
  c10::OperatorHandle handle;
  std::string arguments;
};

// The type itself, also of an optional argument.
c10::TypePtr plain(const c10::Argument& argument) {
  auto type = argument.type();
  return type->kind() == c10::TypeKind::OptionalType ? type->castRaw<c10::OptionalType>()->getElementType() : type;
}

c10::IValue convert(const Value& value, const c10::Argument& argument) {
  const auto type = plain(argument);
  const auto kind = type->kind();
  switch (value.tag) {
    case Default: {
      if (auto fallback = argument.default_value()) {
        return *fallback;
      }
      throw std::runtime_error("argument '" + argument.name() + "' has no default");
    }
    case None:
      return c10::IValue();
    case TensorTag:
      return c10::IValue(*static_cast<const at::Tensor*>(value.pointer));
    case Int:
      return kind == c10::TypeKind::FloatType ? c10::IValue(static_cast<double>(value.integer)) : c10::IValue(value.integer);
    case Double:
      return c10::IValue(value.number);
    case Bool:
      return c10::IValue(value.integer != 0);
    case IntList: {
      const auto* items = static_cast<const int64_t*>(value.pointer);
      return c10::IValue(std::vector<int64_t>(items, items + value.count));
    }
    case DoubleList: {
      const auto* items = static_cast<const double*>(value.pointer);
      return c10::IValue(std::vector<double>(items, items + value.count));
    }
    case BoolList: {
      c10::List<bool> list;
      const auto* items = static_cast<const int64_t*>(value.pointer);
      for (int32_t i = 0; i < value.count; i++) {
        list.push_back(items[i] != 0);
      }
      return c10::IValue(list);
    }
    case TensorList: {
      const auto* items = static_cast<const at::Tensor* const*>(value.pointer);
      if (kind == c10::TypeKind::ListType && type->castRaw<c10::ListType>()->getElementType()->kind() == c10::TypeKind::OptionalType) {
        c10::List<decltype(std::declval<c10::IValue>().toOptional<at::Tensor>())> list;
        for (int32_t i = 0; i < value.count; i++) {
          if (items[i] == nullptr) {
            list.push_back({});
          } else {
            list.push_back(*items[i]);
          }
        }
        return c10::IValue(list);
      }
      std::vector<at::Tensor> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; i++) {
        list.push_back(*items[i]);
      }
      return c10::IValue(std::move(list));
    }
    case Text: {
      std::string text(static_cast<const char*>(value.pointer), value.count);
      return kind == c10::TypeKind::DeviceObjType ? c10::IValue(c10::Device(text)) : c10::IValue(text);
    }
    default:
      throw std::runtime_error("unknown tag of argument '" + argument.name() + "'");
  }
}

}  // namespace

at::Tensor* own(at::Tensor tensor) {
  live.fetch_add(1, std::memory_order_relaxed);
  return new at::Tensor(std::move(tensor));
}

LT_API const char* lt_error() { return last_error.c_str(); }

// With CUDA where the bridge was linked with it.
LT_API const char* lt_version() {
#ifdef LEPTON_CUDA
  return TORCH_VERSION "+cuda";
#else
  return TORCH_VERSION;
#endif
}

// Tensors that are alive: what scopes are tested by.
LT_API int64_t lt_live() { return live.load(std::memory_order_relaxed); }

LT_API void lt_free(at::Tensor* tensor) {
  live.fetch_sub(1, std::memory_order_relaxed);
  delete tensor;
}

// A copy of memory as a tensor on the device, or on the CPU; zeros where there is no memory. Type as in c10::ScalarType.
LT_API int32_t lt_tensor(const void* data, int32_t type, const int64_t* shape, int32_t rank, int32_t on_cpu, at::Tensor** result) {
  return guarded([&] {
    const at::Device place = on_cpu != 0 ? at::Device(at::kCPU) : session_device();
    auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(type));
    at::IntArrayRef sizes(shape, rank);
    if (data == nullptr) {
      *result = own(at::zeros(sizes, options.device(place)));
      return;
    }
    auto lent = at::from_blob(const_cast<void*>(data), sizes, options);
    *result = own(place.is_cpu() ? lent.clone() : lent.to(place));
  });
}

LT_API int32_t lt_rank(const at::Tensor* tensor) { return static_cast<int32_t>(tensor->dim()); }

LT_API int64_t lt_size(const at::Tensor* tensor, int32_t dimension) { return tensor->size(dimension); }

LT_API int32_t lt_type(const at::Tensor* tensor) { return static_cast<int32_t>(tensor->scalar_type()); }

// The values of a tensor, row-major, into memory of exactly its size.
LT_API int32_t lt_read(const at::Tensor* tensor, void* target, int64_t bytes) {
  return guarded([&] {
    auto source = tensor->detach().to(at::kCPU).contiguous();
    if (static_cast<int64_t>(source.nbytes()) != bytes) {
      throw std::runtime_error("the tensor has " + std::to_string(source.nbytes()) + " bytes, not " + std::to_string(bytes));
    }
    std::memcpy(target, source.data_ptr(), source.nbytes());
  });
}

// Puts values, row-major and of exactly the tensor's size, in place of its own.
LT_API int32_t lt_write(at::Tensor* tensor, const void* source, int64_t bytes) {
  return guarded([&] {
    if (static_cast<int64_t>(tensor->nbytes()) != bytes) {
      throw std::runtime_error("the tensor has " + std::to_string(tensor->nbytes()) + " bytes, not " + std::to_string(bytes));
    }
    const at::NoGradGuard no_grad;
    tensor->copy_(at::from_blob(const_cast<void*>(source), tensor->sizes(), at::TensorOptions().dtype(tensor->scalar_type())));
  });
}

LT_API int32_t lt_requires_grad(at::Tensor* tensor, int32_t on) {
  return guarded([&] { tensor->requires_grad_(on != 0); });
}

LT_API int32_t lt_backward(at::Tensor* loss) {
  return guarded([&] { loss->backward(); });
}

// The gradient, or null where there is none.
LT_API int32_t lt_grad(const at::Tensor* tensor, at::Tensor** result) {
  return guarded([&] { *result = tensor->grad().defined() ? own(tensor->grad()) : nullptr; });
}

LT_API int32_t lt_clear_grad(at::Tensor* tensor) {
  return guarded([&] { tensor->mutable_grad() = at::Tensor(); });
}

// Whether operations of this thread are recorded; returns what was set before.
LT_API int32_t lt_grad_mode(int32_t on) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(on != 0);
  return before ? 1 : 0;
}

// Of all generators on all devices.
LT_API int32_t lt_seed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); });
}

// An operator by name; it lives as long as the process.
LT_API int32_t lt_find(const char* name, const char* overload, Operator** result, const char** arguments) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    std::string names;
    for (const auto& argument : handle.schema().arguments()) {
      names += argument.name() + "\n";
    }
    auto* found = new Operator{handle, names};
    *result = found;
    *arguments = found->arguments.c_str();
  });
}

// Calls an operator with one value for each argument of its schema. Tensors that come back belong to the caller.
LT_API int32_t lt_call(const Operator* op, const Value* arguments, int32_t count, at::Tensor** results, int32_t room, int32_t* returned) {
  return guarded([&] {
    const auto& schema = op->handle.schema().arguments();
    torch::jit::Stack stack;
    stack.reserve(count);
    for (int32_t i = 0; i < count; i++) {
      stack.push_back(convert(arguments[i], schema[i]));
    }
    op->handle.callBoxed(stack);
    std::vector<at::Tensor> made;
    for (auto& value : stack) {
      if (value.isTensor()) {
        made.push_back(std::move(value).toTensor());
      } else if (value.isTensorList()) {
        for (const at::Tensor& tensor : value.toTensorVector()) {
          made.push_back(tensor);
        }
      }
    }
    if (static_cast<int32_t>(made.size()) > room) {
      throw std::runtime_error("the operator returns " + std::to_string(made.size()) + " tensors, there is room for " + std::to_string(room));
    }
    for (size_t i = 0; i < made.size(); i++) {
      results[i] = made[i].defined() ? own(std::move(made[i])) : nullptr;
    }
    *returned = static_cast<int32_t>(made.size());
  });
}
