// Puts an encoded jitcode module into the object file.
//
// Section jw_bytes holds { magic, version, size, bytes } for tools, section jw_index a copy of the bytes' index, section jw_image what
// jitcode/image.h calls jw_image; a constructor registers it.
#pragma once

#include <cstdint>

namespace jitwright::translator {

class ImageBuilder;

void embed_image(ImageBuilder& image);

}  // namespace jitwright::translator
