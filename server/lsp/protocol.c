/* SPDX-License-Identifier: MIT */
/* protocol.c - what a client sends is untrusted: numbers are clamped, the rest is refused. */
#include "lsp/protocol.h"

static bool decode_number(uint32_t *out, const rg_json *json)
{
	int64_t value = rg_json_int(json, -1);

	if (value < 0)
		return false;
	*out = value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
	return true;
}

rg_rc rg_lsp_decode_position(rg_position *out, const rg_json *json, rg_err *err)
{
	if (!decode_number(&out->line, rg_json_get(json, "line")) ||
	    !decode_number(&out->character, rg_json_get(json, "character")))
		return rg_fail(err, RG_EINVAL,
			       "a position needs line and character, both from 0 on");
	return RG_OK;
}

rg_rc rg_lsp_decode_range(rg_range *out, const rg_json *json, rg_err *err)
{
	rg_rc rc = rg_lsp_decode_position(&out->begin, rg_json_get(json, "start"), err);

	if (rc < 0)
		return rg_err_prefix(err, "range.start");
	rc = rg_lsp_decode_position(&out->end, rg_json_get(json, "end"), err);
	return rc < 0 ? rg_err_prefix(err, "range.end") : RG_OK;
}

rg_rc rg_lsp_decode_uri(rg_str *out, const rg_json *params, rg_err *err)
{
	*out = rg_json_str(rg_json_get(rg_json_get(params, "textDocument"), "uri"));
	if (rg_str_is_null(*out))
		return rg_fail(err, RG_EINVAL, "textDocument.uri is missing");
	return RG_OK;
}

static rg_json *encode_position(rg_position at)
{
	rg_json *json = rg_json_object();

	rg_json_set_int(json, "line", at.line);
	rg_json_set_int(json, "character", at.character);
	return json;
}

rg_json *rg_lsp_encode_range(rg_range range)
{
	rg_json *json = rg_json_object();

	rg_json_set_take(json, "start", encode_position(range.begin));
	rg_json_set_take(json, "end", encode_position(range.end));
	return json;
}

rg_json *rg_lsp_encode_command_take(rg_str title, const char *id, rg_json *argument)
{
	rg_json *json = rg_json_object();

	rg_json_set_str(json, "title", title);
	rg_json_set_str(json, "command", rg_str_of(id));
	rg_json_push_take(rg_json_set_take(json, "arguments", rg_json_array()), argument);
	return json;
}
