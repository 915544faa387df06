// What makes tensors shares with what decides where they are made.
#pragma once

#include <ATen/ATen.h>

#include "lepton_torch.h"

// The device of this process.
const at::Device& session_device();

// A tensor that the caller owns.
at::Tensor* own(at::Tensor tensor);
