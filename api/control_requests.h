#pragma once

#include <string_view>

#include "api/router.h"
#include "api/selector.h"
#include "api/volume_service.h"

namespace rexray {

// What the control API's clients send, checked.

ApiResult<ApplyRequest> ReadApplyRequest(std::string_view body);
ApiResult<DeleteRequest> ReadDeleteRequest(std::string_view body);
ApiResult<AdoptRequest> ReadAdoptRequest(std::string_view body);

// Of one volume, which the path names.
ApiResult<UndeleteRequest> ReadUndeleteRequest(const RoutedRequest& request);
ApiResult<PreemptRequest> ReadPreemptRequest(const RoutedRequest& request);
ApiResult<FormatRequest> ReadFormatRequest(const RoutedRequest& request);
ApiResult<ReleaseRequest> ReadReleaseRequest(const RoutedRequest& request);

// Query parameters; the error names the parameter.
ApiResult<std::optional<VolumeName>> ReadVolume(const RoutedRequest& request,
                                                const char* parameter);
ApiResult<std::optional<ServiceName>> ReadService(const RoutedRequest& request,
                                                  const char* parameter);
ApiResult<Selector> ReadSelector(const RoutedRequest& request);
ApiResult<std::int64_t> ReadNumber(const RoutedRequest& request, const char* parameter,
                                   std::int64_t least, std::int64_t most, std::int64_t otherwise);
ApiResult<bool> ReadFlag(const RoutedRequest& request, const char* parameter);
// "{name}" of the path.
ApiResult<VolumeName> ReadName(const RoutedRequest& request);

}  // namespace rexray
