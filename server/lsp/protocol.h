/* SPDX-License-Identifier: MIT */
/* protocol.h - inside lsp/ only: LSP's small structures, to and from JSON. */
#ifndef RG_LSP_PROTOCOL_H
#define RG_LSP_PROTOCOL_H

#include "base/json.h"
#include "text/text.h"

enum { /* of diagnostics; and of messages, whose fourth is another */
       RG_LSP_ERROR = 1,
       RG_LSP_WARNING = 2,
       RG_LSP_INFORMATION = 3,
       RG_LSP_HINT = 4,
       RG_LSP_LOG = 4
};

/* Numbers above what a position can hold are clamped. RG_EINVAL names what is wrong. */
RG_MUST_CHECK rg_rc rg_lsp_decode_position(rg_position *out, const rg_json *json, rg_err *err);
RG_MUST_CHECK rg_rc rg_lsp_decode_range(rg_range *out, const rg_json *json, rg_err *err);
/* params.textDocument.uri; borrowed from params. */
RG_MUST_CHECK rg_rc rg_lsp_decode_uri(rg_str *out, const rg_json *params, rg_err *err);

rg_json *rg_lsp_encode_range(rg_range range);
/* {title, command, arguments}; argument is the command's one object, taken. */
rg_json *rg_lsp_encode_command_take(rg_str title, const char *id, rg_json *argument);

#endif
